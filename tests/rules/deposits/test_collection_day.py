"""托收日：约定日落在休息日顺延，没有那一天的算月末；没扣成的都有办法。"""

from datetime import date

import pytest

from deposits.rules.collection import ADVICE, OTHERWISE, advice, collection_date, result_of
from gjj.periods.days import WorkCalendar
from gjj.periods.month import Month
from gjj.settlement.channels.bank_http import REASONS
from gjj.settlement.workflow import INSTRUCTION

CALENDAR = WorkCalendar(
    {date(2026, 10, 5): False, date(2026, 10, 6): False, date(2026, 10, 7): False}, frozenset({2026})
)


@pytest.mark.parametrize(
    ("month", "day", "expected"),
    [
        (Month(2026, 11), 24, date(2026, 11, 24)),
        (Month(2026, 11), 22, date(2026, 11, 23)),
        (Month(2026, 11), 21, date(2026, 11, 23)),
        (Month(2026, 2), 31, date(2026, 3, 2)),
        (Month(2026, 10), 3, date(2026, 10, 8)),
    ],
    ids=["工作日当天", "周日顺延一天", "周六顺延两天", "二月没有三十一日，月末又是周六", "长假后第一个工作日"],
)
def test_the_day_moves_past_days_of_rest(month: Month, day: int, expected: date) -> None:
    """休息日不扣，顺延到下一个工作日。"""
    found = collection_date(month, day, CALENDAR)
    assert (found.on, found.is_provisional) == (expected, False)


def test_a_year_not_announced_is_said_to_be_provisional() -> None:
    """放假安排没公布的年份不猜。"""
    found = collection_date(Month(2027, 1), 2, CALENDAR)
    assert (found.on, found.is_provisional) == (date(2027, 1, 2), True)


def test_every_reason_the_bank_gives_has_a_way_out() -> None:
    """银行的每个原因码都有对应的办法，不认得的也有。"""
    assert set(REASONS.values()) == set(ADVICE)
    assert advice("银行自己的说法") == OTHERWISE


def test_the_list_says_what_the_book_says_of_a_payment_being_asked_about() -> None:
    """没听到银行回音的是「查证中」，和汇缴书上一个说法；都算还没有结果的一类。"""
    told = {status: result_of(status) for status in INSTRUCTION.statuses}
    assert told["unknown"].word == "向银行查证中"
    assert {one for one, found in told.items() if found.kind == "doing"} == {"created", "sent", "unknown"}
    assert (told["succeeded"].kind, told["failed"].kind) == ("done", "back")
