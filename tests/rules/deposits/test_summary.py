"""汇总等式：上月 + 增 − 减 = 本月，人数一次，金额一次。"""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deposits.rules.summary import DECREASE, INCREASE, Change, summarize


def change(kind: str, before: str, after: str) -> Change:
    """一个人的变化。"""
    return Change(kind, Decimal(before), Decimal(after))


def test_people_and_money_each_make_their_own_equation() -> None:
    """上月 10 人 20000；开户、启封各一人，封存一人，调高一人、调低一人：本月 11 人 21300。"""
    found = summarize(
        10,
        Decimal("20000.00"),
        [
            change("open", "0", "1000.00"),
            change("unseal", "0", "2000.00"),
            change("seal", "1500.00", "0"),
            change("base_adjust", "1000.00", "1300.00"),
            change("base_adjust", "2000.00", "1500.00"),
            change("unchanged", "900.00", "900.00"),
        ],
    )
    assert (found.people_before, found.people_added, found.people_removed, found.people_after) == (10, 2, 1, 11)
    assert (found.amount_before, found.amount_added) == (Decimal("20000.00"), Decimal("3300.00"))
    assert (found.amount_removed, found.amount_after) == (Decimal("2000.00"), Decimal("21300.00"))
    assert found.parts == {"open": 1, "unseal": 1, "seal": 1, "base_adjust": 2}


def test_adjusting_a_base_moves_money_but_nobody() -> None:
    """调基只动金额，不动人数。"""
    found = summarize(3, Decimal("600.00"), [change("base_adjust", "200.00", "260.00")])
    assert (found.people_added, found.people_removed, found.people_after) == (0, 0, 3)
    assert (found.amount_added, found.amount_after) == (Decimal("60.00"), Decimal("660.00"))


def test_a_list_without_changes_leaves_the_month_as_it_was() -> None:
    """没有变化，本月等于上月；照旧缴的人不算来历。"""
    found = summarize(3, Decimal("600.00"), [change("unchanged", "200.00", "200.00")])
    assert (found.people_after, found.amount_after, found.parts) == (3, Decimal("600.00"), {})
    assert str(found.amount_removed) == "0.00"


@pytest.mark.parametrize("kind", ["open", "unseal", "seal", "base_adjust", "unchanged"])
def test_only_opening_and_unsealing_add_and_only_sealing_removes(kind: str) -> None:
    """开户、启封加人，封存减人，别的不动人数。"""
    found = summarize(5, Decimal("0.00"), [change(kind, "0", "0")])
    assert found.people_after - 5 == (kind in INCREASE) - (kind in DECREASE)


AMOUNTS = st.decimals(min_value=0, max_value=99999, places=2)
KINDS = st.sampled_from(["open", "unseal", "seal", "base_adjust", "unchanged"])


@given(st.integers(0, 5000), AMOUNTS, st.lists(st.builds(Change, KINDS, AMOUNTS, AMOUNTS), max_size=30))
def test_the_equation_holds_for_any_changes(people: int, amount: Decimal, changes: list[Change]) -> None:
    """不管怎么变：上月 + 增 − 减 = 本月，增减都不为负，本月金额正是各人变化之和。"""
    found = summarize(people, amount, changes)
    assert found.people_before + found.people_added - found.people_removed == found.people_after
    assert found.amount_before + found.amount_added - found.amount_removed == found.amount_after
    assert found.amount_after == amount + sum(one.after - one.before for one in changes)
    assert found.amount_added >= 0 <= found.amount_removed
    assert sum(found.parts.values()) == sum(one.type != "unchanged" for one in changes)
