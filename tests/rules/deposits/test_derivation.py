"""推导的存法：账上存几个数，看的时候说成话，话里的金额正是当时记的金额。"""

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deposits.rules.contribution import compute_contribution
from deposits.rules.derivation import explain, pack, unpack
from gjj.money.amounts import format_money
from gjj.money.rounding import ROUNDING_POLICIES

TERMS = {
    "base": Decimal("8765.43"),
    "employer_ratio": Decimal("12.00"),
    "personal_ratio": Decimal("7.50"),
    "floor": Decimal("2350.00"),
    "cap": Decimal("21408.00"),
    "rounding": "yuan",
}


@pytest.mark.article("TL-16")
def test_stored_facts_survive_json_and_give_the_same_amounts() -> None:
    """存下的几个数经过 JSON 再算，金额和推导与当时一字不差。"""
    then = compute_contribution(**TERMS, clamp=False)
    assert unpack(json.loads(json.dumps(pack(**TERMS)))) == then
    assert pack(**TERMS) == {
        "v": 1, "base": "8765.43", "er": "12", "pr": "7.5", "floor": "2350.00", "cap": "21408.00", "r": "yuan",
    }  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(
    st.decimals(min_value="0.01", max_value="99999.99", places=2),
    st.decimals(min_value=5, max_value=12, places=2),
    st.decimals(min_value=5, max_value=12, places=2),
    st.sampled_from(sorted(ROUNDING_POLICIES)),
)
def test_the_words_name_the_amounts_that_were_booked(
    base: Decimal, employer: Decimal, personal: Decimal, rounding: str
) -> None:
    """任何基数、比例、取整方式，说出来的单位、个人、合计都是算出来的那三个数。"""
    terms = {**TERMS, "base": base, "employer_ratio": employer, "personal_ratio": personal, "rounding": rounding}
    booked = compute_contribution(**terms, clamp=False)
    first, unit, person, whole = (step["text"] for step in explain(pack(**terms)))
    assert format_money(booked.base_used) in first
    assert unit.endswith(f"得 {format_money(booked.employer_amount)}")
    assert person.endswith(f"得 {format_money(booked.personal_amount)}")
    assert whole.endswith(f"= {format_money(booked.total)}")


def test_an_old_base_outside_the_new_limits_is_told_as_it_was_used() -> None:
    """账户原有的基数在新上下限之外时照用，话里不说按上下限算过。"""
    first = explain(pack(**{**TERMS, "base": Decimal("2000.00")}))[0]["text"]
    assert first == "缴存基数 2,000.00，照用（下限 2,350.00，上限 21,408.00）"


@pytest.mark.parametrize("change", [{"v": 2}, {"v": None}, {"r": "banker"}])
def test_facts_of_an_unknown_version_are_refused(change: dict[str, object]) -> None:
    """版本或取整方式不认得，报错，不瞎说。"""
    with pytest.raises(ValueError, match="版本不认得"):
        explain({**pack(**TERMS), **change})


def test_words_already_written_are_shown_and_nothing_stays_nothing() -> None:
    """存的本来就是话，照样给出；没有推导的为空。"""
    assert explain([{"text": "甲"}]) == [{"text": "甲"}]
    assert explain(None) == []
