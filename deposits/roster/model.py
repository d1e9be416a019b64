"""名单的样子：文件、行、格。"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from gjj.declarations.errors import BizError
from gjj.periods.month import Month

Raw = str | int | float | bool | date | datetime | None
"""一格的原样：文字、数字、日期或空。"""

FIELDS: dict[str, str] = {
    "type": "变更类型",
    "name": "职工姓名",
    "id_no": "证件号码",
    "mobile": "手机号码",
    "base": "缴存基数",
    "employer_ratio": "单位缴存比例",
    "personal_ratio": "个人缴存比例",
    "seal_reason": "封存原因",
}
"""名单里有意义的列和它们的标准名。"""


class RosterFileError(BizError):
    """整个文件读不了；账户没有任何变动。"""

    def __init__(self, code: str, detail: str, fix: str = "") -> None:
        super().__init__(code, f"{detail}账户没有任何变动。", money="没有任何款项变动。", fix=fix)


@dataclass(frozen=True, slots=True)
class RosterRow:
    """名单的一行：row 是表里自己的行号，values 是各列原样，formulas 是写成公式的列。"""

    row: int
    values: Mapping[str, Raw]
    formulas: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Skipped:
    """跳过的一行：表里自己的行号，写着什么（合计、说明、签章）。"""

    row: int
    text: str


@dataclass(frozen=True)
class RosterFile:
    """读出来的名单：工作表、表头行、表里写的单位与年月、各列在文件里叫什么、人员行、跳过的行。"""

    sheet: str
    header_row: int
    unit_name: str
    month: Month | None
    sha256: str
    columns: Mapping[str, str]
    rows: Sequence[RosterRow]
    skipped: tuple[Skipped, ...] = field(default=())
    shown: tuple[int, int] | None = None
    """系统标好的工作簿：照的是哪份清册、第几版；别的文件为空。"""

    unread: tuple[str, ...] = ()
    """写了字、没有读的列。"""
    amounts: Mapping[str, int] = field(default_factory=dict)
    """单位自己算的金额（employer_amount、personal_amount、amount）在第几列。"""

    def column(self, name: str) -> str:
        """某列在文件里的名字；文件没有这列时用标准名。"""
        return self.columns.get(name, FIELDS.get(name, name))


Cells = list[list[Any]]
