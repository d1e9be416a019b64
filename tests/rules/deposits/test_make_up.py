"""补缴：哪个月能补、补多少；补的加上已缴的正好是应缴的。"""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deposits.rules.contribution import compute_contribution
from deposits.rules.derivation import explain, pack
from deposits.rules.make_up import owed_for_month, refusal_of_base, refusal_of_make_up
from gjj.money.rounding import ROUNDING_POLICIES
from gjj.periods.month import Month

JULY, OCTOBER = Month(2026, 7), Month(2026, 10)
FLOOR, CAP = Decimal("2350.00"), Decimal("21408.00")
FEN = st.decimals(Decimal("0.01"), Decimal("50000.00"), places=2)
RATIOS = st.integers(5, 12).map(Decimal)


@pytest.mark.article("TL-20")
@pytest.mark.parametrize(
    ("month", "refusal"),
    [
        (Month(2026, 6), "before_first"),
        (JULY, None),
        (OCTOBER, None),
        (Month(2026, 11), "not_remitted"),
    ],
)
def test_months_the_unit_has_remitted_can_be_made_up(month: Month, refusal: str | None) -> None:
    """单位七月开户、缴到十月：七月到十月能补；没汇缴的月份办汇缴。"""
    assert refusal_of_make_up(month, JULY, OCTOBER) == refusal


@pytest.mark.article("TL-20")
def test_a_unit_that_never_remitted_has_nothing_to_make_up() -> None:
    """一个月也没缴过：不用补缴。"""
    assert refusal_of_make_up(JULY, JULY, None) == "not_remitted"


@pytest.mark.parametrize(
    ("base", "refusal"),
    [("2349.99", "base_below_floor"), ("2350.00", None), ("21408.00", None), ("21408.01", "base_above_cap")],
)
def test_the_base_is_within_the_limits_of_that_month(base: str, refusal: str | None) -> None:
    """上下限正好可以，差一分不行；不替单位裁剪。"""
    assert refusal_of_base(Decimal(base), FLOOR, CAP) == refusal


@pytest.mark.article("WH5-06", "TL-16")
@pytest.mark.parametrize(
    ("base", "paid", "owed"),
    [
        ("8000.00", ("0.00", "0.00"), ("640.00", "640.00")),
        ("9000.00", ("640.00", "640.00"), ("80.00", "80.00")),
        ("8000.00", ("640.00", "600.00"), ("0.00", "40.00")),
        ("8000.00", ("700.00", "600.00"), ("0.00", "40.00")),
        ("8000.00", ("640.00", "640.00"), ("0.00", "0.00")),
    ],
)
def test_what_is_owed_is_what_was_due_less_what_was_paid(
    base: str, paid: tuple[str, str], owed: tuple[str, str]
) -> None:
    """漏缴补全额；基数少报补差额；多缴的一侧不倒扣；缴够的不用补。"""
    should = compute_contribution(
        base=Decimal(base), employer_ratio=Decimal(8), personal_ratio=Decimal(8), floor=FLOOR, cap=CAP, rounding="yuan"
    )
    found = owed_for_month(should, Decimal(paid[0]), Decimal(paid[1]))
    assert (found.employer_amount, found.personal_amount) == (Decimal(owed[0]), Decimal(owed[1]))


@pytest.mark.article("WH5-06")
@given(base=FEN, earlier=FEN, er=RATIOS, pr=RATIOS, rounding=st.sampled_from(sorted(ROUNDING_POLICIES)))
def test_paid_and_made_up_are_exactly_what_was_due(
    base: Decimal, earlier: Decimal, er: Decimal, pr: Decimal, rounding: str
) -> None:
    """任何基数、比例、取整方式：按少报的基数缴过的，补上以后两侧各自等于应缴；再补就没有了。"""

    def due(amount: Decimal):  # type: ignore[no-untyped-def]
        return compute_contribution(
            base=amount, employer_ratio=er, personal_ratio=pr, floor=FLOOR, cap=CAP, rounding=rounding, clamp=False
        )

    low, high = sorted((base, earlier))
    paid, should = due(low), due(high)
    owed = owed_for_month(should, paid.employer_amount, paid.personal_amount)
    assert paid.employer_amount + owed.employer_amount == should.employer_amount
    assert paid.personal_amount + owed.personal_amount == should.personal_amount
    assert paid.total + owed.amount == should.total
    again = owed_for_month(
        should, paid.employer_amount + owed.employer_amount, paid.personal_amount + owed.personal_amount
    )
    assert again.amount == 0


@pytest.mark.article("WH5-06")
def test_the_derivation_ends_with_what_was_paid_and_what_is_owed() -> None:
    """怎么算的：先是那个月应缴的，最后一句是已缴多少、补多少。"""
    facts = pack(
        base=Decimal("9000.00"), employer_ratio=Decimal(8), personal_ratio=Decimal(8), floor=FLOOR, cap=CAP,
        rounding="yuan",
    )  # fmt: skip
    told = explain({**facts, "paid_e": "640.00", "paid_p": "640.00"})
    assert told[-1] == {
        "text": "那个月已缴 单位 640.00、个人 640.00，补缴 单位 80.00 + 个人 80.00 = 160.00", "article": "WH5-06",
    }  # fmt: skip
    assert "全额补缴 1,440.00" in explain({**facts, "paid_e": "0.00", "paid_p": "0.00"})[-1]["text"]
    assert len(explain(facts)) == len(told) - 1
