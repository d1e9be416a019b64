"""职工自己注册：收注册的短信码 → 公安、银行卡核对 → 认中心的账户 → 建登录。

号码是不是本人的、人对不对得上都核对过，才去看中心有没有他：登记过没有、注册过没有，不透露给别人。
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from gjj.actors.actor import system_actor
from gjj.audit.services import record
from gjj.crypto.blind import blind_index
from gjj.declarations.errors import BizError
from gjj.identity.assured import BY_POLICE
from gjj.identity.models import Grant, Login, Person
from gjj.identity.parameters import PASSWORD_LEAST, YOUNGEST
from gjj.identity.ports import Verdict, has_account, parameters_on, person_verifier
from gjj.identity.services import attempts, codes, consents, numbers
from gjj.identity.services.logins import give_grant, make_login, start_afresh
from gjj.identity.services.passwords import password_rules
from gjj.identity.usernames import SAID, is_username
from gjj.idnumbers import bank_card, id_card
from gjj.idnumbers import mobile as mobiles
from gjj.periods.days import business_date

NOTHING = "没有注册，填的都还在。"


@dataclass(frozen=True)
class SignUpDraft:
    """注册的人填的：姓名、证件号码、手机号、银行卡号。"""

    name: str
    id_no: str
    mobile: str
    bank_card: str

    def as_dict(self) -> dict[str, str]:
        """放进会话（加密）的写法。"""
        return asdict(self)


def check_draft(draft: SignUpDraft, at: datetime) -> None:
    """填的号码本身对不对、够不够年龄；不对的抛 BizError，每一处都说。只看号码，不看是谁。"""
    on = business_date(at)
    found = (
        ("id_no", "证件号码", id_card.problem(draft.id_no, on)), ("mobile", "手机号", mobiles.problem(draft.mobile)),
        ("bank_card", "银行卡号", bank_card.problem(draft.bank_card)),
    )  # fmt: skip
    errors = [
        {"field": field, "code": f"{field}_invalid", "message": f"{title}不对：{problem}。"}
        for field, title, problem in found
        if problem
    ]
    if errors:
        said = "".join(one["message"] for one in errors)
        raise BizError(
            "sign_up_invalid",
            f"{said}没有注册，填的都还在。",
            errors=errors,
            fix="请照身份证、银行卡和本人的手机号改好，再提交。",
        )
    least = parameters_on((YOUNGEST,), on=on)[YOUNGEST]
    if id_card.age_on(draft.id_no, on) < least:
        raise BizError(
            "under_age", f"您还没有满 {least} 周岁，不能自己注册。{NOTHING}",
            fix="账户是监护人或单位替您开的，请由监护人带双方的证件到柜面办理。",
        )  # fmt: skip


def ask_code(*, draft: SignUpDraft, ip: str, session_key: str, device_hash: str, at: datetime) -> codes.SignInTicket:
    """往填的手机号发一条注册的验证码；预算用完抛 too_many_codes。"""
    check_draft(draft, at)
    return codes.send_to_number(
        purpose=codes.SIGN_UP, mobile=draft.mobile, ip=ip, session_hash=codes.session_hash(session_key), at=at,
        device_hash=device_hash,
    )  # fmt: skip


def prove_number(*, ticket: codes.SignInTicket, code: str, session_key: str, ip: str, at: datetime) -> None:
    """核对验证码：手机号是本人的。不对、过期、用过、试太多次抛 BizError。"""
    codes.spend_row(codes.SIGN_UP, ticket.code_id, code, session_key, ip, at, lambda row: None)


def verify(*, draft: SignUpDraft, ip: str, at: datetime) -> None:
    """向公安、银行卡核对；不一致、查无、没有结果、次数太多抛 BizError。号码证明过是本人的才到这里；在事务外叫。"""
    check_draft(draft, at)
    attempts.take_sign_up_check(blind_index("mobile", draft.mobile), ip, at)
    verifier, by = person_verifier(), codes.stranger(ip)
    _judge(verifier.check_name(by=by, name=draft.name, id_no=draft.id_no, at=at), _OF_POLICE)
    _judge(
        verifier.check_card(by=by, name=draft.name, id_no=draft.id_no, card=draft.bank_card, mobile=draft.mobile, at=at),
        _OF_CARD,
    )  # fmt: skip


_OF_POLICE: Mapping[Verdict, tuple[str, int, str, str]] = {
    Verdict.MISMATCH: ("name_mismatch", 422, "公安核对：姓名和证件号码对不上。", "请照身份证改姓名或号码，再提交；不用重新取验证码。改过名的，请先到派出所更正，或带证件到柜面。"),
    Verdict.ABSENT: ("id_not_found", 422, "公安核对：没有查到这个证件号码。", "请照身份证核对号码，再提交；不用重新取验证码。号码没有写错的，请带身份证到柜面。"),
    Verdict.NO_ANSWER: ("verifier_down", 503, "公安的核对系统暂时没有应答，还没有核对成。", "请过几分钟点「继续核对」，填的和验证码都不用再来一遍；一直不行的，带身份证到柜面。"),
}  # fmt: skip
_OF_CARD: Mapping[Verdict, tuple[str, int, str, str]] = {
    Verdict.MISMATCH: ("card_mismatch", 422, "银行卡核对：卡号、姓名、证件号码、手机号四样对不上。", "请用本人名下的卡，手机号要和银行预留的一样；改好再提交，号码没变的不用重新取验证码。"),
    Verdict.ABSENT: ("card_not_found", 422, "银行卡核对：没有查到这张卡。", "请照卡面核对卡号，或换一张本人的卡，再提交；不用重新取验证码。"),
    Verdict.NO_ANSWER: ("verifier_down", 503, "银行卡的核对系统暂时没有应答，还没有核对成。", "请过几分钟点「继续核对」，填的和验证码都不用再来一遍；一直不行的，带身份证到柜面。"),
}  # fmt: skip


def _judge(verdict: Verdict, said: Mapping[Verdict, tuple[str, int, str, str]]) -> None:
    if verdict is not Verdict.MATCH:
        code, status, detail, fix = said[verdict]
        raise BizError(code, f"{detail}没有注册，填的都还在。", status=status, fix=fix)


@transaction.atomic
def join(*, draft: SignUpDraft, terms: str, ip: str, at: datetime) -> str:
    """核对过的人在中心是什么情形：有登录、还不能进个人大厅的，给他的登录加上，返回用户名；要新建登录的返回空串。

    那个登录不是他自己建的，口令、动态口令可能在别人手里：一概作废，由他凭短信重新设口令。

    没有账户、姓名登记得不一样、已经注册过、登录停用、原来的登录收码的是别的号码抛 BizError。
    """
    consents.check_terms(terms)
    person, login = _standing(draft)
    if login is None:
        return ""
    _take_numbers(person, draft, at, has_login=True)
    start_afresh(login=login, at=at)
    Login.objects.filter(pk=login.pk).update(name_verified_at=at, name_verified_how=BY_POLICE)
    consents.agree(by=codes.as_actor(login, ip), login_id=login.pk, version=terms, at=at)
    give_grant(by=system_actor("本人注册"), login_id=login.pk, role="person", scope="self", at=at)
    _noted(login, ip, at, "原来的登录开通个人大厅，原来的口令作废")
    return str(login.username)


def _standing(draft: SignUpDraft) -> tuple[Person, Login | None]:
    """锁住这个人，看他能不能注册：他，和他原来的登录（没有为空）；不能的抛 BizError。"""
    person = Person.objects.select_for_update().filter(id_no_index=blind_index("id_no", draft.id_no)).first()
    if person is None or not has_account(person.pk):
        raise BizError(
            "no_account", f"身份核对上了，可是本中心没有您名下的住房公积金账户。{NOTHING}", status=404,
            fix="请单位先在变更清册里为您开户；单位说开过了的，请核对单位报的证件号码，或拨打 12329。",
        )  # fmt: skip
    if person.name != draft.name:
        raise BizError(
            "name_on_file_differs", f"身份核对上了，可是您的账户登记的姓名和身份证上的不一样。{NOTHING}", status=409,
            fix="请带身份证到柜面更正登记的姓名，再来注册。",
        )  # fmt: skip
    login = Login.objects.filter(person=person).first()
    if login is not None and not login.is_active:
        raise BizError(
            "login_closed", f"您原来的登录已经停用。{NOTHING}", status=409, fix="请带身份证到柜面恢复，或拨打 12329。"
        )
    if login is not None and Grant.objects.filter(login=login, role="person", valid_to=None).exists():
        raise BizError(
            "already_signed_up", f"您已经注册过，用户名是 {login.username}，没有再注册一次。", status=409,
            fix="请用它登录；口令想不起来的，在登录页点「忘记口令」。",
        )  # fmt: skip
    if login is not None and person.mobile and person.mobile_index != blind_index("mobile", draft.mobile):
        raise _number_is_not_the_logins()
    return person, login


def _number_is_not_the_logins() -> BizError:
    """原来的登录由登记着的号码收码、设口令，那个号码可能是单位报的、在别人手里：证明了另一个号码的本人，不能给它加上个人大厅。"""
    return BizError(
        "mobile_on_file_differs",
        f"身份核对上了，可是您原来有一个登录（多半是单位任命您的时候建的），它登记的手机号和您现在填的不是一个。{NOTHING}",
        status=409,
        fix="登记的号码在您手里、银行预留的也是它的，填它注册；不是您的、收不到的，带身份证到柜面更正登记的手机号，再来注册。",
    )


def _take_numbers(person: Person, draft: SignUpDraft, at: datetime, *, has_login: bool = False) -> None:
    """核对过的手机号、银行卡记到他名下；手机号换了的，新的、原来的号码都告诉。

    已经有登录的，登记着的卡不动：收钱靠它，要换的走换卡，原来的号码同意、过了冷静期才换；号码登记得不一样的到不了这里。
    """
    why = numbers.Why(system_actor("本人注册"), "identity.sign_up", "本人注册，核对一致")
    numbers.put_mobile(person=person, mobile=draft.mobile, why=why, at=at)
    if not (has_login and person.bank_card):
        numbers.put_bank_card(person=person, card=draft.bank_card, why=why, at=at)


def _noted(login: Login, ip: str, at: datetime, summary: str) -> None:
    record(
        by=codes.as_actor(login, ip), action="identity.sign_up", object_type="login", object_id=login.pk, at=at,
        summary=summary,
    )  # fmt: skip


def check_username(username: str) -> None:
    """用户名的样子不对抛 BizError。"""
    if not is_username(username):
        raise BizError(
            "username_invalid", f"用户名要{SAID}。没有注册。", fix="请另起一个，不要用证件号码、手机号。",
            errors=[{"field": "username", "code": "username_invalid", "message": f"用户名要{SAID}。"}],
        )  # fmt: skip


def _has_login(username: str) -> BizError:
    """核对以后、设口令以前，刚有了登录。"""
    return BizError(
        "login_exists", f"您已经有登录{f' {username}' if username else ''}，没有再建。", status=409,
        fix="请回到注册的第一页再提交一次，给原来的登录开通个人大厅。",
    )  # fmt: skip


@transaction.atomic
def sign_up(*, draft: SignUpDraft, username: str, password: str, terms: str, ip: str, at: datetime) -> Login:
    """建登录、给个人大厅、记下手机号和银行卡，返回登录（算实名核验过）。核对过（verify、join）的才到这里，情形再看一遍。

    用户名不合规矩、有人用，口令不够安全，协议换了版，以及 join 的各种抛 BizError，什么也没有建。
    """
    check_username(username)
    consents.check_terms(terms)
    person, known = _standing(draft)
    if known is not None:
        raise _has_login(known.username)
    _take_numbers(person, draft, at)
    by = system_actor("本人注册")
    try:
        with transaction.atomic():
            made = make_login(
                by=by, username=username, person_id=person.pk, password=password, at=at, is_own=True, verified=BY_POLICE,
                least=password_rules(at)[PASSWORD_LEAST],
            )  # fmt: skip
    except IntegrityError:  # 同一刻别人先用了这个用户名，或者单位刚给他建好登录
        if Login.objects.filter(person=person).exists():
            raise _has_login("") from None
        raise BizError(
            "username_taken", f"用户名 {username} 已经有人用，没有新建。", status=409, fix="请换一个用户名。",
            errors=[{"field": "username", "code": "username_taken", "message": f"用户名 {username} 已经有人用。"}],
        ) from None  # fmt: skip
    give_grant(by=by, login_id=made, role="person", scope="self", at=at)
    login = Login.objects.select_related("person").get(pk=made)
    consents.agree(by=codes.as_actor(login, ip), login_id=made, version=terms, at=at)
    _noted(login, ip, at, "本人注册，公安、银行卡核对一致")
    login.refresh_from_db()
    return login
