"""名单没有「变更类型」一列：新人按开户、本单位职工按正常，整份文件说一次；封存的、在别处的说不准，要人来说。"""

import pytest

from deposits.models import ChangeRow
from deposits.rules.row_cells import Cell
from deposits.selectors.change_lists import remarks
from deposits.services.file_list import file_change_list
from deposits.services.mend_rows import AddRow, SetCell, mend_rows
from gjj.periods.month import Month
from tests import situations as s

pytestmark = pytest.mark.django_db


def csv_of(people: list[s.Worker]) -> bytes:
    """没有类型一列的名单。"""
    lines = ["姓名,身份证号,手机,工资基数", *(f"{one.name},{one.id_no},{one.mobile},8000" for one in people)]
    return "\n".join(lines).encode()


def rows_of(unit: s.Unit, people: list[s.Worker]) -> dict[str, ChangeRow]:
    head = s.list_of(
        file_change_list(by=unit.agent, month=s.NOVEMBER, data=csv_of(people), filename="名单.csv", at=s.NOON)
    )
    return {row.name: row for row in ChangeRow.objects.select_related("change_list").filter(change_list=head)}


def unit_with_one() -> tuple[s.Unit, s.Worker]:
    """十月开户、十月已缴的单位，有一名职工。"""
    unit, old, october = s.unit(first_month=Month(2026, 10)), s.worker(), Month(2026, 10)
    s.month_done(unit, [s.line("开户", old)], october)
    return unit, old


def test_new_people_are_opened_and_the_unit_is_told_once() -> None:
    """一个账户也没有的单位，20 人 20 行都读作开户，没有一行错；整份文件说一次，每行记下怎么读的。"""
    people = [s.worker() for _ in range(20)]
    rows = rows_of(s.unit(), people)
    assert {row.type for row in rows.values()} == {"open"}
    assert all(row.is_valid and row.is_repaired for row in rows.values())
    head = next(iter(rows.values())).change_list
    assert [one["code"] for one in head.file_warnings] == ["type_column_missing"]
    told = remarks(rows[people[7].name], head, plain=True)["repairs"]
    assert [(one["from"], one["to"], one["rule"]) for one in told] == [("", "开户", "没有变更类型一列，按账户读取")]


def test_the_units_own_people_stay_as_they_are() -> None:
    """本单位正常缴存的人读作正常；同一份里的新人读作开户。"""
    unit, old = unit_with_one()
    new = s.worker()
    rows = rows_of(unit, [old, new])
    assert {name: row.type for name, row in rows.items()} == {old.name: "unchanged", new.name: "open"}


def test_the_type_is_read_again_when_the_number_is_mended_and_for_added_people() -> None:
    """证件号写错的改对以后，照改对的人读；网页上添的人没写类型，也照账户读。"""
    unit, old = unit_with_one()
    wrong = s.Worker(old.name, old.id_no[:-1] + ("1" if old.id_no[-1] == "0" else "0"), old.mobile, old.base)
    rows = rows_of(unit, [s.worker(), wrong])
    assert not rows[old.name].is_valid
    new = s.worker()
    cells = {"name": Cell(new.name), "id_no": Cell(new.id_no), "mobile": Cell(new.mobile), "base": Cell("8000")}
    mend_rows(
        by=unit.agent, change_list_id=rows[old.name].change_list_id, at=s.NOON,
        changes=[SetCell(rows[old.name].row, "id_no", Cell(old.id_no)), AddRow(cells)],
    )  # fmt: skip
    found = ChangeRow.objects.filter(change_list_id=rows[old.name].change_list_id)
    assert [(row.type, row.is_valid) for row in found] == [("open", True), ("unchanged", True), ("open", True)]
