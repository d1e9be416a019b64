"""职工汇缴明细的一格：缴了、漏了、封存着、没开户、单位欠着、待缴、没到。"""

from decimal import Decimal

import pytest

from deposits.rules.month_cell import STATES, MonthFacts, is_sealed_in, month_state
from gjj.periods.month import Month

M = Month.parse


def facts(
    changes: tuple[tuple[str, str], ...] = (), sealed: str = "", first: str = "2026-03", paid: str = "2026-09"
) -> MonthFacts:
    return MonthFacts(
        M(first), [(M(month), kind) for month, kind in changes], M(sealed) if sealed else None, M(paid) if paid else None, M("2026-11")
    )  # fmt: skip


@pytest.mark.article("TL-20")
@pytest.mark.parametrize(
    ("month", "state"),
    [("2026-02", "none"), ("2026-03", "gap"), ("2026-09", "gap"), ("2026-10", "arrears"), ("2026-11", "due"), ("2026-12", "later")],
)  # fmt: skip
def test_an_empty_month_is_named_by_where_it_lies(month: str, state: str) -> None:
    """没有钱的月份：开户前、单位缴过（漏缴）、单位欠着、本月待缴、还没到，边上的月份各算各的。"""
    assert month_state(M(month), None, facts()) == state


def test_money_in_a_month_is_paid_whatever_else_is_true() -> None:
    """有钱就是已缴，哪怕开户前（补缴）或封存着。"""
    assert month_state(M("2026-01"), Decimal("1.00"), facts(sealed="2026-01")) == "paid"


def test_a_month_reversed_to_nothing_is_a_gap() -> None:
    """冲回到零就不算缴过。"""
    assert month_state(M("2026-05"), Decimal("0"), facts()) == "gap"


@pytest.mark.parametrize(
    ("month", "sealed"),
    [("2026-04", False), ("2026-05", True), ("2026-06", True), ("2026-07", False), ("2026-08", False)],
)
def test_a_person_sealed_and_unsealed_again_owes_nothing_between(month: str, sealed: bool) -> None:
    """五月封存、七月启封：五、六两个月是封存，不是漏缴。"""
    made = facts((("2026-03", "open"), ("2026-07", "unseal"), ("2026-05", "seal")))
    assert is_sealed_in(M(month), made) is sealed
    assert month_state(M(month), None, made) == ("sealed" if sealed else "gap")


def test_without_a_story_the_account_says_since_when_it_is_sealed() -> None:
    """没有经过可查的，看账户上的封存年月。"""
    assert month_state(M("2026-05"), None, facts(sealed="2026-06")) == "gap"
    assert month_state(M("2026-06"), None, facts(sealed="2026-06")) == "sealed"


def test_a_unit_that_never_paid_has_arrears_and_no_gaps() -> None:
    """单位一个月也没缴过：是单位欠缴，不是哪个人漏缴。"""
    assert month_state(M("2026-05"), None, facts(paid="")) == "arrears"


def test_every_state_has_a_word_in_the_legend() -> None:
    """图例里每种都有说法。"""
    assert all(not said.isascii() for said in STATES.values())
