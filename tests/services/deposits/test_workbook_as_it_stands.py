"""在网页上改过再下载标好的工作簿：写的是现在的样子，传回来只有您在里面改的会变，旧的不会又写回去。"""

import io
from typing import Any

import openpyxl
import pytest

from deposits.models import ChangeEdit, ChangeList, ChangeRow
from deposits.rules.row_cells import Cell
from deposits.services.annotate_list import annotated_workbook
from deposits.services.confirm_list import confirm_change_list
from deposits.services.file_list import file_change_list
from deposits.services.mend_rows import AddRow, RemoveRow, SetCell, mend_rows
from deposits.services.replace_file import Replaced, replace_file
from tests import situations as s

pytestmark = pytest.mark.django_db
SHOWN = ("pk", "type", "name", "id_no", "mobile", "base", "employer_ratio", "personal_ratio", "is_valid")
KINDS = ["xlsx", "csv"]


class Filed:
    """一份清册：四个人在第 2 到 5 行，第三个的基数太低；下面有合计行。"""

    def __init__(self, kind: str) -> None:
        self.unit, self.people = s.unit(), [s.worker() for _ in range(4)]
        lines: list[list[Any]] = [["变更类型", "职工姓名", "证件号码", "手机号码", "缴存基数", "备注"]]
        for place, one in enumerate(self.people):
            base = 1 if place == 2 else 5000 + place
            lines.append(["新增", one.name, one.id_no, one.mobile, base, f"自己记的{place}"])
        lines.append(["合计", "", "", "", 15000, ""])
        filed = file_change_list(
            by=self.unit.agent, month=s.NOVEMBER, data=written(lines, kind), filename=f"名单.{kind}", at=s.NOON
        )
        self.head = s.list_of(filed)

    def mend(self, *changes: Any) -> None:
        mend_rows(by=self.unit.agent, change_list_id=self.head.pk, changes=list(changes), at=s.NOON)

    def download(self) -> tuple[openpyxl.Workbook, Any]:
        made = annotated_workbook(by=self.unit.agent, change_list_id=self.head.pk, at=s.NOON)
        book = openpyxl.load_workbook(io.BytesIO(made.data))
        return book, book[self.head.sheet]

    def put(self, book: openpyxl.Workbook) -> Replaced:
        buffer = io.BytesIO()
        book.save(buffer)
        return replace_file(
            by=self.unit.agent, change_list_id=self.head.pk, data=buffer.getvalue(), filename="改好.xlsx", at=s.NOON
        )

    def rows(self) -> dict[int, tuple[Any, ...]]:
        found = ChangeRow.objects.filter(change_list=self.head)
        return {row.row: tuple(getattr(row, name) for name in SHOWN) for row in found}

    def row(self, number: int) -> ChangeRow:
        return ChangeRow.objects.get(change_list=self.head, row=number)

    def edits(self) -> list[tuple[int, str, str]]:
        last = ChangeList.objects.get(pk=self.head.pk).version
        found = ChangeEdit.objects.filter(change_list=self.head, version=last)
        return list(found.values_list("row", "kind", "field"))


def written(lines: list[list[Any]], kind: str) -> bytes:
    """写成工作簿或 CSV。"""
    if kind == "csv":
        return "\n".join(",".join(str(cell) for cell in line) for line in lines).encode()
    book, buffer = openpyxl.Workbook(), io.BytesIO()
    for line in lines:
        book.active.append(line)  # type: ignore[union-attr]
    book.save(buffer)
    return buffer.getvalue()


def mended(kind: str) -> Filed:
    """在网页上改好太低的基数、换一个手机号。"""
    filed = Filed(kind)
    filed.mend(SetCell(4, "base", Cell("3000")), SetCell(2, "mobile", Cell("13912345678")))
    return filed


@pytest.mark.parametrize("kind", KINDS)
def test_the_workbook_shows_the_list_as_it_stands(kind: str) -> None:
    """改过的格子写着现在的值，批注说原来是什么；没改过的照旧，自己的备注也在。"""
    book, page = mended(kind).download()
    assert (page["E4"].value, str(page["D2"].value)) == (3000, "13912345678")
    assert "原来是「1」" in page["E4"].comment.text
    assert (float(page["E3"].value), page["F4"].value) == (5001, "自己记的2")
    notes = [[cell.value for cell in row] for row in book["修正说明"].iter_rows()]
    assert sum(1 for line in notes if line[3] == "已改") == 2


@pytest.mark.parametrize("kind", KINDS)
def test_sent_back_as_it_is_nothing_changes(kind: str) -> None:
    """一个字不改传回来：没有一行改变，也没有留痕。"""
    filed = mended(kind)
    before = filed.rows()
    assert filed.put(filed.download()[0]) == Replaced(0, 0, 0)
    assert filed.rows() == before
    assert ChangeList.objects.get(pk=filed.head.pk).version == 1


@pytest.mark.parametrize("kind", KINDS)
def test_another_cell_of_a_mended_row_does_not_bring_the_old_value_back(kind: str) -> None:
    """在改过的那一行里改别的格：只有那一格变，网页上改好的基数还在。"""
    filed = mended(kind)
    book, page = filed.download()
    page["D4"].value = "13700000000"
    filed.put(book)
    row = filed.row(4)
    assert (str(row.base), row.mobile, row.is_valid) == ("3000.00", "13700000000", True)
    assert filed.edits() == [(4, "set", "mobile")]


def test_a_value_put_back_on_purpose_is_put_back() -> None:
    """看得到现在的值，还是改回原来的：照您写的。"""
    filed = mended("xlsx")
    book, page = filed.download()
    page["D2"].value = filed.people[0].mobile
    filed.put(book)
    assert filed.row(2).mobile == filed.people[0].mobile


def test_what_was_mended_after_the_download_is_kept() -> None:
    """下载之后又在网页上改了：工作簿里那一格没动就照网页上的，同一行改了别的格也是；两边都改的照工作簿的。"""
    filed = mended("xlsx")
    book, page = filed.download()
    filed.mend(*(SetCell(row, "base", Cell("7000")) for row in (2, 3, 4)))
    page["D3"].value, page["E4"].value = "13700000001", 3500
    filed.put(book)
    assert [str(filed.row(number).base) for number in (2, 3, 4)] == ["7000.00", "7000.00", "3500.00"]
    assert (filed.row(3).mobile, filed.row(2).mobile) == ("13700000001", "13912345678")


def test_an_old_copy_changes_only_the_cells_that_differ_from_it() -> None:
    """手里还是没改过的那一份，只改了别的格：网页上改好的不会被旧的盖掉。"""
    filed = Filed("xlsx")
    book = openpyxl.load_workbook(io.BytesIO(bytes(ChangeList.objects.get(pk=filed.head.pk).content)))
    filed.mend(SetCell(4, "base", Cell("3000")))
    book.active["D4"].value = "13700000000"  # type: ignore[index]
    filed.put(book)
    assert (str(filed.row(4).base), filed.row(4).mobile) == ("3000.00", "13700000000")


@pytest.mark.parametrize("kind", KINDS)
def test_removed_and_added_rows_stand_in_the_workbook_too(kind: str) -> None:
    """网页上删的行清空、添的行写在下面（不盖掉合计）；传回来人还是那些人。"""
    filed, one = Filed(kind), s.worker()
    new = {"type": "开户", "name": one.name, "id_no": one.id_no, "mobile": one.mobile, "base": "6000"}
    filed.mend(RemoveRow(3), AddRow({name: Cell(text) for name, text in new.items()}))
    before = sorted(row[2:] for row in filed.rows().values())
    book, page = filed.download()
    assert [cell.value for cell in page[3]][:5] == [None] * 5
    assert page["A6"].value == "合计"
    assert one.id_no in [page.cell(row, 3).value for row in range(6, 10)]
    assert filed.put(book) == Replaced(0, 0, 0)
    assert sorted(row[2:] for row in filed.rows().values()) == before


def test_a_person_applied_already_is_not_written_again() -> None:
    """已生效的人在传回来的工作簿里又写了一行：说重号，和在网页上改一样。"""
    filed = Filed("xlsx")
    book, page = filed.download()
    confirm_change_list(by=filed.unit.agent, change_list_id=filed.head.pk, at=s.NOON)
    applied = ChangeRow.objects.filter(change_list=filed.head, applied_at__isnull=False).order_by("row")[0]
    for place, value in enumerate(("新增", applied.name, applied.id_no, "", 4000), start=1):
        page.cell(9, place).value = value
    filed.put(book)
    again = ChangeRow.objects.get(change_list=filed.head, id_no_index=applied.id_no_index, applied_at=None)
    assert (again.is_valid, "id_duplicate_in_file" in again.remarks) == (False, True)
