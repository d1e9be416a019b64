"""几个月一起办：各月各一份汇缴书，一起付款，逐月入账；预缴的到月份才入账，之前可以撤。"""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from deposits.models import ChangeList, Remittance
from deposits.selectors.several import several_months
from deposits.selectors.suspense import free_suspense
from deposits.services.allocate_remittance import allocate_months_come
from deposits.services.cancel_remittance import cancel_remittance
from deposits.services.pay_remittance import PURPOSE
from deposits.services.several_months import PaidTogether, create_remittances, pay_several
from gjj.declarations.errors import BizError
from gjj.ledger.selectors.balances import balance_of, party_balance
from gjj.money.amounts import ZERO
from gjj.periods.month import Month
from gjj.settlement.channels.bank_http import Result
from gjj.settlement.models import Instruction
from gjj.settlement.selectors.payments import instructions_for
from gjj.settlement.services.instructions import _apply
from gjj.settlement.services.receipts import match_receipt
from gjj.work.drain import drain
from tests import situations as s

SEPTEMBER, OCTOBER, DECEMBER = Month(2026, 9), Month(2026, 10), Month(2026, 12)
FIRST_OF_DECEMBER = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)


def behind() -> tuple[s.Unit, list[s.Worker]]:
    """八月缴过，九月、十月欠着，现在是十一月。"""
    august = Month(2026, 8)
    unit, workers = s.unit_with_workers(2, first_month=august)
    s.paid(s.remittance_of(unit, august))
    return unit, workers


def up_to_date() -> tuple[s.Unit, list[s.Worker]]:
    """十一月也缴过了。"""
    unit, workers = s.unit_with_workers(2)
    s.paid(s.remittance_of(unit))
    return unit, workers


def together_made(unit: s.Unit, *months: Month) -> list[Remittance]:
    made = create_remittances(by=unit.agent, months=months, at=s.NOON, same_as_last_month=True)
    return list(Remittance.objects.filter(pk__in=made).order_by("month"))


def arrived(rows: list[Remittance]) -> None:
    """钱都到了，排着的事都办了。"""
    for row in rows:
        match_receipt(s.money_arrives(row), s.NOON)
    drain(s.NOON)
    for row in rows:
        row.refresh_from_db()


def refused(code: str, unit: s.Unit, *months: Month) -> BizError:
    before = (Remittance.objects.count(), ChangeList.objects.count())
    with pytest.raises(BizError) as caught:
        together_made(unit, *months)
    assert caught.value.code == code
    assert (Remittance.objects.count(), ChangeList.objects.count()) == before
    return caught.value


@pytest.mark.django_db
@pytest.mark.article("TL-19", "TL-20")
def test_months_in_arrears_are_made_paid_and_booked_in_order(commit) -> None:
    """欠两个月连同本月：三份汇缴书三个识别码，一起付；钱倒着到，也从最早的月份入账。"""
    unit, workers = behind()
    rows = together_made(unit, s.NOVEMBER, SEPTEMBER, OCTOBER)
    assert [row.month for row in rows] == [SEPTEMBER, OCTOBER, s.NOVEMBER]
    assert len({row.payment_code for row in rows}) == 3
    assert {row.amount for row in rows} == {Decimal("2560.00")}
    assert pay_several(by=unit.agent, at=s.NOON) == PaidTogether(Decimal("7680.00"), ZERO)
    assert [len(instructions_for(PURPOSE, str(row.pk))) for row in rows] == [1, 1, 1]
    arrived(rows[::-1])
    commit()
    assert [row.status for row in rows] == ["allocated"] * 3
    assert [row.voucher_id for row in rows] == sorted(row.voucher_id or 0 for row in rows)
    assert unit.account.paid_through == s.NOVEMBER
    assert balance_of(s.account_of(workers[0]).subaccount_id).balance == Decimal("5120.00")
    assert party_balance("219", unit.account_id) == ZERO


@pytest.mark.django_db
@pytest.mark.article("TL-20")
def test_a_later_month_waits_for_the_earlier_one() -> None:
    """后一个月的钱先到：不入账，等前一个月。"""
    unit, _ = behind()
    first, second = together_made(unit, SEPTEMBER, OCTOBER)
    arrived([second])
    assert (second.status, second.is_ready) == ("paying", True)
    assert unit.account.paid_through == Month(2026, 8)
    arrived([first])
    second.refresh_from_db()
    assert (first.status, second.status) == ("allocated", "allocated")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("months", "code"),
    [
        ((OCTOBER,), "month_skipped"),
        ((SEPTEMBER, s.NOVEMBER), "month_skipped"),
        ((Month(2026, 8), SEPTEMBER), "remittance_exists"),
    ],
)
def test_months_join_on_from_the_open_one_or_nothing_is_made(months: tuple[Month, ...], code: str) -> None:
    """跳月、已缴：一份也不生成。"""
    refused(code, behind()[0], *months)


@pytest.mark.django_db
def test_a_draft_is_the_units_to_decide() -> None:
    """九月有没确认的草稿：不当作与上月相同，一份也不生成。"""
    unit, workers = behind()
    made = s.filed(unit, [s.line("封存", workers[0])], SEPTEMBER)
    assert refused("draft_waiting", unit, SEPTEMBER, OCTOBER).extra["id"] == made.change_list_id


@pytest.mark.django_db
def test_a_confirmed_list_counts_for_the_months_after_it() -> None:
    """九月的清册封存了一人并确认：九月、十月都是一个人。"""
    unit, workers = behind()
    s.confirmed(unit, [s.line("封存", workers[0])], SEPTEMBER)
    assert [row.employees for row in together_made(unit, SEPTEMBER, OCTOBER)] == [1, 1]


@pytest.mark.django_db
@pytest.mark.article("TL-21")
def test_a_prepaid_month_waits_in_suspense_and_is_booked_when_it_comes(commit) -> None:
    """十一月预缴十二月：钱在暂存、有用处；到十二月一日自动入账，从那天起计息。"""
    unit, workers = up_to_date()
    (row,) = together_made(unit, DECEMBER)
    arrived([row])
    assert row.is_ready
    assert party_balance("219", unit.account_id) == row.amount
    assert free_suspense(unit.account_id) == ZERO
    assert allocate_months_come(at=s.NOON) == 0
    assert allocate_months_come(at=FIRST_OF_DECEMBER) == 1
    allocate_months_come(at=FIRST_OF_DECEMBER)
    drain(FIRST_OF_DECEMBER)
    row.refresh_from_db()
    commit()
    assert (row.status, str(row.paid_on)) == ("allocated", "2026-12-01")
    assert unit.account.paid_through == DECEMBER
    assert balance_of(s.account_of(workers[0]).subaccount_id).balance == Decimal("2560.00")


@pytest.mark.django_db
def test_prepaying_stops_where_the_city_says() -> None:
    """最多提前三个月：办到次年二月，三月不行，一份也不生成。"""
    unit, _ = up_to_date()
    months = [s.NOVEMBER + ahead for ahead in range(1, 5)]
    assert "预缴最多到2027年2月" in refused("month_not_open", unit, *months).detail
    assert len(together_made(unit, *months[:3])) == 3
    assert several_months(unit.account, s.TODAY).choices == []


@pytest.mark.django_db
def test_a_prepaid_month_can_be_taken_back_before_it_comes(commit) -> None:
    """十二月有人要走：撤销预缴，钱留在暂存可以用；没有变化的清册一起作废，可以重新报。"""
    unit, workers = up_to_date()
    (row,) = together_made(unit, DECEMBER)
    arrived([row])
    cancel_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    commit()
    assert free_suspense(unit.account_id) == row.amount
    assert ChangeList.objects.get(pk=row.change_list_id).status == "discarded"
    s.confirmed(unit, [s.line("封存", workers[0])], DECEMBER, FIRST_OF_DECEMBER)
    assert s.remittance_of(unit, DECEMBER, FIRST_OF_DECEMBER).employees == 1


@pytest.mark.django_db
def test_a_prepaid_month_that_has_come_is_not_taken_back() -> None:
    """到了那个月就要入账，不能再撤。"""
    unit, _ = up_to_date()
    (row,) = together_made(unit, DECEMBER)
    arrived([row])
    with pytest.raises(BizError) as caught:
        cancel_remittance(by=unit.agent, remittance_id=row.pk, at=FIRST_OF_DECEMBER)
    assert caught.value.code == "cannot_cancel"


@pytest.mark.django_db
@pytest.mark.article("TL-20")
def test_months_are_taken_back_from_the_last_one() -> None:
    """先撤前面的：说从哪个月撤起；从后往前撤就行。"""
    unit, _ = behind()
    first, second = together_made(unit, SEPTEMBER, OCTOBER)
    with pytest.raises(BizError) as caught:
        cancel_remittance(by=unit.agent, remittance_id=first.pk, at=s.NOON)
    assert (caught.value.code, caught.value.extra["later_month"]) == ("later_month_stands", "2026-10")
    for row in (second, first):
        cancel_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    assert len(together_made(unit, SEPTEMBER, OCTOBER)) == 2


@pytest.mark.django_db
def test_suspense_covers_the_earliest_months_first(commit) -> None:
    """暂存抵最早的月份，抵完再从银行付。"""
    unit, _ = s.unit_with_workers(1, first_month=SEPTEMBER)
    first = s.remittance_of(unit, SEPTEMBER)
    s.paid(first, first.amount + Decimal("1500.00"))
    rows = together_made(unit, OCTOBER, s.NOVEMBER)
    paid = pay_several(by=unit.agent, at=s.NOON, use_suspense=True)
    assert paid == PaidTogether(to_bank=Decimal("1060.00"), from_suspense=Decimal("1500.00"))
    assert paid.said == "用单位暂存抵缴 1,500.00 元，其余付款 1,060.00 元已受理，交银行办理"
    assert [one.amount for one in Instruction.objects.order_by("id")] == [Decimal("1060.00")]
    drain(s.NOON)
    match_receipt(s.money_arrives(rows[1], Decimal("1060.00")), s.NOON)
    drain(s.NOON)
    commit()
    assert unit.account.paid_through == s.NOVEMBER
    assert party_balance("219", unit.account_id) == ZERO


@pytest.mark.django_db
def test_one_that_the_bank_refuses_holds_back_only_what_follows() -> None:
    """第一个月没扣成：第二个月的钱到了也等着；补付第一个月，两个月都入账。"""
    unit, _ = behind()
    first, second = together_made(unit, SEPTEMBER, OCTOBER)
    pay_several(by=unit.agent, at=s.NOON)
    (one,) = instructions_for(PURPOSE, str(first.pk))
    _apply(one.pk, Result("failed", "付款账户余额不足"), s.NOON)
    arrived([second])
    assert second.is_ready
    assert pay_several(by=unit.agent, at=s.NOON).to_bank == first.amount
    arrived([first])
    assert Remittance.objects.get(pk=second.pk).status == "allocated"


@pytest.mark.django_db
def test_nothing_to_pay_says_so() -> None:
    """没有等着付款的：说明，不付。复核人不能办，别的单位没有影响。"""
    unit, _ = up_to_date()
    with pytest.raises(BizError) as caught:
        pay_several(by=unit.agent, at=s.NOON)
    assert caught.value.code == "nothing_to_pay"
    with pytest.raises(BizError, match="没有等着付款的补缴书") as caught:
        pay_several(by=unit.agent, at=s.NOON, make_ups=True)
    assert "在「补缴」里看进度" in caught.value.fix
    for act in (
        lambda: pay_several(by=unit.reviewer, at=s.NOON),
        lambda: create_remittances(by=unit.reviewer, months=[DECEMBER], at=s.NOON, same_as_last_month=True),
    ):
        with pytest.raises(BizError) as caught:
            act()
        assert caught.value.status == 403
