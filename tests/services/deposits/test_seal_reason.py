"""封存原因跟着人走：清册的行、人员变更、告诉职工的话；没有写的照参数，说得出是照的哪一种。"""

from datetime import timedelta

import pytest

from deposits.messages import TOLD
from deposits.models import ChangeList, ChangeRow
from deposits.rules.row_cells import Cell
from deposits.selectors.changes import ChangeFilter, applied_changes
from deposits.selectors.noticed import noticed
from deposits.services.confirm_list import confirm_change_list
from deposits.services.file_list import file_change_list
from deposits.services.mend_rows import SetCell, mend_rows
from gjj.periods.month import Month
from gjj.work.drain import drain
from tests import situations as s
from tests.services.deposits.test_tell import _of

pytestmark = pytest.mark.django_db


def staying(number: int) -> tuple[s.Unit, list[s.Worker]]:
    """十月缴了，十一月还没办。"""
    unit, workers = s.unit_with_workers(number, first_month=Month(2026, 10))
    s.paid(s.remittance_of(unit, Month(2026, 10)))
    return unit, workers


def sealing(unit: s.Unit, *lines: tuple[s.Worker, str], column: str = "停缴原因") -> ChangeList:
    """一份封存几个人的清册，一列写着原因。"""
    rows = [f"变更类型,姓名,身份证号,{column}"] + [f"封存,{one.name},{one.id_no},{why}" for one, why in lines]
    data = "\n".join(rows).encode()
    return s.list_of(file_change_list(by=unit.agent, month=s.NOVEMBER, data=data, filename="减员.csv", at=s.NOON))


def test_a_written_reason_is_kept_on_the_row_the_history_and_the_message() -> None:
    """写了的：行上、人员变更里、职工收到的话里都是它；没有写的照参数记「其他」，话里说单位没有写明。"""
    unit, (gone, retired, _) = staying(3)
    head = sealing(unit, (gone, "离职"), (retired, ""))
    (notice,) = [one for one in noticed(head, unit.account, s.TODAY) if one.code == "seal_reason_missing"]
    assert (notice.count, notice.names) == (1, [retired.name])
    assert "按「其他」记" in notice.title
    confirm_change_list(by=unit.agent, change_list_id=head.pk, at=s.NOON)
    drain(s.NOON + timedelta(seconds=1))
    found = {
        row.name: (row.seal_reason, row.reason_given) for row in applied_changes(unit.account, ChangeFilter("seal"))
    }
    assert found == {gone.name: ("01", True), retired.name: ("99", False)}
    assert "原因：终止劳动关系。" in _of(gone, TOLD["seal"])[0]
    assert "原因：单位没有写明。" in _of(retired, TOLD["seal"])[0]


def test_a_file_without_the_column_is_taken_as_before() -> None:
    """没有这一列的文件照样收，没有错误和提醒。"""
    unit, (gone, _) = staying(2)
    head = s.list_of(s.filed(unit, [s.line("封存", gone)]))
    assert (head.valid_count, head.warning_count, head.error_count) == (1, 0, 0)
    assert ChangeRow.objects.get(change_list=head).seal_reason == "99"


def test_a_reason_written_in_the_grid_survives_the_next_mend_and_the_confirmation() -> None:
    """网页上写原因，再改别的格、确认时再判断，原因都还在。"""
    unit, (gone, _) = staying(2)
    head = s.list_of(s.filed(unit, [s.line("封存", gone)]))
    row = ChangeRow.objects.get(change_list=head).row
    mend_rows(by=unit.agent, change_list_id=head.pk, changes=[SetCell(row, "seal_reason", Cell("退休"))], at=s.NOON)
    mend_rows(by=unit.agent, change_list_id=head.pk, changes=[SetCell(row, "mobile", Cell(""))], at=s.NOON)
    confirm_change_list(by=unit.agent, change_list_id=head.pk, at=s.NOON)
    (kept,) = applied_changes(unit.account, ChangeFilter("seal"))
    assert (kept.seal_reason, kept.reason_given) == ("02", True)
