"""网页上添的行生效以后，工作簿照样传得回来：添的人原样留着，工作簿里的照人认，撤销不会动到别人。"""

from typing import Any

import pytest

from deposits.models import Account, ChangeEdit, ChangeList, ChangeRow
from deposits.rules.row_cells import Cell
from deposits.services.confirm_list import confirm_change_list
from deposits.services.mend_rows import AddRow, SetCell, mend_rows, undo_mend
from deposits.services.replace_file import Replaced, replace_file
from gjj.declarations.errors import BizError
from tests import situations as s

pytestmark = pytest.mark.django_db


def added(one: s.Worker) -> AddRow:
    cells = {"type": "开户", "name": one.name, "id_no": one.id_no, "mobile": one.mobile, "base": "6000"}
    return AddRow({name: Cell(text) for name, text in cells.items()})


class Applied:
    """文件里一个好的、一个基数太低的；网页上添了一个人，确认过：好的、添的都生效了。"""

    def __init__(self) -> None:
        self.unit, self.good, self.low, self.page = s.unit(), s.worker(), s.worker(base="1.00"), s.worker()
        self.head = s.list_of(s.filed(self.unit, [self.line(self.good), self.line(self.low)]))
        mend_rows(by=self.unit.agent, change_list_id=self.head.pk, changes=[added(self.page)], at=s.NOON)
        confirm_change_list(by=self.unit.agent, change_list_id=self.head.pk, at=s.NOON)
        self.applied = self.kept()
        assert len(self.applied) == 2

    def line(self, one: s.Worker, *base: Any) -> Any:
        return s.line("开户", one, *base)

    def put(self, *lines: Any) -> Replaced:
        data = s.roster(self.unit, list(lines))
        return replace_file(by=self.unit.agent, change_list_id=self.head.pk, data=data, filename="改好.xlsx", at=s.NOON)

    def kept(self) -> dict[str, tuple[Any, ...]]:
        rows = ChangeRow.objects.filter(change_list=self.head, applied_at__isnull=False)
        return {row.name: (row.pk, row.id_no, row.base, row.remarks, row.applied_at) for row in rows}

    def numbers(self) -> dict[str, int]:
        return {row.name: row.row for row in ChangeRow.objects.filter(change_list=self.head)}


def test_the_mended_workbook_that_does_not_know_the_added_row_is_taken() -> None:
    """只改了错的那一行传回来：变一行，添的那个人原样在，再确认三个人都生效。"""
    one = Applied()
    assert one.put(one.line(one.good), one.line(one.low, "3000.00")) == Replaced(1, 0, 0)
    assert one.kept() == one.applied
    done = confirm_change_list(by=one.unit.agent, change_list_id=one.head.pk, at=s.NOON)
    assert (done.applied, done.left_out, Account.objects.count()) == (3, 0, 3)


def test_a_person_written_where_the_added_row_stands_moves_it_to_the_end() -> None:
    """工作簿里正好在添的那一行写了新的人：新的人照工作簿的行号，添的挪到最后，别的一个字不变，汇总对得上。"""
    one, new = Applied(), s.worker()
    before = one.numbers()
    assert one.put(one.line(one.good), one.line(one.low, "3000.00"), one.line(new)) == Replaced(1, 1, 0)
    now = one.numbers()
    assert (now[new.name], now[one.page.name]) == (before[one.page.name], before[one.page.name] + 1)
    assert one.kept() == one.applied
    head = ChangeList.objects.get(pk=one.head.pk)
    assert (head.rows_count, head.valid_count, head.error_count) == (4, 4, 0)
    assert head.list_amount == sum(row.amount for row in ChangeRow.objects.filter(change_list=head))


def test_a_row_inserted_above_moves_the_applied_ones_along() -> None:
    """在最上面插一行：已生效的跟着往下，行号和工作簿一样；再传一遍什么也不变。"""
    one, new = Applied(), s.worker()
    lines = (one.line(new), one.line(one.good), one.line(one.low))
    before = one.numbers()
    assert one.put(*lines) == Replaced(0, 1, 0)
    now = one.numbers()
    assert (now[new.name], now[one.good.name]) == (before[one.good.name], before[one.good.name] + 1)
    assert one.kept() == one.applied
    assert one.put(*lines) == Replaced(0, 0, 0)


def test_the_added_person_written_in_the_workbook_too_is_the_same_person() -> None:
    """添的人工作簿里也写了一行：就是他，不是重号；写两行，第二行才是。"""
    one = Applied()
    assert one.put(one.line(one.good), one.line(one.low), one.line(one.page)) == Replaced(0, 0, 0)
    assert one.kept() == one.applied
    one.put(one.line(one.good), one.line(one.low), one.line(one.page), one.line(one.page))
    again = ChangeRow.objects.get(change_list=one.head, name=one.page.name, applied_at=None)
    assert "id_duplicate_in_file" in again.remarks
    assert f"与第 {one.numbers()[one.good.name] + 2} 行是同一个人写了两遍" in again.remarks
    assert "行 6,000.00，这一行 8,000.00" in again.remarks


def test_a_number_mended_on_the_page_is_still_that_row() -> None:
    """号码在网页上改对了才生效的：工作簿里还是原来的错号，认得是同一行，不换、不重。"""
    unit, good, low = s.unit(), s.worker(), s.worker(base="1.00")
    typo = good.id_no[:-1] + ("1" if good.id_no[-1] != "1" else "2")
    wrong = ("开户", good.name, typo, *s.line("开户", good)[3:])
    head = s.list_of(s.filed(unit, [wrong, s.line("开户", low)]))
    row = ChangeRow.objects.filter(change_list=head).order_by("row")[0]
    mend_rows(by=unit.agent, change_list_id=head.pk, changes=[SetCell(row.row, "id_no", Cell(good.id_no))], at=s.NOON)
    confirm_change_list(by=unit.agent, change_list_id=head.pk, at=s.NOON)
    data = s.roster(unit, [wrong, s.line("开户", low, "3000.00")])
    done = replace_file(by=unit.agent, change_list_id=head.pk, data=data, filename="改好.xlsx", at=s.NOON)
    assert done == Replaced(1, 0, 0)
    assert ChangeRow.objects.filter(change_list=head).count() == 2


def test_after_the_rows_moved_nobody_elses_row_is_undone() -> None:
    """行号换过：别的经办人撤销不了换以前在那个行号上的修改，挤到那一行的人不会被删掉。"""
    one, new, second = Applied(), s.worker(), None
    second = s.agent_of(one.unit)
    data = s.roster(one.unit, [one.line(one.good), one.line(one.low), one.line(new)])
    replace_file(by=second, change_list_id=one.head.pk, data=data, filename="改好.xlsx", at=s.NOON)
    before = one.numbers()
    assert list(ChangeEdit.objects.filter(kind="move").values_list("row", flat=True)) == [before[one.page.name]]
    for who in (one.unit.agent, second):
        with pytest.raises(BizError) as caught:
            undo_mend(by=who, change_list_id=one.head.pk, at=s.NOON)
        assert caught.value.code == "row_applied"
    assert one.numbers() == before
