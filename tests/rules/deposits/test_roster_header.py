"""表头以上写的单位和年月：别的单位的整份不收，年月不同只提醒。"""

import pytest

from deposits.roster.model import RosterFile, RosterFileError
from deposits.rules.roster_rows import check_header, lacks_type
from gjj.periods.month import Month

NOVEMBER = Month(2026, 11)


def header(unit_name: str = "", month: Month | None = None) -> RosterFile:
    """一份写着（或没写）单位和年月的清册。"""
    return RosterFile("名单", 3, unit_name, month, "0" * 64, {"type": "变更类型"}, ())


@pytest.mark.parametrize("written", ["", "甲公司（北京）", "甲公司(北京)", "甲公司 （北京）", "甲公司　(北京）"])
def test_the_units_own_name_may_be_written_with_other_brackets(written: str) -> None:
    """没写单位的、括号和空格写得不同的，都是本单位的。"""
    assert check_header(header(written), "甲公司（北京）", NOVEMBER) == []


@pytest.mark.parametrize("written", ["乙公司", "甲公司（上海）", "甲公司", "甲公司（北京）分公司"])
def test_a_file_of_another_unit_is_refused(written: str) -> None:
    """写着别的单位的清册整份不收，两个名称都说出来，账户没有变动。"""
    with pytest.raises(RosterFileError) as caught:
        check_header(header(written), "甲公司（北京）", NOVEMBER)
    assert (caught.value.code, caught.value.status) == ("file_of_other_unit", 422)
    assert f"「{written}」" in caught.value.detail
    assert "「甲公司（北京）」" in caught.value.detail
    assert "账户没有任何变动" in caught.value.detail


@pytest.mark.parametrize(
    ("month", "found"),
    [(None, []), (NOVEMBER, []), (Month(2026, 10), ["month_differs"]), (Month(2027, 11), ["month_differs"])],
)
def test_another_month_in_the_file_is_only_a_warning(month: Month | None, found: list[str]) -> None:
    """表里的年月不同，按现在办的月份办，提醒一声；没写的不提醒。"""
    warnings = check_header(header(month=month), "甲公司", NOVEMBER)
    assert [one["code"] for one in warnings] == found
    assert all(month and month.label in one["message"] and "2026年11月" in one["message"] for one in warnings)


def test_a_file_without_the_type_column_is_said_once() -> None:
    """没有变更类型一列，整份说一次怎么读；有的不说。"""
    bare = RosterFile("名单", 3, "", None, "0" * 64, {"name": "姓名"}, ())
    (told,) = check_header(bare, "甲公司", NOVEMBER)
    assert "新人按开户、本单位职工按正常" in told["message"]
    assert lacks_type([told])
    assert not lacks_type(check_header(header(), "甲公司", NOVEMBER))
