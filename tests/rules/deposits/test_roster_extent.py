"""太远的格子：几 KB 的文件也能要几百 GB 内存，量过才读。"""

import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from deposits.roster.extent import MAX_CELLS, MAX_ROW, ExtentGlance
from deposits.roster.model import RosterFileError
from deposits.roster.read import read_roster
from tests.rules.deposits.workbooks import HEADER, PERSON, saved, with_part, workbook

SHEET = "xl/worksheets/sheet1.xml"
ROOT = Path(__file__).resolve().parents[3]
READ = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
from deposits.roster.model import RosterFileError
from deposits.roster.read import read_roster
try:
    print(len(read_roster(open(sys.argv[1], "rb").read(), "名单.xlsx").rows))
except RosterFileError as error:
    print(error.code)
"""


def check_extent(xml: bytes) -> None:
    """一眼看完整张。"""
    glance = ExtentGlance()
    glance.see(xml)
    glance.check(xml)


def far_away(row: int, column: int) -> bytes:
    """一份正常的名单，另在很远的地方写了一格。"""
    book = openpyxl.Workbook()
    page = book.active
    page.append(list(HEADER))
    page.append(list(PERSON))
    page.cell(row, column, "x")
    return saved(book)


@pytest.mark.parametrize(
    ("row", "column", "said"),
    [(1_048_576, 16_384, "file_too_large"), (100_000, 300, "file_too_large"), (50_000, 20, "1")],
    ids=["最右下角", "又下又右", "不算远"],
)
def test_a_cell_far_away_does_not_fill_memory(tmp_path: Path, row: int, column: int, said: str) -> None:
    """最远的一格决定占多少内存：太远的不读，进程也不会因此倒下。"""
    path = tmp_path / "roster.xlsx"
    path.write_bytes(far_away(row, column))
    done = subprocess.run(
        [sys.executable, "-c", READ, str(path)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, said), done.stderr


def cell(place: str, inside: str = "<v>1</v>") -> bytes:
    return f'<row r="1"><c r="{place}">{inside}</c></row>'.encode()


@pytest.mark.parametrize(
    ("place", "fits"),
    [
        (f"A{MAX_ROW}", True),
        (f"A{MAX_ROW + 1}", False),
        (f"Z{MAX_ROW}", True),
        (f"AD{MAX_ROW}", True),
        (f"AE{MAX_ROW}", False),
        ("XFD1", True),
        (f"XFD{MAX_CELLS // 16_384}", True),
        (f"XFD{MAX_CELLS // 16_384 + 1}", False),
    ],
)
def test_rows_times_columns_has_a_limit(place: str, fits: bool) -> None:
    """行数和行列相乘都有上限：正好在上限的照读，多一行、多一列的不读。"""
    if fits:
        check_extent(cell(place))
        return
    with pytest.raises(RosterFileError) as caught:
        check_extent(cell(place))
    assert caught.value.code == "file_too_large"


@pytest.mark.parametrize(
    "written",
    [
        b'<x:row><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
        b"<row><c r='XFD1048576'><v>1</v></c></row>",
        b'<row><c s="1" r="XFD1048576"><v>1</v></c></row>',
        b'<row><c\nr="XFD1048576"><v>1</v></c></row>',
        b"<row>" + b"<c><v>1</v></c>" * 3_000 + b"</row>" + b"<row><c><v>1</v></c></row>" * 3_000,
    ],
    ids=["前缀", "单引号", "先写样式", "换行", "不写位置"],
)
def test_no_way_of_writing_hides_a_far_cell(written: bytes) -> None:
    """换一种写法藏不住太远的格。"""
    with pytest.raises(RosterFileError):
        check_extent(written)


def test_empty_formatted_cells_do_not_count() -> None:
    """整列设过格式、没有内容的空格子一直到最后一行，不影响读名单。"""
    check_extent(b'<row r="1048576"><c r="A1048576" s="5"/><c r="B1048576" s="5"/></row>' + cell("A2"))


def test_every_sheet_is_measured() -> None:
    """写在别的工作表里、换个地方放也一样。"""
    data = with_part(
        workbook(), "xl/elsewhere.bin", b"<worksheet><sheetData>" + cell("XFD1048576") + b"</sheetData></worksheet>"
    )
    with pytest.raises(RosterFileError):
        read_roster(data, "名单.xlsx")
