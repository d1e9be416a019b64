"""合计、说明、签章不是人；部门、岗位叫得像的还是人；单位和年月怎么写都认得。"""

from typing import Any

import pytest

from deposits.roster.read import read_roster
from gjj.periods.month import Month
from tests.rules.deposits.workbooks import workbook

HEADER = ("部门", "姓名", "身份证号", "缴存基数")
ID = "11010519491231002X"


def people_and_skipped(*rows: tuple[Any, ...]) -> tuple[list[int], list[tuple[int, str]]]:
    """读出来的人在第几行；跳过了哪几行、写着什么。"""
    file = read_roster(workbook([HEADER, ("办公室", "张三丰", ID, 8000), *rows]), "名单.xlsx")
    return [row.row for row in file.rows], [(one.row, one.text) for one in file.skipped]


@pytest.mark.parametrize(
    "department", ["审核部", "负责人", "经办人", "制表员", "说明书组", "总计划部", "合计组", "备注科", "小计"]
)
def test_a_department_that_sounds_like_a_remark_is_still_a_person(department: str) -> None:
    """第一格是部门、岗位，叫得像说明和签章的，只要有证件号码就是人。"""
    people, skipped = people_and_skipped((department, "李四光", "440524188001010014", 9000))
    assert (people, skipped) == ([2, 3], [])


@pytest.mark.parametrize("department", ["审核部", "负责人", "说明书组", "办公室"])
def test_a_person_whose_id_is_missing_is_still_named(department: str) -> None:
    """证件号码漏填的人不会当成说明行悄悄丢掉。"""
    people, skipped = people_and_skipped((department, "李四光", None, 9000))
    assert (people, skipped) == ([2, 3], [])


@pytest.mark.parametrize(
    "row",
    [
        ("合　计", None, None, 17000),
        ("合计：", "2 人", None, 17000),
        ("本页合计", None, None, None),
        ("说明：基数按上年月平均工资", None, None, None),
        ("填表说明", None, None, None),
        ("备注：", None, None, None),
        ("经办人：", "某某", "单位盖章", None),
        ("负责人签字：", "某某", "13800138000", None),
        ("单位盖章", None, None, None),
    ],
)
def test_totals_notes_and_signatures_are_skipped_and_told(row: tuple[Any, ...]) -> None:
    """合计、说明、签章不是人；跳过的每一行都说得出来。"""
    people, skipped = people_and_skipped(row)
    assert people == [2]
    assert skipped == [(3, "".join(row[0].split()))]


@pytest.mark.parametrize(
    ("above", "unit", "month"),
    [
        (("单位名称：甲公司",), "甲公司", None),
        (("单位名称：", "甲公司"), "甲公司", None),
        (("单位名称", None, "甲公司"), "甲公司", None),
        (("单位名称：甲公司    单位账号：0120000000018",), "甲公司", None),
        (("缴存单位：甲公司　汇缴年月：2026年11月",), "甲公司", Month(2026, 11)),
        (("单位：甲（集团） 有限公司", "年月：2026-11"), "甲（集团） 有限公司", Month(2026, 11)),
        (("汇缴年月", "202611"), "", Month(2026, 11)),
        (("汇缴年月：2026.7",), "", Month(2026, 7)),
        (("汇缴年月：0000-01",), "", None),
        (("汇缴年月：2026年13月",), "", None),
        (("住房公积金汇缴变更清册",), "", None),
    ],
)
def test_unit_and_month_above_are_read_however_they_are_written(
    above: tuple[Any, ...], unit: str, month: Month | None
) -> None:
    """表头以上的单位和年月：同一格、隔一格、和别的标签挤在一起，都认得；认不出的就当没写。"""
    file = read_roster(workbook([above, HEADER, ("办公室", "张三丰", ID, 8000)]), "名单.xlsx")
    assert (file.unit_name, file.month) == (unit, month)
