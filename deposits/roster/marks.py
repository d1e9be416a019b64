"""名单上要标的一处：在哪一格、错在哪里、依据什么、怎么改。"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from deposits.roster.model import Raw

NOTES_SHEET = "修正说明"
HEAD = ("行", "列", "姓名", "轻重", "哪里不对", "依据", "怎么改", "编码")
WEIGHT = HEAD.index("轻重")
WIDTHS = (8, 16, 14, 10, 46, 30, 46, 24)
BAD_FILL, LOOK_FILL, MENDED_FILL = "F8C9C4", "FFEBB0", "CFE2F5"
"""要改的红，请看一眼的黄，网页上改过的蓝；深浅够看清黑字。"""
LEGEND = {"要改": ("红色", BAD_FILL), "请核对": ("黄色", LOOK_FILL), "已改": ("蓝色", MENDED_FILL)}
"""轻重 → 底色叫什么、是什么；重的在前，一格有几处的照最重的着色。"""
CODES_SAID = "「编码」是这一种错的代号，网页上、导出的表里都是它；打电话来问时报它就行。"
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
    def weight(self) -> str:
        """轻重：要改、请核对、已改。"""
        return "要改" if self.is_error else "已改" if self.code == MENDED else "请核对"

    @property
    def color(self) -> str:
        """底色，和图例里写的一样。"""
        return LEGEND[self.weight][1]

    @property
    def told(self) -> tuple[str, ...]:
        """「修正说明」里行号后面的各列。"""
        return (self.column, self.name, self.weight, self.message, self.rule, self.fix, self.code)


def legend_line(marks: Sequence[Mark]) -> str:
    """「修正说明」里的图例：每种几处、是什么颜色，没有的不写。"""
    counts = {weight: sum(1 for mark in marks if mark.weight == weight) for weight in LEGEND}
    said = "，".join(
        f"{weight}的 {counts[weight]} 处（{color}）" for weight, (color, _) in LEGEND.items() if counts[weight]
    )
    return f"{said or '没有要标的'}；一格有几处的照最重的着色。行号点过去就是那一格。"


def marks_of_cells(marks: Sequence[Mark]) -> dict[tuple[int, int], list[Mark]]:
    """每一格（行、列）上的几处，重的在前；文件里没有那一列的不在内。"""
    found: dict[tuple[int, int], list[Mark]] = {}
    for mark in marks:
        if mark.place is not None:
            found.setdefault((mark.row, mark.place), []).append(mark)
    order = list(LEGEND)
    for each in found.values():
        each.sort(key=lambda mark: order.index(mark.weight))
    return found


def comment_of(marks: Sequence[Mark]) -> str:
    """一格的批注：几处都写，重的在前。"""
    return "\n".join(_said_of(mark) for mark in marks)


def _said_of(mark: Mark) -> str:
    lines = [mark.message, f"改法：{mark.fix}" if mark.fix else "", f"依据：{mark.rule}" if mark.rule else ""]
    return "\n".join([*(line for line in lines if line), f"（{mark.code}）"])
