"""职工异议的规矩：编号、能提几次、多早的月份。"""

import pytest

from deposits.rules.filing_flag import filing_id, read_claim, refusal_of_flag, shown_claim, split_filing_id
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


@pytest.mark.parametrize(
    ("field", "written", "read"),
    [
        ("base", "9000", "9000.00"), ("base", " ９，０００.5 元", "9000.50"), ("employer_amount", "¥640", "640.00"),
        ("personal_amount", "0", "0.00"), ("employer_ratio", "12", "12%"), ("personal_ratio", "0.08", "8%"),
        ("personal_ratio", "7.50%", "7.5%"), ("status", "不该封存", "不该封存"), ("other", "9000", "9000"),
    ],
)  # fmt: skip
def test_what_it_should_be_is_read_by_its_kind(field: str, written: str, read: str) -> None:
    """金额、比例怎么写都读成一种样子；状态和其他是话，照写。"""
    assert read_claim(field, written) == (read, "")


@pytest.mark.parametrize(
    ("field", "written", "how"),
    [
        ("base", "九千", "金额"), ("base", "0", "金额"), ("base", "-1", "金额"), ("base", "9000.125", "金额"),
        ("base", "1e9", "金额"), ("base", "NaN", "金额"), ("employer_amount", "很多", "金额"),
        ("personal_amount", "1000000000", "金额"), ("employer_ratio", "8‰", "百分数"),
        ("personal_ratio", "101", "百分数"), ("personal_ratio", "-5%", "百分数"), ("personal_ratio", "7.555", "百分数"),
    ],
)  # fmt: skip
def test_what_is_no_number_is_told_how_to_write_it(field: str, written: str, how: str) -> None:
    """读不成的不收，说怎么写，话里不重复填的字。"""
    value, wrong = read_claim(field, written)
    assert value == ""
    assert how in wrong
    assert written not in wrong.replace("8000", "") or written == "0"


def test_an_old_claim_in_words_is_quoted_not_taken_for_a_number() -> None:
    """以前写成话的，看的时候加引号；是数的带千分位；没有申报的还是空。"""
    assert shown_claim("base", "九千左右") == "「九千左右」"
    assert shown_claim("base", "8000.00") == "8,000.00"
    assert shown_claim("employer_ratio", "8%") == "8%"
    assert shown_claim("base", "") == ""
    assert shown_claim("status", "不该封存") == "不该封存"


def test_every_end_is_an_end() -> None:
    """认可、不改、撤回之后没有下一步；每个状态都有说法。"""
    assert all(FLAG.targets(status) == () for status in ("accepted", "rejected", "withdrawn"))
    assert WORDS.keys() == FLAG.statuses.keys()
