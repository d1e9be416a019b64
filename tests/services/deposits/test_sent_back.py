"""退回补正的汇缴办件：不拦着钱，补差、付款照样办；问的没有答复，办件不办结。"""

from decimal import Decimal

import pytest

from deposits.items import MAKE_UP
from deposits.services.cancel_remittance import cancel_remittance
from deposits.services.make_up import ForWhom, Why, make_up
from gjj.cases.entries import Flaw
from gjj.cases.models import Case
from gjj.cases.selectors.cases import story_of
from gjj.cases.selectors.shown import row_of
from gjj.cases.services.desk import send_again, send_back
from gjj.cases.services.moving import ask_back
from tests import situations as s
from tests.sanctions import reverse
from tests.services.deposits.test_remit_case import DECEMBER, FIRST_OF_DECEMBER, case_of, todo, wrong

pytestmark = pytest.mark.django_db


def test_a_returned_case_does_not_hold_the_money_up_and_waits_for_its_answer(commit) -> None:
    """退回补正之后单位直接转了账：钱照样分配，问的还没有答，办件不办结；答了才办结，钱不再动。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    case = case_of(unit)
    ask_back(case, by=s.staff("teller"), at=s.NOON, reason="名单有疑问", flaws=[Flaw("roster", "第 5 行基数核一下")])
    assert s.paid(row).status == "allocated"
    commit()
    case.refresh_from_db()
    assert (case.status, todo(case)) == ("returned", ["补正 1 处"])
    assert "resubmitted" not in [one.kind for one in case.events.all()]
    assert wrong() == set()
    send_again(by=unit.agent, case_id=case.pk, note="第 5 行核过了，不变", at=s.NOON)
    case.refresh_from_db()
    assert (case.status, todo(case)) == ("done", [])
    assert "已分配到个人账户" in case.result
    assert wrong() == set()


def test_sending_back_while_the_money_is_short_keeps_what_waits_to_be_paid(commit) -> None:
    """少了一分又被退回：补差的待办还在，谁也没办它；单位补了那一分，不算答复，只记一笔；答复了才办结。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    s.paid(row, row.amount - Decimal("0.01"))
    case = case_of(unit)
    send_back(
        by=s.staff("teller"), case_id=case.pk, reason="名单有疑问", flaws=[Flaw("roster", "少了 8 人")], at=s.NOON
    )
    assert todo(case) == ["补足差额，或把到的钱退回", "补正 1 处"]
    row.refresh_from_db()
    s.paid(row, Decimal("0.01"))
    commit()
    case.refresh_from_db()
    assert (case.status, todo(case)) == ("returned", ["补正 1 处"])
    since = list(case.events.order_by("id").values_list("kind", flat=True))
    assert "resubmitted" not in since[since.index("returned") :]
    assert all("还没有答复" in one.note for one in case.events.filter(kind="noted", status="returned"))
    assert row_of(story_of(case, s.TODAY)).task.title == "补正 1 处"  # type: ignore[union-attr]
    send_again(by=unit.agent, case_id=case.pk, note="8 人是上月离职的", at=s.NOON)
    case.refresh_from_db()
    assert case.status == "done"
    assert list(case.events.order_by("id").values_list("kind", flat=True))[-2:] == ["resubmitted", "closed"]
    assert wrong() == set()


def test_an_answer_leaves_the_business_where_it_was() -> None:
    """还没付款就退回、就答复：付款的待办还是原来那一件，没有谁办过它。"""
    unit, _ = s.unit_with_workers(1)
    s.remittance_of(unit)
    case = case_of(unit)
    (before,) = case.tasks.filter(status="open").values_list("pk", flat=True)
    send_back(by=s.staff("teller"), case_id=case.pk, reason="看不清", flaws=[Flaw("roster", "重传")], at=s.NOON)
    send_again(by=unit.agent, case_id=case.pk, note="重传了", at=s.NOON)
    case.refresh_from_db()
    assert (case.status, todo(case)) == ("waiting", ["付款"])
    assert list(case.tasks.filter(status="open").values_list("pk", flat=True)) == [before]


def test_a_make_up_has_no_deadline_however_it_is_sent_back() -> None:
    """补缴的月份期限早过了：付款的待办没有最迟，退回、补正以后也没有，不会说「已过几十天」。"""
    unit, _ = s.unit_with_workers(1)
    s.paid(s.remittance_of(unit, s.NOVEMBER))
    late = s.worker()
    s.confirmed(unit, [s.line("开户", late)], DECEMBER, FIRST_OF_DECEMBER)
    whom = [ForWhom(s.account_of(late).subaccount.number)]
    make_up(by=unit.agent, month=s.NOVEMBER, people=whom, why=Why("missed"), at=FIRST_OF_DECEMBER)
    case = Case.objects.get(item=MAKE_UP)
    assert case.tasks.get(title="付款").due_on is None
    flaws = [Flaw("book", "写明为什么补")]
    send_back(by=s.staff("teller"), case_id=case.pk, reason="为什么补", flaws=flaws, at=FIRST_OF_DECEMBER)
    send_again(by=unit.agent, case_id=case.pk, note="漏报了开户", at=FIRST_OF_DECEMBER)
    assert todo(case) == ["付款"]
    assert case.tasks.get(title="付款", status="open").due_on is None


def test_a_make_up_cancelled_after_it_was_sent_back_ends_its_case() -> None:
    """退回的补缴，单位撤销了补缴书：办件跟着撤销，问的不用答了。"""
    unit, _ = s.unit_with_workers(1)
    s.paid(s.remittance_of(unit, s.NOVEMBER))
    late = s.worker()
    s.confirmed(unit, [s.line("开户", late)], DECEMBER, FIRST_OF_DECEMBER)
    whom = [ForWhom(s.account_of(late).subaccount.number)]
    pk = make_up(by=unit.agent, month=s.NOVEMBER, people=whom, why=Why("missed"), at=FIRST_OF_DECEMBER)
    case = Case.objects.get(item=MAKE_UP)
    teller, flaws = s.staff("teller"), [Flaw("book", "写明为什么补")]
    send_back(by=teller, case_id=case.pk, reason="为什么补", flaws=flaws, at=FIRST_OF_DECEMBER)
    cancel_remittance(by=unit.agent, remittance_id=pk, at=FIRST_OF_DECEMBER)
    case.refresh_from_db()
    assert (case.status, todo(case)) == ("cancelled", [])
    assert wrong() == set()


def test_a_sent_back_case_goes_through_the_reversal_of_its_money(commit) -> None:
    """退回着的办件，钱入了账、会计又冲销了：冲账照样成，问的还等答复；答了办结，结果写明冲销、另办补缴。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    case = case_of(unit)
    ask_back(case, by=s.staff("teller"), at=s.NOON, reason="名单有疑问", flaws=[Flaw("roster", "核一下")])
    row = s.paid(row)
    reverse(by=s.staff("accountant"), voucher_id=row.voucher_id or 0, reason="记错了", at=s.NOON)
    commit()
    case.refresh_from_db()
    assert (case.status, todo(case)) == ("returned", ["补正 1 处"])
    assert wrong() == set()
    send_again(by=unit.agent, case_id=case.pk, note="核过了", at=s.NOON)
    case.refresh_from_db()
    assert (case.status, todo(case)) == ("done", [])
    assert "入账以后冲销了" in case.result
    assert "已分配到个人账户" not in case.result
    assert wrong() == set()
