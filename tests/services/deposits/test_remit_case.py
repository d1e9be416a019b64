"""汇缴的办件：确认清册时立，跟着汇缴书走，入账办结；等单位的日子不算在承诺里。"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from deposits.items import MAKE_UP, REMIT
from deposits.models import ChangeRow, Remittance
from deposits.rules.row_cells import Cell
from deposits.services import confirm_list, mend_rows, move_remittance
from deposits.services.allocate_remittance import allocate_months_come
from deposits.services.cancel_remittance import cancel_remittance
from deposits.services.confirm_list import confirm_change_list
from deposits.services.make_up import ForWhom, Why, make_up
from deposits.services.pay_remittance import PURPOSE, pay_remittance
from deposits.services.refund_suspense import refund_remittance
from deposits.services.several_months import create_remittances, pay_several
from gjj.cases.models import Case
from gjj.cases.selectors.cases import story_of
from gjj.cases.selectors.shown import row_of
from gjj.catalog.selectors.declared import declared_items
from gjj.catalog.services.sync import sync_catalog
from gjj.declarations.errors import BizError
from gjj.periods.month import Month
from gjj.periods.said import day_said
from gjj.settlement.channels.bank_http import Result
from gjj.settlement.selectors.payments import instructions_for
from gjj.settlement.services.instructions import _apply
from gjj.settlement.services.receipts import match_receipt
from gjj.work.drain import drain
from tests import situations as s
from tests.closings import close
from tests.migration import run_step
from tests.services.ledger.test_prove import prove

pytestmark = pytest.mark.django_db
DECEMBER = Month(2026, 12)
FIRST_OF_DECEMBER = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)


def case_of(unit: s.Unit) -> Case:
    """这个单位十一月的汇缴办件。"""
    return Case.objects.get(account_number=unit.account.number, topic=str(s.NOVEMBER))


def wrong() -> set[str]:
    """查账查出不成立的。"""
    return {one["id"] for one in prove()["violations"]}  # type: ignore[attr-defined]


def todo(case: Case) -> list[str]:
    """现在的待办。"""
    return list(case.tasks.filter(status="open").values_list("title", flat=True))


def test_confirming_the_list_opens_the_case() -> None:
    """确认清册就立一件：写明谁、哪个月、交了哪份文件，等单位生成汇缴书，最迟是截止日。"""
    unit, _ = s.unit_with_workers(2)
    case = case_of(unit)
    assert (case.item, case.topic, case.status, case.applicant) == (REMIT, "2026-11", "waiting", unit.name)
    assert (case.object_type, case.opened_by) == ("change_list", unit.agent.name)
    assert todo(case) == ["生成汇缴书"]
    assert case.tasks.get().due_on is not None
    (material,) = case.materials.all()
    assert (material.filename, material.object_type, material.status) == ("清册.xlsx", "change_list", "received")
    (first,) = case.events.all()
    assert "生效 2 行" in first.note


def test_confirming_more_rows_of_the_list_keeps_one_case() -> None:
    """改好留下的行再确认：还是那一件，多一笔经过。"""
    unit = s.unit()
    done = s.confirmed(unit, [s.line("开户", s.worker()), s.line("开户", s.worker(base="1.00"))])
    low = ChangeRow.objects.get(is_valid=False)
    mend = mend_rows.SetCell(low.row, "base", Cell("8000.00"))
    mend_rows.mend_rows(by=unit.agent, change_list_id=done.change_list_id, changes=[mend], at=s.NOON)
    confirm_change_list(by=unit.agent, change_list_id=done.change_list_id, at=s.NOON)
    assert [one.kind for one in case_of(unit).events.all()] == ["opened", "noted"]


def test_the_case_follows_the_money_to_its_end(commit) -> None:
    """生成、付款、到账、分配：办件等付款、办理中、办结；结果写明人数和金额，没有待办留下。"""
    unit, _ = s.unit_with_workers(2)
    row = s.remittance_of(unit)
    case = case_of(unit)
    assert (case.status, todo(case), case.object_type, case.object_id) == ("waiting", ["付款"], "remittance", row.pk)
    pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    case.refresh_from_db()
    assert (case.status, todo(case)) == ("processing", [])
    assert case.promised_on is not None
    s.paid(row)
    case.refresh_from_db()
    assert (case.status, todo(case), case.closed_at) == ("done", [], s.NOON)
    assert case.result == "2026年11月汇缴 2 人 2,560.00 元，已分配到个人账户"
    said = [(one.by, one.side) for one in case.events.order_by("id")]
    assert said[-1] == ("系统", "system")
    assert ("银行", "bank") not in said[:3]
    commit()
    assert wrong() == set()


def test_days_the_unit_owes_a_step_are_not_counted() -> None:
    """等单位付款的日子时限暂停：隔了十天才付，中心还剩整整一个工作日。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    later = s.NOON + timedelta(days=10)
    case = case_of(unit)
    waiting = story_of(case, later.date()).clock
    assert (waiting.is_paused, waiting.used, waiting.due_on) == (True, 0, None)
    pay_remittance(by=unit.agent, remittance_id=row.pk, at=later)
    case.refresh_from_db()
    paid = story_of(case, later.date()).clock
    assert (paid.is_paused, paid.left, paid.is_overdue) == (False, 1, False)
    assert paid.due_on is not None
    assert paid.due_on > later.date()


def test_a_shortage_waits_and_a_refund_goes_back_to_paying() -> None:
    """少付：等单位补差或退回；退回之后等付款。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    s.paid(row, row.amount - Decimal("0.01"))
    case = case_of(unit)
    assert (case.status, todo(case)) == ("waiting", ["补足差额，或把到的钱退回"])
    assert case.events.last().side == "bank"  # type: ignore[union-attr]
    refund_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    case.refresh_from_db()
    assert (case.status, todo(case)) == ("waiting", ["付款"])
    assert wrong() == set()


def test_a_payment_that_fails_is_waited_for_again() -> None:
    """银行没有扣成：办件回到等付款，经过写明是银行说的。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    (instruction,) = instructions_for(PURPOSE, str(row.pk))
    _apply(instruction.pk, Result("failed", "余额不足"), s.NOON)
    case = case_of(unit)
    assert (case.status, todo(case)) == ("waiting", ["付款"])
    assert "余额不足" in case.events.last().note  # type: ignore[union-attr]


def test_cancelling_the_remittance_keeps_the_case_of_the_month() -> None:
    """撤销汇缴书：这个月还要办，办件还是那一件，指回清册；再生成、再付照样办结。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    cancel_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    case = case_of(unit)
    assert (case.status, todo(case), case.object_type) == ("waiting", ["生成汇缴书"], "change_list")
    s.paid(s.remittance_of(unit))
    case.refresh_from_db()
    assert case.status == "done"
    assert Case.objects.count() == 1
    assert wrong() == set()


def test_money_after_the_end_is_noted_and_changes_nothing() -> None:
    """办结之后又来钱：记一笔经过，状态不变，结果不变。"""
    unit, _ = s.unit_with_workers(1)
    row = s.paid(s.remittance_of(unit))
    s.paid(row, Decimal("5.00"))
    case = case_of(unit)
    assert (case.status, case.events.last().kind) == ("done", "noted")  # type: ignore[union-attr]
    assert wrong() == set()


def test_closing_the_item_stops_new_lists_and_lets_the_open_one_go_on() -> None:
    """汇缴暂停：没确认的确认不了，账户一行不动；已经立了办件的接着付款、办结。"""
    sync_catalog(declared_items(), s.NOON)
    going, _ = s.unit_with_workers(1)
    row = s.remittance_of(going)
    stopped = s.unit()
    draft = s.filed(stopped, [s.line("开户", s.worker())])
    close(by=s.staff("system_admin"), at=s.NOON, reason="年终结账", item=REMIT)
    with pytest.raises(BizError) as caught:
        confirm_change_list(by=stopped.agent, change_list_id=draft.change_list_id, at=s.NOON)
    assert (caught.value.code, caught.value.status) == ("item_closed", 409)
    assert "年终结账" in caught.value.detail
    assert stopped.account.accounts.count() == 0
    assert s.list_of(draft).status == "draft"
    assert s.paid(row).status == "allocated"
    assert case_of(going).status == "done"


def test_a_prepaid_month_waits_for_its_day_without_counting(commit) -> None:
    """预缴十二月：钱到了等入账，时限不走，也不叫单位办什么；月份到了入账办结。"""
    unit, _ = s.unit_with_workers(1)
    s.paid(s.remittance_of(unit))
    (pk,) = create_remittances(by=unit.agent, months=[DECEMBER], at=s.NOON, same_as_last_month=True)
    pay_several(by=unit.agent, at=s.NOON)
    row = Remittance.objects.get(pk=pk)
    match_receipt(s.money_arrives(row), s.NOON)
    case = Case.objects.get(topic="2026-12")
    assert (case.status, todo(case), case.promised_on) == ("scheduled", [], None)
    assert wrong() == set()
    later = s.NOON + timedelta(days=8)
    allocate_months_come(at=later)
    drain(later)
    commit()
    case.refresh_from_db()
    assert case.status == "done"
    assert story_of(case, later.date()).clock.used == 0
    assert wrong() == set()


def test_a_list_dropped_with_its_remittance_takes_the_case_along() -> None:
    """撤销与上月相同的预缴：清册作废，办件撤销；重新报的另立一件，照样办。"""
    unit, _ = s.unit_with_workers(1)
    s.paid(s.remittance_of(unit))
    for _ in range(2):
        (pk,) = create_remittances(by=unit.agent, months=[DECEMBER], at=s.NOON, same_as_last_month=True)
        if Case.objects.filter(topic="2026-12").count() == 1:
            cancel_remittance(by=unit.agent, remittance_id=pk, at=s.NOON)
    assert list(Case.objects.filter(topic="2026-12").order_by("id").values_list("status", flat=True)) == [
        "cancelled",
        "waiting",
    ]
    assert wrong() == set()


def test_a_make_up_has_its_own_case(commit) -> None:
    """补缴：生成补缴书就立，付款、入账办结；撤销的撤销；同一个月可以几件。"""
    unit, (one,) = s.unit_with_workers(1)
    s.paid(s.remittance_of(unit, s.NOVEMBER))
    late = s.worker()
    s.confirmed(unit, [s.line("开户", late)], DECEMBER, FIRST_OF_DECEMBER)
    books = []
    for _ in range(2):
        whom, why = [ForWhom(s.account_of(late).subaccount.number)], Why("missed")
        pk = make_up(by=unit.agent, month=s.NOVEMBER, people=whom, why=why, at=FIRST_OF_DECEMBER)
        books.append(Remittance.objects.get(pk=pk))
        case = Case.objects.get(topic=books[-1].number)
        assert (case.item, case.status, todo(case)) == (MAKE_UP, "waiting", ["付款"])
        if len(books) == 1:
            cancel_remittance(by=unit.agent, remittance_id=pk, at=FIRST_OF_DECEMBER)
            case.refresh_from_db()
            assert case.status == "cancelled"
    s.paid(books[1], at=FIRST_OF_DECEMBER)
    case.refresh_from_db()
    commit()
    assert (case.status, case.result) == ("done", "2026年11月补缴 1 人 1,280.00 元，已分配到个人账户")
    assert wrong() == set()


def test_prove_points_at_a_list_without_a_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """有清册没有办件，查账指得出来；补上之后又是绿的，经过和金额一笔不差。"""
    monkeypatch.setattr(confirm_list, "open_remit_case", lambda *args, **kwargs: None)
    paid, waiting, opened = (s.unit_with_workers(1)[0] for _ in range(3))
    s.paid(s.remittance_of(paid))
    cancel_remittance(by=waiting.agent, remittance_id=s.remittance_of(waiting).pk, at=s.NOON)
    s.remittance_of(waiting)
    assert wrong() == {"deposits.confirmed_list_has_case"}
    run_step("deposits", "0013_remit_cases", "give_cases")
    run_step("deposits", "0013_remit_cases", "give_cases")
    assert wrong() == set()
    assert Case.objects.count() == 3
    assert {case_of(one).status for one in (waiting, opened)} == {"waiting"}
    done = case_of(paid)
    assert (done.status, done.result) == ("done", "2026年11月汇缴 1 人 1,280.00 元，已分配到个人账户")
    assert done.closed_at == s.NOON
    assert [one.note for one in done.events.all()][1:] == [
        one.note for one in Remittance.objects.get(employer_account_id=paid.account_id).events.order_by("id")
    ]


def test_prove_points_at_a_case_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    """汇缴书走了、办件没跟上，查账指得出来。"""
    monkeypatch.setattr(move_remittance, "follow", lambda *args, **kwargs: None)
    unit, _ = s.unit_with_workers(1)
    s.paid(s.remittance_of(unit))
    assert wrong() == {"deposits.case_follows_remittance"}


@pytest.mark.django_db
def test_a_task_past_its_day_says_by_how_many_days() -> None:
    """截止日当天只说最迟哪天，第二天起说过了几天。"""
    s.unit_with_workers(1)
    case = Case.objects.get()
    due = case.tasks.get(status="open").due_on
    assert due is not None
    told = [row_of(story_of(case, due + timedelta(days=late))) for late in (0, 1, 3)]
    assert [row.is_late for row in told] == [False, True, True]
    assert [row.task_due for row in told] == [
        f"最迟 {day_said(due)}" + late for late in ("", "，已过 1 天", "，已过 3 天")
    ]
