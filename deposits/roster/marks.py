"""名单上要标的一处：在哪一格、错在哪里、依据什么、怎么改。"""

import re
from dataclasses import dataclass
from decimal import Decimal

from deposits.roster.model import Raw

NOTES_SHEET = "修正说明"
HEAD = ("行", "列", "姓名", "轻重", "哪里不对", "依据", "怎么改", "编码")
WIDTHS = (8, 16, 14, 10, 46, 30, 46, 24)
BAD_FILL, LOOK_FILL = "F8C9C4", "FFEBB0"
"""要改的红，请看一眼的黄；深浅够看清黑字。"""
MENDED = "mended_on_page"
"""网页上改过的一格，照现在的写。"""
SHOWN = re.compile(r"照清册 (\d+) 改过 (\d+) 次后的样子")


def shown_line(change_list_id: int, version: int) -> str:
    """「修正说明」里写明照的是哪份清册、第几版：传回来时知道您看到的是什么样子。"""
    return f"名单照清册 {change_list_id} 改过 {version} 次后的样子：在网页上改过的格子写的是现在的。"


@dataclass(frozen=True, slots=True)
class Now:
    """网页上改过、要照现在写的一格：row 是表里自己的行号，place 是从零数的列；value 为空是清掉。"""

    row: int
    place: int
    value: Raw | Decimal


@dataclass(frozen=True, slots=True)
class Mark:
    """一处：row 是表里自己的行号，place 是从零数的列（文件里没有这一列的为空）。"""

    row: int
    place: int | None
    is_error: bool
    column: str
    name: str
    code: str
    message: str
    rule: str = ""
    fix: str = ""

    @property
    def told(self) -> tuple[str, ...]:
        """「修正说明」里行号后面的各列。"""
        weight = "要改" if self.is_error else "已改" if self.code == MENDED else "请核对"
        return (self.column, self.name, weight, self.message, self.rule, self.fix, self.code)


def comment_of(mark: Mark) -> str:
    """一格的批注。"""
    lines = [mark.message, f"改法：{mark.fix}" if mark.fix else "", f"依据：{mark.rule}" if mark.rule else ""]
    return "\n".join([*(line for line in lines if line), f"（{mark.code}）"])
