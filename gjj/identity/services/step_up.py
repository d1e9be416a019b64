"""提高身份级别：银行卡四样加公安核对（第 2 级，一次核验长久有效），人脸比对（第 3 级，只管这次登录，过几十分钟要再拍）。"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from gjj.actors.actor import Actor
from gjj.actors.levels import FACE, VERIFIED, level_said
from gjj.audit.services import record
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.identity.assured import BY_POLICE
from gjj.identity.models import Login, Person
from gjj.identity.parameters import FACE_MINUTES
from gjj.identity.ports import Verdict, parameters_on, person_verifier
from gjj.identity.services import attempts
from gjj.identity.services.numbers import Why, put_bank_card
from gjj.idnumbers import bank_card as cards
from gjj.periods.days import business_date

STEP_UP = "identity.step_up"
BIGGEST = 3 * 1024 * 1024
"""照片最大几字节。"""
MARKS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
"""JPEG、PNG 开头的几个字节。"""
SAID: Mapping[Verdict, tuple[str, int, str]] = {
    Verdict.MISMATCH: ("对不上", 422, "请核对以后再来；一直对不上的，带身份证到柜面。"),
    Verdict.ABSENT: ("查不到", 422, "请核对以后再来；没有填错的，带身份证到柜面。"),
    Verdict.NO_ANSWER: ("暂时没有应答，还没有核对成", 503, "请过几分钟再试；急办的带身份证到柜面。"),
}  # fmt: skip
"""没有核对上的怎么说：怎么了、状态、怎么办。"""
NOTHING = "要办的还没有办，填的都留着"
NAME, CARD, FACES = "公安核对姓名和证件号码", "银行卡核对卡号、姓名、证件号码、手机号", "人脸比对"


def verify_card(*, by: Actor, bank_card: str, at: datetime) -> None:
    """核对姓名、证件号码和本人的银行卡，记下实名核验过，名下没有卡的记上这一张；核验过的照样答成。在事务外叫。

    卡号不对、没有手机号、对不上、没有结果、次数太多抛 BizError，什么也没有变。
    """
    require(by, STEP_UP)
    person = _person(by)
    problem = cards.problem(bank_card)
    if problem:
        raise BizError(
            "bank_card_invalid", f"银行卡号不对：{problem}。没有核验，要办的还留着。", fix="请照卡面重填。",
            errors=[{"field": "bank_card", "code": "bank_card_invalid", "message": f"银行卡号不对：{problem}。"}],
        )  # fmt: skip
    if not person.mobile:
        raise BizError(
            "no_mobile", "没有预留手机号，核对不了银行卡，要办的还没有办。", fix="请带身份证件到柜面预留手机号。"
        )
    attempts.take_own_check(str(person.id_no_index), by.ip, at, nothing=NOTHING)
    verifier, name, id_no = person_verifier(), str(person.name), str(person.id_no)
    _judge(verifier.check_name(by=by, name=name, id_no=id_no, at=at), NAME)
    _judge(verifier.check_card(by=by, name=name, id_no=id_no, card=bank_card, mobile=str(person.mobile), at=at), CARD)
    with transaction.atomic():
        # 登记着卡的不动：要换的走换卡，原来的号码同意、过了冷静期才换
        locked = Person.objects.select_for_update().get(pk=person.pk)
        if not locked.bank_card:
            put_bank_card(person=locked, card=bank_card, why=Why(by, STEP_UP, "本人核验，核对一致"), at=at)
        Login.objects.filter(pk=by.login_id or 0).update(name_verified_at=at, name_verified_how=BY_POLICE)
        _note(by, VERIFIED, at)


def verify_face(*, by: Actor, photo: bytes, at: datetime) -> datetime:
    """现拍的照片和证件照是不是同一个人，返回这一次管到几时（照那一天的参数）；照片不存。实名核验过的才到这一步；不像、没有结果、次数太多抛 BizError。在事务外叫。"""
    require(by, STEP_UP)
    if by.level < VERIFIED:
        raise BizError(
            "verify_name_first",
            "还没有实名核验，不能先核验人脸，要办的还没有办。",
            status=409,
            fix="请先用银行卡实名核验。",
        )
    if len(photo) > BIGGEST or not photo.startswith(MARKS):
        raise BizError(
            "photo_unreadable", "照片要是 JPEG 或 PNG，不大于 3 兆，这一张不是，没有核验。", fix="请用手机或电脑的相机现拍一张，只拍本人的脸。"
        )  # fmt: skip
    person = _person(by)
    attempts.take_own_check(str(person.id_no_index), by.ip, at, nothing=NOTHING)
    verdict = person_verifier().check_face(by=by, name=str(person.name), id_no=str(person.id_no), photo=photo, at=at)
    _judge(verdict, FACES)
    _note(by, FACE, at)
    return at + timedelta(minutes=parameters_on((FACE_MINUTES,), on=business_date(at))[FACE_MINUTES])


def _person(by: Actor) -> Person:
    return Person.objects.get(pk=by.person_id or 0)


def _judge(verdict: Verdict, what: str) -> None:
    if verdict is Verdict.MATCH:
        return
    said, status, fix = SAID[verdict]
    code = "verifier_down" if verdict is Verdict.NO_ANSWER else "not_the_person"
    raise BizError(code, f"{what}：{said}。身份级别没有变，{NOTHING}。", status=status, fix=fix)


def _note(by: Actor, level: int, at: datetime) -> None:
    record(
        by=by, action="identity.step_up", object_type="login", object_id=by.login_id, at=at,
        summary=f"核验身份，到{level_said(level)}",
    )  # fmt: skip
