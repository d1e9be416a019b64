"""撤销汇缴书：付款之前收回，这个月重新打开；付款和撤销抢着办，只成一样。"""

from decimal import Decimal

import pytest

from deposits.errors import cannot_cancel
from deposits.models import Adjustment, ChangeRow, EmployerAccount, Remittance
from deposits.rules.row_cells import Cell
from deposits.selectors.cancelling import may_cancel
from deposits.selectors.overview import unit_month
from deposits.services import locks, mend_rows
from deposits.services.adjust_ratio import adjust_ratio
from deposits.services.cancel_remittance import cancel_remittance
from deposits.services.confirm_list import confirm_change_list
from deposits.services.pay_remittance import PURPOSE, pay_remittance
from deposits.services.several_months import create_remittances
from deposits.services.undo_adjustment import undo_adjustment
from gjj.audit.models import AuditEntry
from gjj.declarations.errors import BizError
from gjj.ledger.selectors.balances import balance_of, party_balance
from gjj.money.amounts import ZERO
from gjj.settlement.channels.bank_http import Result
from gjj.settlement.models import Instruction
from gjj.settlement.selectors.payments import instructions_for
from gjj.settlement.services.instructions import _apply
from gjj.settlement.services.receipts import match_receipt
from tests import situations as s
from tests.race import together
from tests.services.deposits.without_lock import meeting_point, without_case_lock
from tests.services.ledger.test_prove import prove


def cancelled(unit: s.Unit, row: Remittance) -> Remittance:
    cancel_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    row.refresh_from_db()
    return row


@pytest.mark.django_db
def test_cancelling_opens_the_month_again_where_it_was() -> None:
    """撤销之后：清册还是确认的，可以再生成一份，经过和审计都记着。"""
    unit, _ = s.unit_with_workers(2)
    row = cancelled(unit, s.remittance_of(unit))
    assert row.status == "cancelled"
    state = unit_month(unit.account, s.TODAY)
    assert (state.month, state.remittance) == (s.NOVEMBER, None)
    assert state.change_list is not None
    assert state.change_list.status == "confirmed"
    assert "重新打开" in row.events.last().note  # type: ignore[union-attr]
    assert AuditEntry.objects.filter(action="deposits.remittance.cancel", object_id=str(row.pk)).count() == 1
    again = s.remittance_of(unit)
    assert (again.employees, again.amount) == (row.employees, row.amount)
    assert again.payment_code != row.payment_code


@pytest.mark.django_db
def test_the_list_goes_on_after_cancelling() -> None:
    """漏了一个人：撤销、在同一份清册里接着确认，新的汇缴书多一个人。"""
    unit = s.unit()
    good, bad = s.worker(), s.worker(base="1.00")
    done = s.confirmed(unit, [s.line("开户", good), s.line("开户", bad)])
    assert (done.applied, done.left_out) == (1, 1)
    low = ChangeRow.objects.get(is_valid=False)
    mend = mend_rows.SetCell(low.row, "base", Cell("8000.00"))
    mend_rows.mend_rows(by=unit.agent, change_list_id=done.change_list_id, changes=[mend], at=s.NOON)
    row = s.remittance_of(unit)
    with pytest.raises(BizError) as caught:
        confirm_change_list(by=unit.agent, change_list_id=done.change_list_id, at=s.NOON)
    assert caught.value.code == "month_confirmed"
    cancelled(unit, row)
    again = confirm_change_list(by=unit.agent, change_list_id=done.change_list_id, at=s.NOON)
    assert again.applied == 2
    assert s.remittance_of(unit).employees == 2


@pytest.mark.django_db
def test_cancelling_twice_changes_nothing_more() -> None:
    """再撤一次：什么也不变，经过只记一次。"""
    unit, _ = s.unit_with_workers(1)
    row = cancelled(unit, s.remittance_of(unit))
    cancelled(unit, row)
    assert row.events.filter(status="cancelled").count() == 1


@pytest.mark.django_db
def test_paid_ones_are_not_cancelled(commit) -> None:
    """正在付、到账不足、已入账的都不能撤销，说得出为什么。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    short, whole = s.unit_with_workers(1)[0], s.unit_with_workers(1)[0]
    few = s.remittance_of(short)
    few = s.paid(few, few.amount - Decimal("0.01"))
    full = s.paid(s.remittance_of(whole))
    for owner, one, said in ((unit, row, "正在付款"), (short, few, "已有款到账"), (whole, full, "已经入账")):
        with pytest.raises(BizError) as caught:
            cancelled(owner, one)
        assert (caught.value.code, caught.value.status) == ("cannot_cancel", 409)
        assert said in caught.value.detail
    commit()


@pytest.mark.django_db
def test_a_failed_payment_can_be_cancelled() -> None:
    """银行没有扣成，回到待付款，就可以撤销。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    instruction = pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    _apply(instruction, Result("failed", "付款账户余额不足"), s.NOON)
    assert cancelled(unit, row).status == "cancelled"


@pytest.mark.django_db
def test_a_cancelled_one_is_not_paid_and_its_money_waits_in_suspense(commit) -> None:
    """撤销了不能再付；用旧识别码转来的钱留在单位暂存，一分不分配。"""
    unit, workers = s.unit_with_workers(1)
    row = cancelled(unit, s.remittance_of(unit))
    with pytest.raises(BizError) as caught:
        pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    assert caught.value.code == "remittance_cancelled"
    assert match_receipt(s.money_arrives(row), s.NOON) == "matched"
    commit()
    row.refresh_from_db()
    assert row.status == "cancelled"
    assert party_balance("219", unit.account_id) == row.amount
    assert balance_of(s.account_of(workers[0]).subaccount_id).balance == ZERO


@pytest.mark.django_db
def test_a_reviewer_does_not_cancel() -> None:
    """复核人不能撤销；别的单位的当作没有。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    with pytest.raises(BizError) as caught:
        cancel_remittance(by=unit.reviewer, remittance_id=row.pk, at=s.NOON)
    assert caught.value.status == 403
    with pytest.raises(BizError) as caught:
        cancel_remittance(by=s.unit().agent, remittance_id=row.pk, at=s.NOON)
    assert caught.value.status == 404


@pytest.mark.django_db
@pytest.mark.article("TL-18")
def test_a_ratio_of_a_later_month_never_reaches_back(commit) -> None:
    """十一月生成了，比例从十二月起调到 10%：撤十一月的先要撤调整；撤了调整，再生成的还是 8%，账全绿。"""
    unit, _ = s.unit_with_workers(2)
    row = s.remittance_of(unit)
    made = adjust_ratio(by=unit.agent, employer_ratio=Decimal(10), personal_ratio=Decimal(10), at=s.NOON)
    adjustment = Adjustment.objects.get(pk=made)
    with pytest.raises(BizError) as caught:
        cancelled(unit, row)
    assert (caught.value.code, caught.value.status) == ("later_adjustment_stands", 409)
    assert f"请先撤销比例调整 {adjustment.number}" in caught.value.fix
    assert not may_cancel(row, s.TODAY)
    row.refresh_from_db()
    assert row.status == "awaiting_funds"
    undo_adjustment(by=unit.agent, adjustment_id=made, at=s.NOON)
    assert may_cancel(row, s.TODAY)
    cancelled(unit, row)
    again = s.remittance_of(unit)
    commit()
    assert (again.amount, prove()["status"]) == (Decimal("2560.00"), "green")


@pytest.mark.django_db
def test_a_prepaid_month_is_not_cancelled_under_a_later_ratio() -> None:
    """预缴的十二月付了，比例从一月起调：先撤调整，再撤预缴。"""
    unit, _ = s.unit_with_workers(1)
    s.paid(s.remittance_of(unit))
    (later,) = create_remittances(by=unit.agent, months=[s.NOVEMBER + 1], at=s.NOON, same_as_last_month=True)
    row = s.paid(Remittance.objects.get(pk=later))
    made = adjust_ratio(by=unit.agent, employer_ratio=Decimal(10), personal_ratio=Decimal(10), at=s.NOON)
    assert Adjustment.objects.get(pk=made).effective_month == s.NOVEMBER + 2
    with pytest.raises(BizError) as caught:
        cancelled(unit, row)
    assert caught.value.code == "later_adjustment_stands"
    undo_adjustment(by=unit.agent, adjustment_id=made, at=s.NOON)
    assert cancelled(unit, row).status == "cancelled"


@pytest.mark.django_db
def test_a_ratio_the_month_itself_used_does_not_hinder() -> None:
    """比例就是从十一月起调的：撤销十一月的照办，再生成的还是新比例。"""
    unit, _ = s.unit_with_workers(1)
    adjust_ratio(by=unit.agent, employer_ratio=Decimal(10), personal_ratio=Decimal(10), at=s.NOON)
    row = cancelled(unit, s.remittance_of(unit))
    assert s.remittance_of(unit).amount == row.amount == Decimal("1600.00")


def test_every_state_but_the_unpaid_one_has_a_reason() -> None:
    """表里能走到的状态，除了待付款和已撤销，都说得出为什么不能撤。"""
    for status in ("paying", "mismatch", "allocated"):
        assert cannot_cancel("02", status).fix


def _pay_and_cancel(unit: s.Unit, row: Remittance) -> list[object]:
    return together(
        [
            lambda: pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON),
            lambda: cancel_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON),
        ]
    )


def _both_done(row: Remittance) -> bool:
    """撤销了，付款指令却也写下了。"""
    row.refresh_from_db()
    return row.status == "cancelled" and bool(instructions_for(PURPOSE, str(row.pk)))


def test_paying_and_cancelling_at_once_only_one_succeeds(own_database: str) -> None:
    """一个人付款、一个人撤销：只成一样，另一个得到说明。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    results = _pay_and_cancel(unit, row)
    refused = [one.code for one in results if isinstance(one, BizError)]
    assert refused in (["cannot_cancel"], ["remittance_cancelled"])
    assert not _both_done(row)
    assert Instruction.objects.count() == (1 if refused == ["cannot_cancel"] else 0)


def test_without_the_lock_paying_and_cancelling_both_succeed(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """去掉锁，两样都办成了：撤销的汇缴书还在扣款。证明上一条靠的是锁。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    without_case_lock(monkeypatch)
    monkeypatch.setattr(locks, "lock_employer_account", meeting_point(EmployerAccount))
    monkeypatch.setattr(Remittance.objects, "select_for_update", Remittance.objects.all)
    results = _pay_and_cancel(unit, row)
    assert not any(isinstance(one, BizError) for one in results)
