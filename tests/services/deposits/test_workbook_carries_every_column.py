"""下载的工作簿带着清册的每一列：文件里没有的添在最右边，写着现在的；传回来只有动过的格会变，没有的列不算清空。"""

import io
from typing import Any

import openpyxl
import pytest

from deposits.models import ChangeEdit, ChangeList, ChangeRow
from deposits.roster.marks import HEAD, NOTES_SHEET
from deposits.rules.row_cells import Cell
from deposits.services.annotate_list import annotated_workbook
from deposits.services.file_list import file_change_list
from deposits.services.mend_rows import AddRow, RemoveRow, SetCell, mend_rows
from deposits.services.replace_file import Replaced, replace_file
from tests import situations as s

pytestmark = pytest.mark.django_db
PEOPLE = 20


class Filed:
    """二十个新人在第 2 到 21 行，文件只有姓名、身份证号、工资基数；网页上给前 19 个填了手机号、指明了开户。"""

    def __init__(self, kind: str = "xlsx", tail: tuple[Any, ...] = ()) -> None:
        self.unit, self.people = s.unit(), [s.worker() for _ in range(PEOPLE)]
        lines: list[Any] = [("姓名", "身份证号", "工资基数")]
        lines += [(one.name, one.id_no, 5000 + place) for place, one in enumerate(self.people)]
        lines += [tail] if tail else []
        made = file_change_list(
            by=self.unit.agent, month=s.NOVEMBER, data=written(lines, kind), filename=f"名单.{kind}", at=s.NOON
        )
        self.head, self.lines = s.list_of(made), lines
        told = enumerate(self.people[: PEOPLE - 1])
        self.mend(*(SetCell(2 + place, "mobile", Cell(one.mobile)) for place, one in told))

    def mend(self, *changes: Any) -> None:
        mend_rows(by=self.unit.agent, change_list_id=self.head.pk, changes=list(changes), at=s.NOON)

    def download(self) -> openpyxl.Workbook:
        made = annotated_workbook(by=self.unit.agent, change_list_id=self.head.pk, at=s.NOON)
        return openpyxl.load_workbook(io.BytesIO(made.data))

    def put(self, data: bytes, name: str = "改好.xlsx") -> Replaced:
        return replace_file(by=self.unit.agent, change_list_id=self.head.pk, data=data, filename=name, at=s.NOON)

    def row(self, number: int) -> ChangeRow:
        return ChangeRow.objects.get(change_list=self.head, row=number)

    def mobiles(self) -> list[str]:
        return [row.mobile for row in ChangeRow.objects.filter(change_list=self.head).order_by("row")]

    def last_edits(self) -> list[tuple[int, str, str]]:
        version = ChangeList.objects.get(pk=self.head.pk).version
        found = ChangeEdit.objects.filter(change_list=self.head, version=version)
        return sorted(found.values_list("row", "kind", "field"))


def written(lines: list[Any], kind: str) -> bytes:
    """写成工作簿或 CSV。"""
    if kind == "csv":
        return "\n".join(",".join(str(cell) for cell in line) for line in lines).encode()
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(list(line))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """工作簿的字节。"""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_three_cells_changed_in_excel_change_three_rows(kind: str) -> None:
    """网页上填过的、照账户读出的都在工作簿里；在 Excel 里改三格，只有三行变。"""
    list_ = Filed(kind)
    book = list_.download()
    sheet = book[list_.head.sheet]
    header = [cell.value for cell in sheet[1]]
    assert header == ["姓名", "身份证号", "工资基数", "变更类型", "手机号码", "单位缴存比例", "个人缴存比例"]
    first = [cell.value for cell in sheet[2]]
    assert first[3:] == ["开户", list_.people[0].mobile, 8, 8]
    for number in (3, 7, 12):
        sheet.cell(number, 3).value = 6000 + number
    assert list_.put(saved(book)) == Replaced(3, 0, 0)
    assert list_.last_edits() == [(3, "set", "base"), (7, "set", "base"), (12, "set", "base")]
    assert list_.mobiles() == [*(one.mobile for one in list_.people[:-1]), ""]


def test_a_column_that_is_not_there_is_not_emptied() -> None:
    """拿自己的原文件改了传回来：没有手机号一列，网页上填的照旧；改了证件号码的那一行也一样。"""
    list_ = Filed()
    other = s.worker()
    lines = [list(one) for one in list_.lines]
    lines[4][2], lines[6][1] = 7777, other.id_no
    assert list_.put(written(lines, "csv"), "名单.csv") == Replaced(2, 0, 0)
    assert list_.mobiles() == [*(one.mobile for one in list_.people[:-1]), ""]
    assert (list_.row(5).base, list_.row(7).id_no) == (7777, other.id_no)


def test_a_column_dropped_from_the_workbook_is_not_emptied() -> None:
    """原文件有的列、传来的没有：也照现在的。"""
    list_ = Filed()
    book = list_.download()
    book[list_.head.sheet].delete_cols(3)
    assert list_.put(saved(book)) == Replaced(0, 0, 0)
    assert list_.row(2).base == 5000


@pytest.mark.parametrize(("tail", "first"), [((), 22), (("合计", "", 100), 23)])
def test_added_people_stand_after_the_people_and_the_notes_lead_to_them(tail: tuple[Any, ...], first: int) -> None:
    """添的两行在一处，不压住合计；说明里的行号和链接指着工作簿里的那一行，填的格一个不少。"""
    list_ = Filed(tail=tail)
    one, two = s.worker(), s.worker()
    for person in (one, two):
        cells = {"name": person.name, "id_no": person.id_no, "mobile": "1", "base": "8000"}
        list_.mend(AddRow({name: Cell(text) for name, text in cells.items()}))
    book = list_.download()
    sheet = book[list_.head.sheet]
    for number, person in ((first, one), (first + 1, two)):
        line = [cell.value for cell in sheet[number]]
        assert line[:5] == [person.name, person.id_no, 8000, "开户", "1"]
    assert not tail or sheet.cell(22, 1).value == "合计"
    notes = [row for row in book[NOTES_SHEET].iter_rows() if row[2].value in (one.name, two.name)]
    wrong = [row for row in notes if row[HEAD.index("编码")].value == "mobile_invalid"]
    assert [row[0].value for row in wrong] == [first, first + 1]
    assert [row[0].hyperlink.location.rsplit("!")[-1] for row in wrong] == [f"E{first}", f"E{first + 1}"]
    assert list_.put(saved(book)) == Replaced(0, 0, 0)


def test_a_row_added_and_removed_leaves_the_total_alone() -> None:
    """添了又删的一行，正在合计那一行的号上：合计不动。"""
    list_ = Filed(tail=("合计", "", 100))
    list_.mend(AddRow({"name": Cell("误添")}))
    list_.mend(RemoveRow(22))
    assert [cell.value for cell in list_.download()[list_.head.sheet][22]][:3] == ["合计", None, 100]
