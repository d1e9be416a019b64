"""一张工作表占多大一块：读表格的库按最远的一格整块占内存，所以先量好，太大的不读。

一个只有几 KB 的文件，在最右下角写一个字，就要占几百 GB；从压缩的大小看不出来。
"""

import re

from deposits.roster.model import RosterFileError

MAX_ROW = 200_000
MAX_CELLS = 6_000_000
"""行数 × 列数的上限：二十万行、二十六列还在里面。"""
FAR_OR_ODD = re.compile(rb'<c(?! r="[A-Z]1?[0-9]{1,5}"|[fo-u])')
"""太远的一格，或少见的写法（省略位置、换行）；近的紧接着写位置，在 Z 列以左、第二十万行以上。

<cols、<conditionalFormatting 之类不是格子。
"""
LONG_TAG = 1024 * 1024
"""一个标签不会有这么长。"""
PREFIXED = re.compile(rb":c[\s/>]")
"""带前缀的写法。"""
CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])([^>]*)>")
PLACE = re.compile(rb"\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
ROW = re.compile(rb"<(?:\w+:)?row[\s>/]")


class ExtentGlance:
    """一张工作表一段一段地看过去：有没有太远的一格，或者少见的写法。"""

    def __init__(self) -> None:
        self.is_plain, self.rest = True, b""

    def see(self, piece: bytes) -> None:
        """看下一段；一个标签断在两段之间的，接上再看。"""
        if not self.is_plain:
            return
        text = self.rest + piece
        whole = text.rfind(b">") + 1
        self.rest = text[whole:]
        self.is_plain = len(self.rest) < LONG_TAG and not (
            FAR_OR_ODD.search(text, 0, whole) or PREFIXED.search(text, 0, whole)
        )

    def check(self, xml: bytes) -> None:
        """整张看完了：行列太多的抛 RosterFileError（file_too_large）。

        通常的写法（每格先写位置）看过去就知道没有太远的格；写法不同或有太远的格，才逐格细量。
        """
        if self.is_plain and not self.rest.strip():
            return
        rows, columns = _measure(xml)
        if rows > MAX_ROW or rows * columns > MAX_CELLS:
            raise RosterFileError(
                "file_too_large", f"表里写到了第 {rows:,} 行、第 {columns:,} 列，不像一份名单。",
                "请删去名单以外多余的内容，只留名单，再上传；或分成几个文件。",
            )  # fmt: skip


def _measure(xml: bytes) -> tuple[int, int]:
    """最远写到第几行、第几列；空格子不算。有省略位置的，按最坏的估。"""
    far_row, far_column, placeless = 0, b"A", False
    for cell in CELL.finditer(xml):
        attributes = cell.group(1)
        place = PLACE.search(attributes)
        if place is None:
            placeless = True
        elif not attributes.endswith(b"/"):
            far_row = max(far_row, int(place.group(2)))
            far_column = max(far_column, place.group(1), key=lambda letters: (len(letters), letters))
    column = _number(far_column)
    if placeless:
        parts = ROW.split(xml)
        far_row = max(far_row, len(parts))
        column += max(len(CELL.findall(part)) for part in parts)
    return far_row, column


def _number(letters: bytes) -> int:
    """列字母变成列号：A → 1，AA → 27。"""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
