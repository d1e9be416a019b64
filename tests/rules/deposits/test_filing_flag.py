"""职工异议的规矩：编号、能提几次、多早的月份。"""

import pytest

from deposits.rules.filing_flag import filing_id, refusal_of_flag, split_filing_id
from deposits.workflow.flag import FLAG, WORDS
from gjj.periods.month import Month

NOVEMBER = Month(2026, 11)


@pytest.mark.parametrize("account", [1, 7, 999_999, 12_345_678])
def test_the_number_of_a_filing_leads_back_to_the_account_and_the_month(account: int) -> None:
    """编号里读得回账户和年月。"""
    assert split_filing_id(filing_id(account, NOVEMBER)) == (account, NOVEMBER)


@pytest.mark.parametrize("number", [0, 202611, 1_202600, 1_202613, 1_000000, 1_000001])
def test_a_made_up_number_leads_nowhere(number: int) -> None:
    """凑的编号读不出来，不是出错。"""
    assert split_filing_id(number) is None


@pytest.mark.parametrize(
    ("month", "raised", "has_open", "refusal"),
    [
        ("2026-11", 0, False, None), ("2026-11", 2, False, None), ("2026-11", 3, False, "flag_limit"),
        ("2026-11", 1, True, "flag_open"), ("2026-08", 0, False, None), ("2026-07", 0, False, "flag_too_old"),
    ],
)  # fmt: skip
def test_what_may_be_flagged(month: str, raised: int, has_open: bool, refusal: str | None) -> None:
    """最多三次、三个月以内、前一条有了答复才能再提；边上的各算各的。"""
    assert refusal_of_flag(Month.parse(month), NOVEMBER, raised=raised, has_open=has_open, limit=3, months=3) == refusal


def test_every_end_is_an_end() -> None:
    """认可、不改、撤回之后没有下一步；每个状态都有说法。"""
    assert all(FLAG.targets(status) == () for status in ("accepted", "rejected", "withdrawn"))
    assert WORDS.keys() == FLAG.statuses.keys()
