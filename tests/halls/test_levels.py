"""身份级别：事项写着要哪一级；不够的就地核验，填的留着接着办；接口照样拦；级别从不因为别的变高。"""

import dataclasses
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from deposits.models import FilingFlag
from deposits.rules.filing_flag import filing_id
from gjj import clock
from gjj.actors.actor import Actor
from gjj.actors.levels import LEVELS
from gjj.audit.models import AuditEntry
from gjj.catalog.selectors import declared
from gjj.crypto.blind import blind_index
from gjj.crypto.masking import mask_card
from gjj.declarations.items import ServiceItem
from gjj.identity.models import Login, Person
from gjj.identity.ports import Verdict
from gjj.identity.tokens import issue_token
from gjj.management.city.people import card_number
from gjj.web import gate
from gjj.web.held import KEPT
from gjj.web.kept import LIVES
from tests import situations as s
from tests.halls.verifiers import Answers, answering
from tests.halls.visitors import signed_in
from tests.services.identity.test_no_plaintext import everything, is_in

pytestmark = pytest.mark.django_db
PAGE = "/account/level/"
FORM = {"field": "base", "claimed": "9000.00", "text": "九月起工资调了，\n工资条在单位"}
PHOTO = b"\xff\xd8\xff\xe0 just a face"


@pytest.fixture
def outside() -> Iterator[Answers]:
    """公安、银行卡、人脸都答一致。"""
    with answering() as answers:
        yield answers


@dataclasses.dataclass(frozen=True)
class Visitor:
    """没有实名核验过的职工：人、浏览器、要提异议的那一页。"""

    one: s.Worker
    actor: Actor
    browser: Client
    filing: str

    @property
    def login(self) -> Login:
        return Login.objects.get(pk=self.actor.login_id)


def visitor() -> Visitor:
    _, (one,) = s.unit_with_workers(1)
    actor = s.holder(one)
    Login.objects.filter(pk=actor.login_id).update(name_verified_at=None)
    return Visitor(one, actor, signed_in(actor), f"/me/filings/{filing_id(s.account_of(one).pk, s.NOVEMBER)}/")


def said(answer: Any) -> str:
    """页面上的话。"""
    return str(answer.content.decode())


def photo(content: bytes = PHOTO) -> SimpleUploadedFile:
    """现拍的一张。"""
    return SimpleUploadedFile("me.jpg", content, "image/jpeg")


def with_level(monkeypatch: pytest.MonkeyPatch, code: str, level: int) -> None:
    """这个事项改成要这一级。"""
    real = declared.declared_item

    def found(asked: str) -> ServiceItem | None:
        item = real(asked)
        return dataclasses.replace(item, level=level) if item is not None and asked == code else item

    monkeypatch.setattr(gate, "declared_item", found)
    monkeypatch.setattr("portal.views.level.declared_item", found)


def test_looking_needs_no_more_than_the_first_level(outside: Answers) -> None:
    """只看的第一级就行：申报、余额、明细、单证的清单都打得开。"""
    one = visitor()
    for address in (one.filing, "/me/", "/me/movements/", "/me/papers/", "/me/filings/"):
        assert one.browser.get(address).status_code == 200


def test_what_was_being_done_waits_and_goes_on_after_the_check(outside: Answers) -> None:
    """提异议要第二级：填的留着（库里没有明文），就地用银行卡核验，点一下接着提，一个字不少，只提一条。"""
    one = visitor()
    assert one.browser.post(one.filing, FORM).headers["Location"] == PAGE
    assert not FilingFlag.objects.exists()
    assert not is_in("工资条在单位", everything())
    page = said(one.browser.get(PAGE))
    assert "办「单位申报」要第 2 级：实名核验（公安、银行卡，或柜面看过证件）" in page
    assert "核验好了接着办，不用重填" in page
    card = card_number(one.one.mobile)
    done = one.browser.post(PAGE, {"do": "card", "bank_card": f"{card[:4]} {card[4:]}"}, follow=True)
    assert "身份级别是第 2 级" in said(done)
    assert outside.kinds == ["name", "card"]
    assert outside.asked[1][1]["mobile"] == one.one.mobile
    for value in FORM.values():
        assert f'value="{value}"' in said(done)
    assert f'action="{one.filing}"' in said(done)
    assert one.browser.post(one.filing, FORM).status_code == 302
    assert FilingFlag.objects.get().text == FORM["text"]
    assert KEPT not in one.browser.session
    assert (one.login.name_verified_at is not None, s.account_of(one.one).person.bank_card) == (True, card)
    noted = AuditEntry.objects.get(action="identity.step_up", object_type="login")
    taken = AuditEntry.objects.get(action="identity.step_up", object_type="person")
    assert "公安、银行卡核对一致。" in said(one.browser.get(PAGE))
    assert taken.summary == f"本人核验，核对一致，银行卡登记为 {mask_card(card)}"
    assert (noted.login_id, noted.summary) == (
        one.actor.login_id,
        "核验身份，到第 2 级：实名核验（公安、银行卡，或柜面看过证件）",
    )


@pytest.mark.parametrize(
    ("verdict", "status", "words"),
    [
        (Verdict.MISMATCH, 422, "对不上"),
        (Verdict.ABSENT, 422, "查不到"),
        (Verdict.NO_ANSWER, 503, "暂时没有应答，还没有核对成"),
    ],
)
def test_a_check_that_fails_changes_nothing_and_loses_nothing(
    outside: Answers, verdict: Verdict, status: int, words: str
) -> None:
    """没有核对上、对方停着：说清，级别不变，卡不记，填的卡号和要办的都还在；好了再来就成。"""
    one = visitor()
    one.browser.post(one.filing, FORM)
    outside.card = verdict
    card = card_number(one.one.mobile)
    answer = one.browser.post(PAGE, {"do": "card", "bank_card": card})
    assert (answer.status_code, words in said(answer)) == (status, True)
    assert f'value="{card}"' in said(answer)
    assert one.login.name_verified_at is None
    assert s.account_of(one.one).person.bank_card is None
    outside.card = Verdict.MATCH
    assert "继续提交" in said(one.browser.post(PAGE, {"do": "card", "bank_card": card}, follow=True))


def test_a_paper_issued_by_opening_a_page_waits_too(outside: Answers) -> None:
    """缴存证明也要第二级：先核验，点「继续提交」才出。"""
    one = visitor()
    assert one.browser.post("/me/certificate/").headers["Location"] == PAGE
    done = one.browser.post(PAGE, {"do": "card", "bank_card": card_number(one.one.mobile)}, follow=True)
    assert '<form method="post" action="/me/certificate/"' in said(done)
    assert "继续提交" in said(done)
    assert one.browser.post("/me/certificate/").headers["Location"].startswith("/me/papers/")


def test_the_third_level_needs_a_face_in_this_very_session(outside: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    """要第三级的：实名核验过的还要拍一张；只管这次登录，别处登录的要另拍；照片不存。"""
    with_level(monkeypatch, "deposits.filings", 3)
    one = visitor()
    Login.objects.filter(pk=one.actor.login_id).update(name_verified_at=s.NOON)
    one.browser.post(one.filing, FORM)
    assert "办「单位申报」要第 3 级：人脸核验" in said(one.browser.get(PAGE))
    done = one.browser.post(PAGE, {"do": "face", "photo": photo()}, follow=True)
    assert "继续提交" in said(done)
    assert outside.asked == [("face", {**outside.asked[0][1], "photo": PHOTO})]
    assert one.browser.post(one.filing, FORM).status_code == 302
    assert FilingFlag.objects.exists()
    elsewhere = signed_in(one.actor)
    assert elsewhere.post(one.filing, FORM).headers["Location"] == PAGE
    assert not is_in("just a face", everything())


def test_the_third_level_ages_and_is_renewed_in_place(outside: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    """拍一张管三十分钟：差一秒还办得了，到了就要再拍，填的留着、拍完接着交；页上写着管多久。"""
    with_level(monkeypatch, "deposits.filings", 3)
    one, began = visitor(), clock.now()
    monkeypatch.setattr(clock, "now", lambda: began)
    Login.objects.filter(pk=one.actor.login_id).update(name_verified_at=s.NOON)
    assert "只管这次登录的 30 分钟" in said(one.browser.get(PAGE))
    one.browser.post(PAGE, {"do": "face", "photo": photo()})
    for late, level in ((timedelta(minutes=30, seconds=-1), 3), (timedelta(minutes=30), 2)):
        monkeypatch.setattr(clock, "now", lambda late=late: began + late)
        assert f"您这次登录是第 {level} 级" in said(one.browser.get(PAGE))
    assert one.browser.post(one.filing, FORM).headers["Location"] == PAGE
    assert not FilingFlag.objects.exists()
    again = said(one.browser.post(PAGE, {"do": "face", "photo": photo()}, follow=True))
    assert "继续提交" in again
    assert "九月起工资调了" in again
    one.browser.post(one.filing, FORM)
    assert FilingFlag.objects.exists()


def test_from_the_first_to_the_third_goes_through_the_second(outside: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    """第一级要到第三级：先银行卡，再人脸；直接交照片的不算。"""
    with_level(monkeypatch, "deposits.filings", 3)
    one = visitor()
    one.browser.post(one.filing, FORM)
    skipped = one.browser.post(PAGE, {"do": "face", "photo": photo()})
    assert (skipped.status_code, "还没有实名核验，不能先核验人脸" in said(skipped)) == (409, True)
    assert outside.asked == []
    half = said(one.browser.post(PAGE, {"do": "card", "bank_card": card_number(one.one.mobile)}, follow=True))
    assert "人脸核验" in half
    assert "继续提交" not in half
    assert "继续提交" in said(one.browser.post(PAGE, {"do": "face", "photo": photo()}, follow=True))


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"do": "card", "bank_card": "6222021234567890124"}, "银行卡号不对"), ({"do": "card"}, "请填写本人名下的银行卡号"),
        ({"do": "face"}, "请拍一张照片"), ({"do": "face", "photo": b"GIF89a no photo"}, "照片要是 JPEG 或 PNG"),
        ({"do": "face", "photo": PHOTO + b"x" * (3 * 1024 * 1024)}, "不大于 3 兆"), ({"do": "face", "photo": b""}, "这张照片是空的"),
    ],
)  # fmt: skip
def test_a_card_or_a_photo_of_the_wrong_shape_is_not_sent_out(
    outside: Answers, given: dict[str, Any], words: str
) -> None:
    """卡号、照片不像样的：当场说，不去核对。"""
    one = visitor()
    if given["do"] == "face":
        Login.objects.filter(pk=one.actor.login_id).update(name_verified_at=s.NOON)
    form = {name: photo(value) if isinstance(value, bytes) else value for name, value in given.items()}
    answer = one.browser.post(PAGE, form)
    assert (answer.status_code, words in said(answer)) == (422, True)
    assert outside.asked == []


def test_what_waits_is_forgotten_after_half_an_hour_and_belongs_to_one_session(outside: Answers) -> None:
    """留着的半小时就忘；别的浏览器看不到。"""
    from gjj.web.held import held

    one = visitor()
    one.browser.post(one.filing, FORM)
    request: Any = type("Request", (), {"session": one.browser.session})
    now = clock.now()
    waiting = held(request, now)
    assert waiting is not None
    assert dict(waiting.fields) == FORM
    assert held(request, now + LIVES + timedelta(seconds=5)) is None
    assert "接着办" not in said(signed_in(one.actor).get(PAGE))


def test_the_api_refuses_and_says_which_level_is_needed(outside: Answers) -> None:
    """接口：级别不够 403，写明要第几级、现在第几级；实名核验过的令牌照办；看的不拦。"""
    one = visitor()
    token = issue_token(login_id=one.actor.login_id or 0, scopes=["person"], at=clock.now())
    client = Client(headers={"Authorization": f"Bearer {token}"})
    address = f"/api/v1{one.filing}flag/"
    body = {"field": "base", "claimed": "9000.00", "text": "工资调了"}
    refused = client.post(address, body, content_type="application/json")
    told = refused.json()
    assert (refused.status_code, told["code"]) == (403, "level_too_low")
    assert (told["level_needed"], told["level"], told["item"]) == (2, 1, "deposits.filings")
    assert client.get("/api/v1/me/filings/").status_code == 200
    assert not FilingFlag.objects.exists()
    Login.objects.filter(pk=one.actor.login_id).update(name_verified_at=s.NOON)
    assert client.post(address, body, content_type="application/json").status_code == 201


def test_every_item_names_a_level_and_its_guide_and_the_api_say_so() -> None:
    """每个事项都有级别，办事指南和接口说的是同一个。"""
    told = {one["code"]: one["level"] for one in Client().get("/api/v1/items/").json()}
    for one in declared.declared_items():
        assert one.level in LEVELS
        assert told[one.code] == one.level
        assert one.level_said in said(Client().get(f"/items/{one.code}/"))
    assert (told["deposits.own_papers"], told["deposits.filings"], told["deposits.movements"]) == (2, 2, 1)
    assert (told["deposits.suspense"], told["deposits.collection"]) == (2, 2)
    assert [code for code, level in told.items() if level == 3] == ["own.card"]


def test_money_going_out_of_a_unit_needs_the_second_level(outside: Answers) -> None:
    """单位退回暂存、签托收要第二级：经办没有实名核验的，先核验；核验过的照办。"""
    unit, _ = s.unit_with_workers(1)
    browser = signed_in(unit.agent)
    Login.objects.filter(pk=unit.agent.login_id).update(name_verified_at=None)
    for address in ("/unit/suspense/refund/", "/unit/collection/sign/"):
        assert browser.post(address, {"amount": "1.00"}).headers["Location"] == PAGE
    assert browser.get("/unit/suspense/").status_code == 200
    Login.objects.filter(pk=unit.agent.login_id).update(name_verified_at=s.NOON)
    assert browser.post("/unit/suspense/refund/", {"amount": "1.00"}).headers.get("Location") != PAGE


def test_checks_have_their_budget(outside: Answers) -> None:
    """十分钟核对十次，满了停十分钟。"""
    one = visitor()
    outside.card = Verdict.MISMATCH
    given = {"do": "card", "bank_card": card_number(one.one.mobile)}
    assert [one.browser.post(PAGE, given).status_code for _ in range(11)] == [422] * 10 + [429]


def test_the_card_on_file_is_not_changed_by_a_check(outside: Answers) -> None:
    """登记着卡的，用另一张卡核验身份：级别到了，登记的卡不动；换卡要走换卡，有冷静期。"""
    one = visitor()
    kept = card_number("13900001111")
    Person.objects.filter(pk=one.actor.person_id).update(bank_card=kept, bank_card_index=blind_index("bank_card", kept))
    one.browser.post(PAGE, {"do": "card", "bank_card": card_number(one.one.mobile)})
    assert (one.login.name_verified_at is not None, s.account_of(one.one).person.bank_card) == (True, kept)
