"""换手机号、银行卡：新号码、原号码都要有码；冷静期满才换，期内照旧用原来的、能撤销；先告诉原来的号码。"""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from oauth2_provider.models import AccessToken

from gjj.audit.models import AuditEntry
from gjj.crypto.blind import blind_index
from gjj.crypto.masking import mask_mobile
from gjj.declarations.errors import BizError
from gjj.identity.messages import MOBILE_REGISTERED
from gjj.identity.models import Person, SignedInSession, SignInCode
from gjj.identity.ports import Verdict
from gjj.identity.services.sign_in import start_sign_in
from gjj.identity.tokens import issue_token
from gjj.messaging.models import Message
from gjj.own.messages import CONTACT_ASKED, CONTACT_DONE, CONTACT_UNDONE
from gjj.own.models import ContactChange
from gjj.own.services import contacts
from gjj.periods.said import moment_said
from gjj.work.models import OutboxRow
from tests import situations as s
from tests.halls.visitors import signed_in
from tests.services.identity.members import Member, member, ticket_for
from tests.services.identity.test_passwords import actor
from tests.services.identity.test_sessions import enter, is_in
from tests.situations import NOON, PASSWORD

pytestmark = pytest.mark.django_db
NEW_MOBILE, NEW_CARD = "13900000077", "6222020000000000000"
DAY = timedelta(days=1)


def code_in(kept: dict[str, Any], name: str) -> str:
    """那条短信里的码（从发件箱的保密内容里看）。"""
    pk = kept[name]["code_id"]
    key = f"own.contact_old_code:contact_old:{pk}:" if name == "old" else f"contact_new:{pk}"
    return str(json.loads(str(OutboxRow.objects.get(key__startswith=key).secret))["code"])


def begun(one: Member, kind: str = "mobile", value: str = NEW_MOBILE, session: str = "k", at: datetime = NOON) -> Any:
    return contacts.begin(by=actor(one), kind=kind, value=value, session_key=session, device_hash="", at=at)


def proven(one: Member, kept: Any, code: str = "", session: str = "k") -> None:
    contacts.prove_new(by=actor(one), kept=kept, code=code or code_in(kept, "new"), session_key=session, at=NOON)


def started(one: Member, kept: Any, code: str = "", session: str = "k") -> ContactChange:
    return contacts.start(by=actor(one), kept=kept, code=code or code_in(kept, "old"), session_key=session, at=NOON)


def said(call: Any) -> str:
    with pytest.raises(BizError) as error:
        call()
    assert error.value.money == contacts.MONEY or error.value.code.startswith("code_")
    return error.value.code


def now(one: Member) -> Person:
    return Person.objects.get(pk=one.person_id)


def test_a_mobile_changes_only_after_both_codes_and_the_waiting() -> None:
    """两个号码的码都对，冷静期满的那一刻才换；在那以前登录的码发到原来的号码；先告诉原来的，换好告诉新的，原来的也收到换走了。"""
    one = member()
    kept = begun(one)
    assert said(lambda: started(one, kept)) == "new_number_unproven"
    proven(one, kept)
    row = started(one, kept)
    assert row.due_at
    assert row.due_at - NOON == DAY
    ticket = start_sign_in(username=one.username, password=PASSWORD, ip="1", session_key="s", at=NOON)
    assert ticket.masked_mobile[-4:] == one.mobile[-4:]
    assert [contacts.take_due(row.due_at - timedelta(seconds=1)), str(now(one).mobile)] == [0, one.mobile]
    assert [contacts.take_due(row.due_at), contacts.take_due(row.due_at)] == [1, 0]
    assert (str(now(one).mobile), now(one).mobile_index) == (NEW_MOBILE, blind_index("mobile", NEW_MOBILE))
    told = Message.objects.filter(person_id=one.person_id, code__in=(CONTACT_ASKED, MOBILE_REGISTERED)).order_by("id")
    assert list(told.values_list("code", flat=True)) == [CONTACT_ASKED, MOBILE_REGISTERED]
    gone = OutboxRow.objects.get(key__startswith=f"mobile_replaced:{one.person_id}:")
    assert json.loads(str(gone.secret)) == {"mobile": one.mobile, "number": "139****0077"}
    done = AuditEntry.objects.get(action="own.contact_done")
    assert (done.before, done.after) == ({"手机号": mask_mobile(one.mobile)}, {"手机号": "139****0077"})
    summaries = " ".join(AuditEntry.objects.filter(action__startswith="own.contact").values_list("summary", flat=True))
    assert "申请换手机号为 139****0077" in summaries
    asked = AuditEntry.objects.get(action="own.contact")
    assert (asked.before, asked.after) == (
        {"手机号": mask_mobile(one.mobile)}, {"手机号": "139****0077", "冷静期满": moment_said(NOON + DAY)}
    )  # fmt: skip
    assert NEW_MOBILE not in summaries


def test_when_the_mobile_is_swapped_every_session_and_token_ends() -> None:
    """申请、等着的时候照样用；换上的那一刻各处登录着的退出、令牌作废，申请的那一台也一样，别人的不动；换银行卡的不退出。"""
    one, other = member(), member()
    windows, safe = [enter(one), enter(one)], enter(other)
    issue_token(login_id=one.login_id, scopes=["person"], at=NOON)
    issue_token(login_id=other.login_id, scopes=["person"], at=NOON)
    kept = begun(one)
    proven(one, kept)
    started(one, kept)
    assert all(is_in(each) for each in windows)
    contacts.take_due(NOON + DAY)
    assert [is_in(each) for each in (*windows, safe)] == [False, False, True]
    assert list(AccessToken.objects.values_list("user_id", flat=True)) == [other.login_id]
    ended = SignedInSession.objects.filter(login_id=one.login_id).values_list("ended_because", flat=True)
    assert list(ended) == ["factor_changed"] * 2


def test_within_the_waiting_it_is_undone_and_nothing_changes() -> None:
    """冷静期里撤销：到期什么也不发生，告诉本人；在等的时候不能再换一次，撤销以后可以。"""
    one = member()
    kept = begun(one)
    proven(one, kept)
    row = started(one, kept)
    assert said(lambda: begun(one)) == "change_waiting"
    contacts.undo(by=actor(one), kind="mobile", at=NOON)
    undone = AuditEntry.objects.filter(action="own.contact").latest("id")
    assert (undone.before, undone.after) == ({"等着换上的手机号": "139****0077"}, {"等着换上的手机号": "没有了"})
    assert contacts.take_due(NOON + DAY) == 0
    assert str(now(one).mobile) == one.mobile
    assert Message.objects.filter(person_id=one.person_id, code=CONTACT_UNDONE).count() == 1
    assert said(lambda: contacts.undo(by=actor(one), kind="mobile", at=NOON)) == "change_not_found"
    assert begun(one)["id"] != row.pk


def test_codes_to_a_foreign_number_stop_nobody_from_signing_in() -> None:
    """五个人都填了别人的号码：往那个号码的码一小时五条就停，号码的主人照样收得到登录、换口令的码；一个人一小时也只填得了五次。"""
    owner = member()
    for _ in range(5):
        begun(member(), value=owner.mobile)
    assert said_by_codes(lambda: begun(member(), value=owner.mobile)) == "这个手机号一小时内收到的换手机号的验证码太多"
    assert ticket_for(owner).code_id
    one = member()
    for number in range(5):
        kept = begun(one, value=f"1390000010{number}")
        SignInCode.objects.filter(pk=kept["old"]["code_id"]).update(used_at=NOON)
    assert said_by_codes(lambda: begun(one, value="13900000109")) == "一小时里填的新号码太多"
    assert begun(one, value="13900000109", at=NOON + timedelta(hours=1))


def said_by_codes(call: Any) -> str:
    """验证码太多，头一句是什么。"""
    with pytest.raises(BizError) as error:
        call()
    assert error.value.code == "too_many_codes"
    return error.value.detail.split("，")[0]


def test_a_code_holds_for_one_session_one_number_and_one_change() -> None:
    """码换了会话、换了号码（重新填的一件）、换了人都对不上；猜错五次那条作废，什么也没换。"""
    one, other = member(), member()
    first = begun(one)
    assert said(lambda: proven(one, first, session="elsewhere")) == "code_used_up"
    old_code, new_code = code_in(first, "old"), code_in(first, "new")
    second = begun(one, value="13900000078")
    mixed = {**second, "new": first["new"], "old": first["old"]}
    assert said(lambda: proven(one, mixed, new_code)) == "code_wrong"
    assert said(lambda: proven(one, first, new_code)) == "change_stale"
    assert said(lambda: proven(other, second)) == "change_stale"
    proven(one, second)
    assert said(lambda: started(one, mixed, old_code)) == "code_wrong"
    wrong = f"{(int(code_in(second, 'old')) + 1) % 10**6:06d}"
    assert [said(lambda: started(one, second, wrong)) for _ in range(5)] == ["code_wrong"] * 5
    assert said(lambda: started(one, second)) == "code_used_up"
    assert not ContactChange.objects.exclude(started_at=None).exists()


def test_what_is_not_a_new_number_of_ones_own_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """写错的、就是现在这个的、银行说不是本人的卡都不换；银行没有应答的不算不一致。"""
    one = member()
    for value in ("1390000", one.mobile):
        assert said(lambda value=value: begun(one, value=value)) == "contact_invalid"
    for verdict, code in ((Verdict.MISMATCH, "contact_invalid"), (Verdict.NO_ANSWER, "verifier_down")):
        answering(monkeypatch, verdict)
        assert said(lambda: begun(one, "bank_card", NEW_CARD)) == code
    assert not ContactChange.objects.exists()


def answering(monkeypatch: pytest.MonkeyPatch, verdict: Verdict) -> None:
    """银行这样答。"""

    class Bank:
        def check_card(self, **given: Any) -> Verdict:
            return verdict

    monkeypatch.setattr(contacts, "person_verifier", Bank)


def test_a_card_changes_after_the_old_number_agrees(monkeypatch: pytest.MonkeyPatch) -> None:
    """卡：银行认了、原来的号码同意，冷静期满才换；库里没有明文。"""
    answering(monkeypatch, Verdict.MATCH)
    one = member()
    kept = begun(one, "bank_card", NEW_CARD)
    started(one, kept)
    with connection.cursor() as cursor:
        cursor.execute("SELECT c::text FROM own_contactchange c")
        (text,) = cursor.fetchone()
    assert NEW_CARD not in text
    assert NEW_CARD.encode().hex() not in text
    assert now(one).bank_card is None
    assert contacts.take_due(NOON + DAY) == 1
    assert str(now(one).bank_card) == NEW_CARD
    assert Message.objects.filter(person_id=one.person_id, code=CONTACT_DONE).count() == 1


def test_the_pages_lead_through_the_steps() -> None:
    """页面上：填 → 新号码的码 → 原号码的码 → 等着、能撤销；写错的留在原页；重新填从头来。"""
    page = "/me/data/mobile/"
    _, (worker,) = s.unit_with_workers(1)
    browser = signed_in(s.holder(worker))
    wrong = browser.post(page, {"do": "fill", "value": "139"})
    assert (wrong.status_code, 'value="139"' in wrong.content.decode()) == (422, True)
    browser.post(page, {"do": "fill", "value": NEW_MOBILE})
    kept = browser.session["contact_mobile"]
    assert NEW_MOBILE not in json.dumps(kept)
    assert "新号码收到的验证码" in browser.get(page).content.decode()
    browser.post(page, {"do": "new", "code": code_in(kept, "new")})
    assert "原来的号码收到的验证码" in browser.get(page).content.decode()
    assert "申请上了" in browser.post(page, {"do": "old", "code": code_in(kept, "old")}, follow=True).content.decode()
    assert "139****0077" in browser.get(page).content.decode()
    assert "撤销了" in browser.post(page, {"do": "undo"}, follow=True).content.decode()
    assert "新的手机号" in browser.get(page).content.decode()
    assert "新的银行卡" in browser.get("/me/data/card/").content.decode()


def test_what_was_given_up_meanwhile_is_not_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """填原号码的码的那一会儿，在另一处点了「不换了」：锁住以后再看一遍，不开始冷静期，也不告诉人要换。"""
    one = member()
    kept = begun(one)
    proven(one, kept)
    spend = contacts.codes.spend

    def given_up(**given: Any) -> Any:
        contacts.undo(by=actor(one), kind="mobile", at=NOON)
        return spend(**given)

    monkeypatch.setattr(contacts.codes, "spend", given_up)
    assert said(lambda: started(one, kept)) == "change_stale"
    assert ContactChange.objects.get().started_at is None
    assert not Message.objects.filter(code=CONTACT_ASKED).exists()


def test_what_waits_is_shown_with_the_way_to_undo_it() -> None:
    """冷静期里的换号，我的信息、个人大厅首页都看得到、点得到去撤销；没有申请上的、撤销了的不说。"""
    one = member()
    kept = begun(one)
    browser = signed_in(actor(one))
    pages = ("/me/data/", "/me/")
    assert not [page for page in pages if "换成 139****0077" in browser.get(page).content.decode()]
    proven(one, kept)
    started(one, kept)
    for page in pages:
        html = browser.get(page).content.decode()
        assert "换成 139****0077" in html
        assert '<a href="/me/data/mobile/">去撤销</a>' in html
    contacts.undo(by=actor(one), kind="mobile", at=NOON)
    assert not [page for page in pages if "去撤销" in browser.get(page).content.decode()]
