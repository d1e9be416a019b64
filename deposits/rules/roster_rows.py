"""逐行判断名单：一格一个错，按固定的先后；不符合的说清是什么、依据哪条、怎么改，从不悄悄改数。"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from deposits.roster.model import FIELDS, RosterFile, RosterFileError, RosterRow
from deposits.roster.rows import SheetRows
from deposits.rules import roster_cells as cells
from deposits.rules.roster_facts import CheckedRow, RosterFacts
from deposits.rules.roster_money import MoneyCells
from deposits.rules.roster_person import PersonCells
from gjj.periods.month import Month

PLAIN_ID = re.compile(r"[0-9]{17}[0-9X]").fullmatch
"""规矩的证件号码，不用收拾。"""
TYPE_MISSING = "type_column_missing"
TYPE_MISSING_SAID = "没有变更类型一列：新人按开户、本单位职工按正常。要停缴、启封的，请在格子里改那一行的类型。"
MOST_COLUMNS = 10
"""没有读的列最多点名几列。"""
UNIT_SUFFIX = str.maketrans({"（": "(", "）": ")", " ": None, "\u3000": None})


def same_unit(one: str, other: str) -> bool:
    """是不是同一个单位名称：括号全角半角、空格不算不同。"""
    return one.translate(UNIT_SUFFIX) == other.translate(UNIT_SUFFIX)


def check_header(file: RosterFile, unit_name: str, month: Month) -> list[dict[str, str]]:
    """表头以上写的单位和年月对不对：别的单位的表抛 file_of_other_unit，年月不同只提醒。"""
    if file.unit_name and not same_unit(file.unit_name, unit_name):
        raise RosterFileError(
            "file_of_other_unit",
            f"这份清册写的单位是「{file.unit_name}」，不是「{unit_name}」。",
            "请选本单位的清册；如果单位改过名，请把表里的单位名称改成现在的再上传。",
        )
    told = []
    if file.month is not None and file.month != month:
        said = f"表里写的是{file.month.label}，现在办的是{month.label}，按{month.label}办理。"
        told.append({"code": "month_differs", "message": said})
    if "type" not in file.columns:
        told.append({"code": TYPE_MISSING, "message": TYPE_MISSING_SAID})
    if file.unread:
        names = "、".join(f"「{name[:20]}」" for name in file.unread[:MOST_COLUMNS])
        more = f"等 {len(file.unread)} 列" if len(file.unread) > MOST_COLUMNS else ""
        said = f"没有读的列：{names}{more}。名单只用{'、'.join(FIELDS.values())}，金额由系统照基数和比例算。"
        told.append({"code": "columns_not_read", "message": said})
    return told


def lacks_type(warnings: Iterable[Mapping[str, Any]]) -> bool:
    """照整份文件的提醒看，清册的文件有没有变更类型一列。"""
    return any(one["code"] == TYPE_MISSING for one in warnings)


def ids_in(rows: Iterable[RosterRow]) -> list[str]:
    """名单里读得出的证件号，给查账户用。"""
    written = rows.column("id_no") if isinstance(rows, SheetRows) else (row.values.get("id_no") for row in rows)
    read = cells.read_id
    return [
        text for value in written if (text := value if value.__class__ is str and PLAIN_ID(value) else read(value).text)
    ]


def id_of(row: RosterRow) -> str:
    """一行的证件号码，收拾过的；没写是空串。"""
    value = row.values.get("id_no")
    return value if isinstance(value, str) and PLAIN_ID(value) else cells.read_id(value).text


def check_rows(rows: Iterable[RosterRow], facts: RosterFacts) -> list[CheckedRow]:
    """判断每一行；同一证件号重复的，算后一行的错并指出前一行。"""
    first_seen: dict[str, RosterRow] = {}
    return [check_row(row, facts, first_seen) for row in rows]


def check_row(row: RosterRow, facts: RosterFacts, first_seen: dict[str, RosterRow]) -> CheckedRow:
    """判断一行；first_seen 是到这一行为止见过的证件号和写它的那一行，由各行接着记。"""
    return _Checker(row, facts, first_seen).check()


class _Checker(PersonCells, MoneyCells):
    """判断一行。"""

    def check(self) -> CheckedRow:
        """按类型、姓名、证件号、手机、基数、比例的先后判断，最后算月缴存额。"""
        self._id_text()
        self._type()
        self._name()
        self._id()
        self._mobile()
        if self.row.type != "seal":
            self._base()
            self._ratio("employer_ratio", self.facts.employer_ratio, "单位")
            self._ratio("personal_ratio", self.facts.personal_ratio, "个人")
        else:
            self._unused_of_sealed()
            self._seal_reason()
        self._settle()
        return self.row
