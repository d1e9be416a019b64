"""工作簿改好传回来：标好的给上传的人，传回来只有改过的行会变，说得出变了几行。"""

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.urls import reverse

from deposits.models import ChangeEdit, ChangeList, ChangeRow
from deposits.rules.row_cells import Cell
from deposits.services.annotate_list import annotated_workbook
from deposits.services.confirm_list import confirm_change_list
from deposits.services.discard_list import discard_change_list
from deposits.services.file_list import file_change_list
from deposits.services.mend_rows import AddRow, RemoveRow, SetCell, mend_rows, undo_mend
from deposits.services.replace_file import Replaced, replace_file
from gjj.audit.models import AuditEntry
from gjj.declarations.errors import BizError
from gjj.periods.said import moment_said
from tests import situations as s
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db


def errors_list() -> tuple[s.Unit, ChangeList]:
    """传了错误样本：201 行，27 行有错。"""
    unit = s.unit("示范精密制造有限公司")
    data = (s.SAMPLES / "roster_errors.xlsx").read_bytes()
    filed = file_change_list(by=unit.agent, month=s.NOVEMBER, data=data, filename="roster_errors.xlsx", at=s.NOON)
    return unit, s.list_of(filed)


def put(unit: s.Unit, head: ChangeList, data: bytes, filename: str = "改好.xlsx") -> Replaced:
    return replace_file(by=unit.agent, change_list_id=head.pk, data=data, filename=filename, at=s.NOON)


def book_of(unit: s.Unit, head: ChangeList) -> tuple[openpyxl.Workbook, Any]:
    """下载的工作簿和名单那张表。"""
    made = annotated_workbook(by=unit.agent, change_list_id=head.pk, at=s.NOON)
    book = openpyxl.load_workbook(io.BytesIO(made.data))
    return book, book[head.sheet]


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def kept(head: ChangeList) -> dict[int, tuple[Any, ...]]:
    """每行存着的样子。"""
    return {
        row.row: (row.pk, row.type, row.name, row.id_no, row.mobile, row.base, row.is_valid, row.remarks)
        for row in ChangeRow.objects.filter(change_list=head)
    }


def test_every_error_is_marked_in_the_users_own_workbook() -> None:
    """27 处错都着了色、有批注，「修正说明」一处一行；下载留审计。"""
    unit, head = errors_list()
    book, page = book_of(unit, head)
    coloured = [cell for row in page.iter_rows() for cell in row if cell.comment and "【核对】" in cell.comment.text]
    assert sum("请核对" not in cell.comment.text for cell in coloured) >= 27
    notes = [[cell.value for cell in row] for row in book["修正说明"].iter_rows()]
    assert sum(1 for line in notes if line[3] == "要改") == 27
    assert all(line[5] and line[6] for line in notes if line[3] == "要改")
    assert AuditEntry.objects.filter(action="deposits.list.annotated", object_id=str(head.pk)).count() == 1


def test_the_page_the_grid_and_the_workbook_advise_the_same() -> None:
    """同一处错，清册页、改名单的格子、标好的工作簿说的是同一个改法：类型不认得、重号的也一样。"""
    unit, head = errors_list()
    notes = [[cell.value for cell in row] for row in book_of(unit, head)[0]["修正说明"].iter_rows()]
    told = {(line[0], line[7]): line[6] for line in notes if line[3] == "要改"}
    assert {"type_unknown", "id_duplicate_in_file"} <= {code for _, code in told}
    client = signed_in(unit.agent)
    pages = [client.get(reverse(name, args=[head.pk])) for name in ("deposits:change_list", "deposits:mend")]
    for page, lead in zip(pages, ("改法：", "采纳："), strict=True):
        shown = page.content.decode()
        assert shown.count("没有专门条款") == 1
        for one in page.context["rows"]:
            row, kept = (one["row"], one["remarks"]) if isinstance(one, dict) else (one.row, one.remarks)
            for error in kept["errors"]:
                advice = told[(row.row, error["code"])]
                assert f"{lead if 'mend' in error else '改法：'}{advice}" in shown, (row.row, error)


def test_the_card_says_when_the_mended_workbook_came() -> None:
    """传了改好的：清册页写改好的是何时、谁传的，最早的也还在；没改过的文件不算传了改好的。"""
    unit, head = errors_list()
    client, path = signed_in(unit.agent), reverse("deposits:change_list", args=[head.pk])
    assert "传改好的，最早" not in client.get(path).content.decode()
    book, page = book_of(unit, head)
    place = next(cell.column for cell in page[head.header_row] if cell.value == head.columns["base"])
    page.cell(60, place).value = 12345.67
    later = s.NOON + timedelta(hours=3)
    replace_file(by=unit.agent, change_list_id=head.pk, data=saved(book), filename="改好.xlsx", at=later)
    said = f"{moment_said(later)} {unit.agent.name}传改好的，最早 {moment_said(s.NOON)} {unit.agent.name}上传"
    assert said in client.get(path).content.decode()


def test_the_same_workbook_changes_nothing() -> None:
    """下载之后一个字不改就传回来：没有一行改变，行还是原来那些行。"""
    unit, head = errors_list()
    before = kept(head)
    book, _ = book_of(unit, head)
    assert put(unit, head, saved(book)) == Replaced(0, 0, 0)
    assert kept(head) == before


def test_only_the_rows_that_differ_change() -> None:
    """改了两格：变了两行，其余的行原封不动；通过、错误、金额、汇总都跟着变。"""
    unit, head = errors_list()
    before = kept(head)
    bad = {row.row: row for row in ChangeRow.objects.filter(change_list=head, is_valid=False)}
    below = next(row for row in bad.values() if '"base_below_floor"' in row.remarks)
    book, page = book_of(unit, head)
    place = next(cell.column for cell in page[head.header_row] if cell.value == head.columns["base"])
    page.cell(below.row, place).value = 2350
    good = next(number for number in sorted(before) if number not in bad)
    page.cell(good, place).value = 12345.67
    done = put(unit, head, saved(book))
    head.refresh_from_db()
    after = kept(head)
    assert done == Replaced(2, 0, 0)
    assert {number for number in after if after[number] != before[number]} == {below.row, good}
    assert {number: row[0] for number, row in after.items()} == {number: row[0] for number, row in before.items()}
    assert (head.valid_count, head.error_count) == (175, 26)
    assert head.list_amount == sum(row.amount for row in ChangeRow.objects.filter(change_list=head, is_valid=True))
    assert head.summary["people"][3] == 175
    assert head.filename == "改好.xlsx"


def test_a_deleted_row_is_one_row_less_though_the_rest_move_up() -> None:
    """删去一行，下面的都往上挪：只说少了一行，别的不算改。"""
    unit, head = errors_list()
    book, page = book_of(unit, head)
    page.delete_rows(head.header_row + 2)
    assert put(unit, head, saved(book)) == Replaced(0, 0, 1)
    head.refresh_from_db()
    assert head.rows_count == 200


def test_added_people_are_judged_like_the_rest() -> None:
    """添一个人：照样判断，算添了一行。"""
    unit, one, two = s.unit(), s.worker(), s.worker()
    head = s.list_of(s.filed(unit, [s.line("开户", one)]))
    done = put(unit, head, s.roster(unit, [s.line("开户", one), s.line("开户", two)]))
    head.refresh_from_db()
    assert done == Replaced(0, 1, 0)
    assert (head.rows_count, head.valid_count) == (2, 2)


def test_the_mended_rows_of_a_confirmed_list_can_be_confirmed_again() -> None:
    """确认过的清册：留下没生效的改好传回来再确认；已生效的行不动。"""
    unit, good, low = s.unit(), s.worker(), s.worker(base="1.00")
    head = s.list_of(s.filed(unit, [s.line("开户", good), s.line("开户", low)]))
    confirm_change_list(by=unit.agent, change_list_id=head.pk, at=s.NOON)
    applied = ChangeRow.objects.get(change_list=head, is_valid=True)
    done = put(unit, head, s.roster(unit, [s.line("开户", good), s.line("开户", low, "3000.00")]))
    assert done == Replaced(1, 0, 0)
    again = confirm_change_list(by=unit.agent, change_list_id=head.pk, at=s.NOON)
    assert (again.applied, again.left_out) == (2, 0)
    assert ChangeRow.objects.get(pk=applied.pk).applied_at == applied.applied_at
    assert s.account_of(low).base == 3000


def refused(unit: s.Unit, head: ChangeList, data: bytes) -> BizError:
    before = kept(head)
    with pytest.raises(BizError) as caught:
        put(unit, head, data)
    assert kept(head) == before
    return caught.value


def test_an_applied_row_may_not_move() -> None:
    """已生效的行在新文件里换了人、不见了，整份不收。"""
    unit, good, low = s.unit(), s.worker(), s.worker(base="1.00")
    head = s.list_of(s.filed(unit, [s.line("开户", good), s.line("开户", low)]))
    confirm_change_list(by=unit.agent, change_list_id=head.pk, at=s.NOON)
    error = refused(unit, head, s.roster(unit, [s.line("开户", low, "3000.00")]))
    assert (error.code, error.status) == ("applied_row_moved", 409)


def test_a_bad_file_another_units_file_and_another_lists_file_are_refused() -> None:
    """坏文件、别的单位的、已是另一份清册的，一律不换，清册原样。"""
    unit, one, two = s.unit(), s.worker(), s.worker()
    head = s.list_of(s.filed(unit, [s.line("开户", one)]))
    other = s.roster(unit, [s.line("开户", two)])
    second = s.list_of(file_change_list(by=unit.agent, month=s.NOVEMBER, data=other, filename="b.xlsx", at=s.NOON))
    assert refused(unit, head, b"%PDF").code == "file_not_workbook"
    assert refused(unit, head, s.roster(s.unit(), [s.line("开户", one)])).code == "file_of_other_unit"
    error = refused(unit, head, other)
    assert (error.code, error.extra["id"]) == ("file_in_another_list", second.pk)


def test_a_discarded_list_and_one_with_a_remittance_do_not_change() -> None:
    """作废的、已生成汇缴书的清册不再换文件。"""
    unit, (one,) = s.unit_with_workers(1)
    head = ChangeList.objects.get(employer_account_id=unit.account_id)
    s.remittance_of(unit)
    data = s.roster(unit, [s.line("开户", one), s.line("开户", s.worker())])
    assert refused(unit, head, data).code == "month_confirmed"


def test_only_the_filer_downloads_and_strangers_find_nothing() -> None:
    """同单位别的经办人不给下载；别的单位的说没有找到，也换不了文件。"""
    unit = s.unit()
    head = s.list_of(s.filed(unit, [s.line("开户", s.worker())]))
    second = s.agent_of(unit)
    for by, code in ((second, "not_the_filer"), (s.unit().agent, "not_found")):
        with pytest.raises(BizError) as caught:
            annotated_workbook(by=by, change_list_id=head.pk, at=s.NOON)
        assert caught.value.code == code
    with pytest.raises(BizError) as caught:
        replace_file(by=s.unit().agent, change_list_id=head.pk, data=b"x", filename="x.csv", at=s.NOON)
    assert caught.value.code == "not_found"


@pytest.mark.parametrize("way", ["确认", "作废"])
def test_after_it_is_confirmed_or_discarded_the_workbook_is_not_given(way: str) -> None:
    """确认、作废以后不再给标好的工作簿：服务、接口、页面同一个编码，说清为什么、用什么代替；页面不再有链接，改好的照样传得上。"""
    unit, good, low = s.unit(), s.worker(), s.worker(base="1.00")
    head = s.list_of(s.filed(unit, [s.line("开户", good), s.line("开户", low)]))
    client, link = signed_in(unit.agent), reverse("deposits:change_list_annotated", args=[head.pk])
    page = reverse("deposits:change_list", args=[head.pk])
    assert link in client.get(page).content.decode()
    done = confirm_change_list if way == "确认" else discard_change_list
    done(by=unit.agent, change_list_id=head.pk, at=s.NOON)
    with pytest.raises(BizError) as caught:
        annotated_workbook(by=unit.agent, change_list_id=head.pk, at=s.NOON)
    assert (caught.value.code, caught.value.status) == ("workbook_closed", 409)
    assert f"已经{way}" in caught.value.detail
    assert "导出" in caught.value.fix
    answer = client.get(link, follow=True)
    assert "不再给下载" in answer.content.decode()
    assert link not in client.get(page).content.decode()
    if way == "确认":
        put(unit, head, s.roster(unit, [s.line("开户", good), s.line("开户", low, "3000.00")]))


def test_the_cells_changed_by_a_mended_workbook_leave_a_trace_and_can_be_undone() -> None:
    """传改好的工作簿和在网页上改一样：每一格留痕、版次加一，能整个撤销。"""
    unit, head = errors_list()
    before = kept(head)
    book, sheet = book_of(unit, head)
    base = next(cell for cell in sheet[head.header_row] if cell.value == head.columns["base"])
    row = ChangeRow.objects.filter(change_list=head, is_valid=True, type="open").first()
    assert row is not None
    sheet.cell(row.row, base.column).value = 7654.32
    put(unit, head, saved(book))
    head.refresh_from_db()
    (edit,) = ChangeEdit.objects.filter(change_list=head)
    assert (edit.version, head.version, edit.row, edit.kind, edit.field) == (1, 1, row.row, "set", "base")
    undo_mend(by=unit.agent, change_list_id=head.pk, at=s.NOON)
    assert {number: one[:7] for number, one in kept(head).items()} == {
        number: one[:7] for number, one in before.items()
    }


def test_what_was_mended_on_the_page_is_not_undone_by_the_workbook() -> None:
    """先在网页上改好一行，再传改了别的行的工作簿：网页上改的还在，两处都改的照工作簿的，网页上删的、添的也还在。"""
    unit, head = errors_list()
    book, sheet = book_of(unit, head)
    base = next(cell for cell in sheet[head.header_row] if cell.value == head.columns["base"]).column
    changes = [
        *(SetCell(row, "base", Cell("3000")) for row in (102, 109)),
        RemoveRow(204), AddRow({"name": Cell("网页添的"), "base": Cell("1")}),
    ]  # fmt: skip
    mend_rows(by=unit.agent, change_list_id=head.pk, changes=changes, at=s.NOON)
    sheet.cell(109, base).value = 4000
    sheet.cell(116, base).value = 5000
    put(unit, head, saved(book))
    rows = {row.row: row for row in ChangeRow.objects.filter(change_list=head)}
    assert [str(rows[number].base) for number in (102, 109, 116)] == ["3000.00", "4000.00", "5000.00"]
    assert 204 not in rows
    assert rows[205].name == "网页添的"
