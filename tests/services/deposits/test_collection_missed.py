"""托收：约定日没有跑成的以后补上；顺延到下个月的不落下；同一个约定日只扣一次，单位自己付过、退过的不补。"""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from deposits.selectors import collection
from deposits.selectors.collection import due_today, next_collection
from deposits.services.collect import collect_monthly, collect_planned
from deposits.services.collection_agreement import end_agreement, tell_bank_it_ended
from deposits.services.pay_remittance import PURPOSE, pay_remittance
from deposits.services.refund_suspense import refund_remittance
from deposits.services.several_months import create_remittances
from gjj.periods.days import WorkCalendar
from gjj.settlement.channels import bank_http
from gjj.settlement.channels.bank_http import Result
from gjj.settlement.selectors.payments import instructions_for
from gjj.settlement.services.instructions import _apply
from gjj.work.task import Retry
from tests import situations as s
from tests.services.deposits.test_collection import due, signed

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 11, 27)
LATER = s.NOON + timedelta(days=10)
"""工作进程停了，十二月四日才又跑起来。"""


def missed(monkeypatch: pytest.MonkeyPatch) -> tuple[s.Unit, int]:
    """约定二十七日，二十四日签约、生成汇缴书；那天没有跑。"""
    unit, row, _ = due(monkeypatch, FRIDAY.day)
    return unit, row.pk


@pytest.mark.parametrize("days", [0, 1, 4, 20, 29])
def test_a_missed_day_is_made_up_for_once(days: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """当天、次日、下个月约定日的前一天：哪天跑起来，都按原来的约定日扣一次。"""
    _, row = missed(monkeypatch)
    assert due_today(FRIDAY - timedelta(days=1)) == []
    today, at = FRIDAY + timedelta(days=days), s.NOON + timedelta(days=3 + days)
    assert due_today(today) == [(row, FRIDAY)]
    assert collect_monthly(at) == 1
    assert collect_planned(remittance_id=row, planned_on=FRIDAY, at=at) is not None
    (instruction,) = instructions_for(PURPOSE, str(row))
    _apply(instruction.pk, Result("failed", "付款账户余额不足"), at)
    assert due_today(today) == due_today(today + timedelta(days=1)) == []


def test_the_next_months_day_takes_the_place_of_a_missed_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """错过了整个月：到下个月的约定日，只扣那一天的。"""
    _, row = missed(monkeypatch)
    assert due_today(date(2026, 12, 28)) == [(row, date(2026, 12, 28))]


def test_a_day_before_the_agreement_or_the_remittance_is_not_a_missed_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """约定二十三日，二十四日才签约、才生成：这个月的那天不算错过。二十三日以后才生成汇缴书的也不算。"""
    due(monkeypatch, 23)
    assert due_today(s.TODAY) == []
    unit, _ = s.unit_with_workers(1)
    signed(unit, monkeypatch, FRIDAY.day)
    s.remittance_of(unit, at=LATER)
    assert due_today(date(2026, 12, 4)) == []


def test_what_the_unit_took_in_hand_after_the_day_is_left_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """那天之前付的、那天以后才没扣成的，到账不足后来退回的：单位自己在办，不补扣。"""
    unit, row = missed(monkeypatch)
    instruction = pay_remittance(by=unit.agent, remittance_id=row, at=s.NOON)
    assert instruction is not None
    _apply(instruction, Result("failed", "付款账户余额不足"), LATER)
    other, short, _ = due(monkeypatch, FRIDAY.day)
    s.paid(short, short.amount - Decimal("0.01"))
    assert [pk for pk, _ in due_today(date(2026, 12, 4))] == [short.pk]
    refund_remittance(by=other.agent, remittance_id=short.pk, at=LATER)
    assert due_today(date(2026, 12, 4)) == []


def test_a_day_put_off_into_the_next_month_is_still_the_old_months(monkeypatch: pytest.MonkeyPatch) -> None:
    """二十八日起放假到月底，顺延到十二月一日：那天扣十一月的，十二月的等它自己的约定日。"""
    closed = {date(2026, 11, day): False for day in (28, 29, 30)}
    monkeypatch.setattr(collection.parameters, "calendar", lambda *_: WorkCalendar(closed, frozenset({2026, 2027})))
    unit, row, agreement = due(monkeypatch, 28)
    (ahead,) = create_remittances(by=unit.agent, months=[s.NOVEMBER + 1], at=s.NOON, same_as_last_month=True)
    first = date(2026, 12, 1)
    assert next_collection(agreement, s.TODAY).on == next_collection(agreement, first).on == first
    assert due_today(date(2026, 11, 30)) == []
    assert due_today(first) == [(row.pk, first)]
    assert collect_planned(remittance_id=ahead, planned_on=first, at=s.NOON + timedelta(days=7)) is None


def test_the_bank_is_told_of_the_end_after_what_was_written_down_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    """托收写下了还没送到银行，协议终止了：等它送出去再请银行终止，先终止银行就不认这一笔。"""
    unit, row, agreement = due(monkeypatch)
    told: list[str] = []
    monkeypatch.setattr(bank_http, "end_mandate", told.append)
    instruction = collect_planned(remittance_id=row.pk, planned_on=s.TODAY, at=s.NOON)
    end_agreement(by=unit.agent, at=s.NOON)
    with pytest.raises(Retry):
        tell_bank_it_ended(agreement.pk)
    assert told == []
    assert instruction is not None
    _apply(instruction, Result("accepted"), s.NOON)
    tell_bank_it_ended(agreement.pk)
    assert told == [agreement.number]
