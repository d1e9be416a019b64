"""我的信息：导出只有本人的、留审计；注销网上账户有冷静期、能撤销，到期停用登录，账一分不动。"""

import io
import json
from datetime import datetime, timedelta
from typing import Any

import openpyxl
import pytest
from django.test import Client

from gjj import clock
from gjj.actors.actor import system_actor
from gjj.audit.models import AuditEntry
from gjj.declarations.errors import BizError
from gjj.identity.models import Grant, Login, Person, SignInCode
from gjj.identity.services.codes import SignInTicket
from gjj.identity.services.logins import give_grant
from gjj.ledger.selectors.balances import subject_balances
from gjj.messaging.models import Message
from gjj.own.messages import CLOSING_ASKED, CLOSING_KEPT, CLOSING_UNDONE
from gjj.own.models import LoginClosing
from gjj.own.parameters import CLOSING_DAYS
from gjj.own.services.closing import ask_closing, ask_closing_code, close_due, undo_closing
from gjj.periods.days import SHANGHAI
from gjj.work.models import OutboxRow
from tests import situations as s
from tests.halls.visitors import signed_in
from tests.parameters import put
from tests.situations import NOON

pytestmark = pytest.mark.django_db
DATA, CLOSING = "/me/data/", "/me/data/closing/"
WEEK = timedelta(days=7)


def worker_paid() -> tuple[s.Worker, Any]:
    """缴过一个月的职工和他的登录；同单位还有一个人。"""
    unit, workers = s.unit_with_workers(2)
    s.paid(s.remittance_of(unit))
    return workers[0], s.holder(workers[0])


def asked(person: Any, at: Any = NOON) -> LoginClosing:
    """申请了注销。"""
    ticket = ask_closing_code(by=person, session_key="k", device_hash="", at=at)
    return ask_closing(by=person, ticket=ticket, code=code_of(ticket), session_key="k", at=at)


def code_of(ticket: SignInTicket) -> str:
    """短信里的码（从发件箱的保密内容里看）。"""
    row = OutboxRow.objects.get(key__startswith=f"own.closing_code:close_login:{ticket.code_id}:")
    return str(json.loads(str(row.secret))["code"])


def exported(client: Client, fmt: str) -> Any:
    return client.post(DATA, {"format": fmt})


def test_the_export_holds_ones_own_and_nobody_elses() -> None:
    """两种格式都有九张，号码是完整的；别人的一个字也没有；每次一条审计；页面上号码遮着。"""
    one, person = worker_paid()
    other = Person.objects.exclude(pk=person.person_id).first()
    client = signed_in(person)
    page = client.get(DATA).content.decode()
    assert one.id_no not in page
    assert one.mobile not in page
    answer = exported(client, "json")
    text = b"".join(answer).decode()
    told = json.loads(text)
    assert list(told) == [
        "本人",
        "个人账户",
        "缴存明细",
        "办件",
        "单位开户申请",
        "单位开户材料",
        "消息",
        "登录设备",
        "谁看过我的信息",
    ]
    assert told["本人"][0] | {"登记时间": ""} == {
        "姓名": one.name, "证件号码": one.id_no, "手机号": one.mobile, "银行卡号": "", "登记时间": "",
    }  # fmt: skip
    assert (told["个人账户"][0]["余额"], told["缴存明细"][0]["金额"]) == ("1280.00", "1280.00")
    assert other
    assert str(other.id_no) not in text
    assert other.name not in text
    book = openpyxl.load_workbook(io.BytesIO(b"".join(exported(client, "xlsx").streaming_content)))
    assert book.sheetnames == list(told)
    assert [cell.value for cell in book["本人"][2]][:3] == [one.name, one.id_no, one.mobile]
    entries = AuditEntry.objects.filter(action="web.export", object_type="person", object_id=str(person.person_id))
    summaries = sorted(one.split("，标记")[0] for one in entries.values_list("summary", flat=True))
    assert summaries == ["导出个人信息（json），3 行，全部", "导出个人信息（xlsx），3 行，全部"]
    assert exported(client, "exe").status_code == 302


def test_only_the_person_has_this_page() -> None:
    """单位、柜面的身份没有这一页。"""
    for actor in (s.unit().agent, s.staff("auditor")):
        for page in (DATA, CLOSING):
            assert signed_in(actor).get(page).status_code == 403
            assert signed_in(actor).post(page, {"format": "json"}).status_code == 403


def test_closing_waits_and_then_only_the_login_ends() -> None:
    """冷静期里照常登录；到期的那一刻起停用，会话作废；跑几遍都一样；账户、余额、账一分不动。"""
    _, person = worker_paid()
    client, before = signed_in(person), subject_balances(clock.today())
    row = asked(person)
    assert row.due_at - row.asked_at == WEEK
    assert close_due(row.due_at - timedelta(seconds=1)) == 0
    assert "撤销注销" in client.get(CLOSING).content.decode()
    assert [close_due(row.due_at), close_due(row.due_at + WEEK)] == [1, 0]
    assert not Login.objects.get(pk=person.login_id).is_active
    assert client.get("/me/").status_code == 302
    assert subject_balances(clock.today()) == before
    assert s.Account.objects.get(person_id=person.person_id).status == "active"
    assert AuditEntry.objects.filter(action="own.closing_done", object_id=str(person.login_id)).count() == 1
    with pytest.raises(BizError) as error:
        undo_closing(by=person, at=row.due_at + WEEK)
    assert error.value.code == "closing_not_found"


def test_a_closing_code_confirms_the_days_it_was_asked_for() -> None:
    """取码时说的是七天以后，过了零点改成了十四天：那条码办不了十四天的，重新取一条才行。"""
    _, person = worker_paid()
    midnight = datetime(2026, 12, 1, tzinfo=SHANGHAI)
    put(CLOSING_DAYS, 14, midnight.date())
    before, after = midnight - timedelta(minutes=1), midnight + timedelta(minutes=1)
    ticket = ask_closing_code(by=person, session_key="k", device_hash="", at=before)
    with pytest.raises(BizError) as error:
        ask_closing(by=person, ticket=ticket, code=code_of(ticket), session_key="k", at=after)
    assert (error.value.code, LoginClosing.objects.count()) == ("code_wrong", 0)
    row = asked(person, after)
    assert row.due_at == after + timedelta(days=14)


def test_closing_is_undone_within_the_days_and_may_be_asked_again() -> None:
    """冷静期里撤销：到期什么也不发生；两次都告诉本人；可以再申请；没有下文的只有一件。"""
    _, person = worker_paid()
    row = asked(person)
    with pytest.raises(BizError) as error:
        asked(person)
    assert (error.value.code, error.value.money) == ("closing_asked_already", "公积金账户和里面的钱没有变动。")
    undo_closing(by=person, at=NOON + timedelta(days=6))
    assert close_due(row.due_at) == 0
    assert Login.objects.get(pk=person.login_id).is_active
    told = Message.objects.filter(person_id=person.person_id, code__in=(CLOSING_ASKED, CLOSING_UNDONE))
    assert sorted(told.values_list("code", flat=True)) == [CLOSING_ASKED, CLOSING_UNDONE]
    assert asked(person, NOON + WEEK).pk != row.pk


def test_who_still_works_for_a_unit_hands_over_first() -> None:
    """还有单位身份的不能注销：先交接，什么也没申请。"""
    _, person = worker_paid()
    unit = s.unit()
    give_grant(
        by=system_actor(),
        login_id=person.login_id,
        role="unit_agent",
        scope="employer",
        at=NOON,
        employer_id=unit.employer_id,
    )
    with pytest.raises(BizError) as error:
        ask_closing_code(by=person, session_key="k", device_hash="", at=NOON)
    assert (error.value.code, error.value.status) == ("closing_has_duties", 409)
    assert not SignInCode.objects.filter(purpose="close_login").exists()


def test_who_took_on_a_duty_meanwhile_is_not_closed() -> None:
    """冷静期里当了单位的管理员：到期不停用、单位不会没有管理员，这一件撤销，告诉本人为什么；收回身份以后可以再申请。"""
    _, person = worker_paid()
    row = asked(person)
    grant = give_grant(
        by=system_actor(), login_id=person.login_id, role="unit_admin", scope="employer", at=NOON,
        employer_id=s.unit().employer_id,
    )  # fmt: skip
    assert [close_due(row.due_at), close_due(row.due_at)] == [0, 0]
    row.refresh_from_db()
    assert (Login.objects.get(pk=person.login_id).is_active, row.done_at, row.undone_at) == (True, None, row.due_at)
    told = Message.objects.get(person_id=person.person_id, code=CLOSING_KEPT)
    assert told.variables["role"] == "单位管理员"
    Grant.objects.filter(pk=grant).update(valid_to=NOON.date())
    again = asked(person, NOON + WEEK)
    assert close_due(again.due_at) == 1


def test_closing_on_the_page() -> None:
    """页面上：收验证码，填错留在原页说清，填对申请上，再撤销；没收过码的不办。"""
    _, person = worker_paid()
    client = signed_in(person)
    page = client.get(CLOSING).content.decode()
    for words in ("不是公积金账户", "公积金账户和余额不动，单位照常汇缴", "7 天冷静期"):
        assert words in page
    assert "还没有收验证码" in client.post(CLOSING, {"do": "close", "code": "123456"}).content.decode()
    assert client.post(CLOSING, {"do": "code"}).status_code == 302
    code = code_of(SignInTicket(SignInCode.objects.latest("id").pk, "", NOON))
    wrong = client.post(CLOSING, {"do": "close", "code": f"{(int(code) + 1) % 10**6:06d}"})
    assert (wrong.status_code, "还可以试 4 次" in wrong.content.decode()) == (422, True)
    assert "6 位数字" in client.post(CLOSING, {"do": "close", "code": "1"}).content.decode()
    assert client.post(CLOSING, {"do": "close", "code": code}).status_code == 302
    assert LoginClosing.objects.filter(undone_at=None).count() == 1
    assert "注销" in client.get(DATA).content.decode()
    assert "注销撤销了" in client.post(CLOSING, {"do": "undo"}, follow=True).content.decode()
    assert not LoginClosing.objects.filter(undone_at=None).exists()
