"""单元格的每个编码都在边上看一遍：差一点不是、正好是；合同里列的编码一个不漏。"""

import ast
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from deposits.roster.model import RosterRow
from deposits.rules.roster_rows import check_rows
from tests.rules.deposits.lines import (
    NEW,
    PAYS,
    PAYS_ELSEWHERE,
    SEALED,
    SEALED_ELSEWHERE,
    SETTLED,
    facts,
    id_number,
    line,
    wrong_end,
)

ROOT = Path(__file__).resolve().parents[3]
CODES = (
    "type_unknown formula_in_cell name_missing name_characters id_missing id_scientific id_checksum id_birthdate id_duplicate_in_file "
    "already_open not_in_unit mobile_invalid base_text base_negative base_below_floor base_above_cap base_adjusted_this_year "
    "ratio_text ratio_below_min ratio_above_max ratio_not_units"
).split()
"""按判断的先后。"""
FINE_NAMES = ("钱·买买提", "𠅤㛃", "〇〇", "O'Neil-Smith Anne", "José García", "钱　三", "﨎")
ODD_NAMES = ("钱新来😀", "钱新来2", "钱新来(小)", "钱@来", "钱新来★", "Иван", "⼀鸣", "钱_来")
FIVE, TWELVE = ({"employer_ratio": Decimal(one), "personal_ratio": Decimal(one)} for one in ("5", "12"))


def case(code: str, wrong: bool, cells: dict[str, Any], **terms: Any) -> Any:
    return pytest.param(code, wrong, cells, terms, id=f"{code}-{'是' if wrong else '不是'}-{list(cells.values())}")


CASES = (
    case("type_unknown", False, {"type": "开户"}),
    case("type_unknown", False, {"type": "新 增"}),
    case("type_unknown", True, {"type": "开户户"}),
    case("type_unknown", True, {"type": None}),
    case("type_unknown", False, {"type": None, "id_no": PAYS}),
    case("type_unknown", True, {"type": None, "id_no": SEALED}),
    case("formula_in_cell", False, {"base": 8000}),
    case("formula_in_cell", True, {"base": 8000, "formulas": ("base",)}),
    case("name_missing", False, {"name": "钱"}),
    case("name_missing", True, {"name": ""}),
    case("name_missing", True, {"name": " \u3000"}),
    *(case("name_characters", False, {"name": one}) for one in FINE_NAMES),
    *(case("name_characters", True, {"name": one}) for one in ODD_NAMES),
    case("name_characters", False, {"name": "买" * 64}),
    case("name_characters", True, {"name": "买" * 65}),
    case("id_missing", True, {"id_no": ""}),
    case("id_missing", True, {"id_no": " "}),
    case("id_missing", False, {"id_no": "1"}),
    case("id_scientific", False, {"id_no": 999_999_999_999_999}),
    case("id_scientific", True, {"id_no": 1_000_000_000_000_000}),
    case("id_scientific", True, {"id_no": "1.10105E+17"}),
    case("id_scientific", True, {"id_no": id_number("20010103")[:15]}),
    case("id_scientific", True, {"id_no": id_number("19900101")[:15]}),
    case("id_scientific", True, {"id_no": id_number("19900101")[:15] + "000"}),
    case("id_scientific", False, {"id_no": "110105491231002"}),
    case("id_scientific", False, {"id_no": "110105201331002"}),
    case("id_checksum", False, {"id_no": NEW}),
    case("id_checksum", True, {"id_no": wrong_end(NEW)}),
    case("id_checksum", True, {"id_no": NEW[:17]}),
    case("id_checksum", True, {"id_no": NEW + "1"}),
    case("id_birthdate", False, {"id_no": id_number("20261124")}),
    case("id_birthdate", True, {"id_no": id_number("20261125")}),
    case("id_birthdate", False, {"id_no": id_number("18800101")}),
    case("id_birthdate", True, {"id_no": id_number("18791231")}),
    case("id_birthdate", False, {"id_no": id_number("20240229")}),
    case("id_birthdate", True, {"id_no": id_number("20250229")}),
    case("already_open", False, {"id_no": NEW}),
    case("already_open", True, {"id_no": PAYS}),
    case("already_open", True, {"id_no": SEALED}),
    case("already_open", True, {"id_no": SEALED_ELSEWHERE}),
    case("not_in_unit", False, {"type": "封存", "id_no": PAYS}),
    case("not_in_unit", True, {"type": "封存", "id_no": SEALED}),
    case("not_in_unit", False, {"type": "启封", "id_no": SEALED}),
    case("not_in_unit", True, {"type": "启封", "id_no": PAYS_ELSEWHERE}),
    case("not_in_unit", True, {"type": "正常", "id_no": NEW}),
    case("mobile_invalid", True, {"mobile": "1380013800"}),
    case("mobile_invalid", False, {"mobile": "13800138000"}),
    case("mobile_invalid", True, {"mobile": "138001380000"}),
    case("mobile_invalid", True, {"mobile": "12800138000"}),
    case("mobile_invalid", True, {"mobile": ""}),
    case("base_text", False, {"base": "8000.01"}),
    case("base_text", True, {"base": "8000.001"}),
    case("base_text", True, {"base": "八千"}),
    case("base_text", True, {"base": None}),
    case("base_negative", True, {"base": "-0.01"}),
    case("base_negative", True, {"base": "0"}),
    case("base_negative", False, {"base": "0.01"}),
    case("base_below_floor", True, {"base": "2349.99"}),
    case("base_below_floor", False, {"base": "2350.00"}),
    case("base_below_floor", False, {"base": "2350.01"}),
    case("base_above_cap", False, {"base": "21407.99"}),
    case("base_above_cap", False, {"base": "21408.00"}),
    case("base_above_cap", True, {"base": "21408.01"}),
    case("base_adjusted_this_year", False, {"type": "基数调整", "id_no": PAYS, "base": "9000"}),
    case("base_adjusted_this_year", True, {"type": "基数调整", "id_no": SETTLED, "base": "8000.01"}),
    case("base_adjusted_this_year", True, {"type": "正常", "id_no": SETTLED, "base": "7999.99"}),
    case("base_adjusted_this_year", False, {"type": "基数调整", "id_no": SETTLED, "base": "8000.00"}),
    case("base_adjusted_this_year", False, {"type": "正常", "id_no": SETTLED, "base": None}),
    case("base_adjusted_this_year", False, {"type": "基数更正", "id_no": SETTLED, "base": "9000"}),
    case("base_adjusted_this_year", False, {"type": "基数调整", "id_no": SETTLED, "base": "9000"}, adjusts_a_year=2),
    case("base_adjusted_this_year", False, {"type": "基数调整", "id_no": SETTLED, "base": "9000"}, adjusts_a_year=0),
    case("ratio_text", False, {"personal_ratio": "8%"}),
    case("ratio_text", True, {"personal_ratio": "八%"}),
    *(
        one
        for side in ("employer_ratio", "personal_ratio")
        for one in (
            case("ratio_below_min", True, {side: "4.99%"}, **FIVE),
            case("ratio_below_min", False, {side: "5%"}, **FIVE),
            case("ratio_below_min", False, {side: "5.01%"}, **FIVE),
            case("ratio_above_max", False, {side: "11.99%"}, **TWELVE),
            case("ratio_above_max", False, {side: "12%"}, **TWELVE),
            case("ratio_above_max", True, {side: "12.01%"}, **TWELVE),
            case("ratio_not_units", True, {side: "7.99%"}),
            case("ratio_not_units", False, {side: "8%"}),
            case("ratio_not_units", True, {side: "8.01%"}),
        )
    ),
)


@pytest.mark.parametrize(("code", "wrong", "cells", "terms"), CASES)
def test_every_code_begins_exactly_at_its_boundary(
    code: str, wrong: bool, cells: dict[str, Any], terms: dict[str, Any]
) -> None:
    """差一点不是、正好是。"""
    (row,) = check_rows([line(**cells)], facts(**terms))
    assert (code in [one.code for one in row.errors]) == wrong


@pytest.mark.parametrize("same", [True, False])
def test_the_same_number_twice_is_charged_to_the_later_row(same: bool) -> None:
    """号码一样是重复，差一位不是；算后一行的错。"""
    second = line(6, id_no=NEW if same else id_number(serial=11))
    rows = check_rows([line(5), second], facts())
    found = [[(one.code, one.same_as) for one in row.errors] for row in rows]
    assert found == [[], [("id_duplicate_in_file", 5)] if same else []]


def told_by_rules() -> set[str]:
    """规则里说得出的每一个格子编码：判断一格的地方，第二个参数写明的；由别的规则答的（基数今年调过）另列。"""
    codes = {"base_adjusted_this_year"}
    for path in (ROOT / "deposits" / "rules").glob("roster_*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "_error":
                codes |= {one.value for one in node.args[1:2] if isinstance(one, ast.Constant)}
    return codes


def test_no_code_is_left_out() -> None:
    """合同里列的、规则里说得出的，正好是上面看过的；新添一个编码而没有看过边界，这里就红。"""
    assert told_by_rules() == set(CODES)
    assert {one.values[0] for one in CASES if one.values[1]} | {"id_duplicate_in_file"} == set(CODES)


def test_one_code_per_cell_in_the_order_of_the_contract() -> None:
    """一行里错了好几格：一格一个，照合同的先后。"""
    cells = {
        "type": "开呼", "name": "", "id_no": wrong_end(NEW), "mobile": "1", "base": "-1", "employer_ratio": "4%",
        "personal_ratio": "八",
    }  # fmt: skip
    (row,) = check_rows([RosterRow(5, cells)], facts())
    found = [one.code for one in row.errors]
    assert len({one.column for one in row.errors}) == len(found) == 7
    assert found == [
        "type_unknown", "name_missing", "id_checksum", "mobile_invalid", "base_negative", "ratio_below_min", "ratio_text",
    ]  # fmt: skip
