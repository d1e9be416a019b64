"""修改清册的行：改格、添行、删行、撤销、重做；改完再判断、再汇总；两个人改同一份不丢。"""

from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from deposits.models import Account, ChangeEdit, ChangeList, ChangeRow
from deposits.rules.row_cells import Cell
from deposits.services.confirm_list import confirm_change_list
from deposits.services.mend_rows import AddRow, Change, Mended, RemoveRow, SetCell, mend_rows, undo_mend
from gjj.actors.actor import Actor
from gjj.audit.models import AuditEntry
from gjj.declarations.errors import BizError
from tests import situations as s

FIRST = 4
"""样本清册里第一个人在第几行。"""


def draft(*bases: str) -> tuple[s.Unit, ChangeList, list[s.Worker]]:
    """一份几名新职工开户的草稿，基数各是多少。"""
    unit, people = s.unit(), [s.worker(base=base) for base in bases]
    return unit, s.list_of(s.filed(unit, [s.line("开户", one) for one in people])), people


def mend(by: Actor, head: ChangeList, *changes: Change, version: int | None = None) -> Mended:
    return mend_rows(by=by, change_list_id=head.pk, changes=changes, at=s.NOON, version=version)


def put(row: int, field: str, text: object) -> SetCell:
    return SetCell(row, field, Cell(text))  # type: ignore[arg-type]


def codes(head: ChangeList, row: int) -> list[str]:
    import json

    found = json.loads(ChangeRow.objects.get(change_list=head, row=row).remarks)
    return [one["code"] for one in found["errors"]]


def fresh(head: ChangeList) -> ChangeList:
    head.refresh_from_db()
    return head


def rows_in(head: ChangeList) -> list[int]:
    return list(ChangeRow.objects.filter(change_list=head).order_by("row").values_list("row", flat=True))


@pytest.mark.django_db
def test_a_mended_cell_makes_the_row_valid_and_the_sums_right(commit) -> None:
    """低于下限的基数改好：这一行通过，清册的行数、金额、汇总等式跟着变。"""
    unit, head, _ = draft("8000.00", "2349.99")
    (bad,) = [row for row in rows_in(head) if codes(head, row)]
    done = mend(unit.agent, head, put(bad, "base", "2350.00"), version=0)
    commit()
    fresh(head)
    assert (done.version, done.rows, done.edits, head.version) == (1, (bad,), 1, 1)
    assert (head.rows_count, head.valid_count, head.error_count) == (2, 2, 0)
    assert head.list_amount == Decimal("1656.00")
    assert (head.summary["people"], head.summary["amount"][3]) == ([0, 2, 0, 2], "1656.00")
    assert not Account.objects.exists()


@pytest.mark.django_db
def test_the_other_cells_of_the_row_keep_what_was_written() -> None:
    """改一格，别的格照原样再判断：还有错的留着错，同一格的错换成新的。"""
    unit = s.unit()
    one = s.worker(base="1.00")
    head = s.list_of(s.filed(unit, [("开呼", one.name, one.id_no, one.mobile, one.base, "9%", "8%", "")]))
    (row,) = rows_in(head)
    assert codes(head, row) == ["type_unknown", "base_below_floor", "ratio_not_units"]
    mend(unit.agent, head, put(row, "base", "99999"))
    assert codes(head, row) == ["type_unknown", "base_above_cap", "ratio_not_units"]
    mend(unit.agent, head, put(row, "type", "开户"), put(row, "base", "8,000元"), put(row, "employer_ratio", "0.08"))
    assert (codes(head, row), fresh(head).valid_count) == ([], 1)


@pytest.mark.django_db
def test_removing_the_first_of_two_clears_the_second() -> None:
    """同一证件号两行：删去前一行，后一行就不重复了；再改成别人的号，那个人的后一行重复。"""
    unit, one, other = s.unit(), s.worker(), s.worker()
    head = s.list_of(s.filed(unit, [s.line("开户", one), s.line("开户", one), s.line("开户", other)]))
    first, second, third = rows_in(head)
    assert (codes(head, second), fresh(head).error_count) == (["id_duplicate_in_file"], 1)
    mend(unit.agent, head, RemoveRow(first))
    assert (rows_in(head), codes(head, second), fresh(head).error_count) == ([second, third], [], 0)
    mend(unit.agent, head, put(second, "id_no", other.id_no))
    assert codes(head, third) == ["id_duplicate_in_file"]


@pytest.mark.django_db
def test_a_row_can_be_added_and_is_judged() -> None:
    """添一行：接在最后一行下面，照样判断。"""
    unit, head, _ = draft("8000.00")
    one = s.worker()
    cells = {"type": "开户", "name": one.name, "id_no": one.id_no, "mobile": one.mobile, "base": "100"}
    last = rows_in(head)[-1]
    done = mend(unit.agent, head, AddRow({name: Cell(text) for name, text in cells.items()}))
    assert (done.rows, codes(head, last + 1), fresh(head).rows_count) == ((last + 1,), ["base_below_floor"], 2)


@pytest.mark.django_db
def test_undo_and_redo_go_back_and_forth_one_step_at_a_time() -> None:
    """改两次、删一行，一步一步撤销回原样，再一步一步重做；新的修改之后不能再重做。"""
    unit, head, _ = draft("8000.00", "9000.00")
    first, second = rows_in(head)

    def state() -> tuple[list[int], list[str]]:
        return rows_in(head), [str(row.base) for row in ChangeRow.objects.filter(change_list=head).order_by("row")]

    states = [state()]
    for change in (put(first, "base", "7000"), put(first, "base", "1.00"), RemoveRow(second)):
        mend(unit.agent, head, change)
        states.append(state())
    for expected in (states[2], states[1], states[0]):
        undo_mend(by=unit.agent, change_list_id=head.pk, at=s.NOON)
        assert state() == expected
    with pytest.raises(BizError, match="nothing_to_undo"):
        undo_mend(by=unit.agent, change_list_id=head.pk, at=s.NOON)
    for expected in states[1:]:
        undo_mend(by=unit.agent, change_list_id=head.pk, at=s.NOON, again=True)
        assert state() == expected
    undo_mend(by=unit.agent, change_list_id=head.pk, at=s.NOON)
    mend(unit.agent, head, put(first, "base", "6000"))
    with pytest.raises(BizError, match="nothing_to_undo"):
        undo_mend(by=unit.agent, change_list_id=head.pk, at=s.NOON, again=True)
    assert [one.version for one in ChangeEdit.objects.order_by("version")] == list(range(1, fresh(head).version + 1))


@pytest.mark.django_db
def test_a_mend_that_changes_nothing_keeps_no_trace() -> None:
    """写成一样的：版次不变，不留痕；重复同一次修改只算一次。"""
    unit, head, _ = draft("100.00")
    (row,) = rows_in(head)
    assert [mend(unit.agent, head, put(row, "base", "9000")).version for _ in range(3)] == [1, 1, 1]
    assert (ChangeEdit.objects.count(), AuditEntry.objects.filter(action="deposits.list.mend").count()) == (1, 1)


@pytest.mark.django_db
def test_two_people_mending_different_cells_lose_nothing() -> None:
    """两个人看着同一版，改不同的格子：都留下。"""
    unit, head, _ = draft("100.00")
    (row,) = rows_in(head)
    mend(unit.agent, head, put(row, "base", "9000"), version=0)
    mend(s.agent_of(unit), head, put(row, "name", "改名字"), version=0)
    stored = ChangeRow.objects.get(change_list=head)
    assert (stored.base, stored.name, stored.is_valid) == (Decimal("9000.00"), "改名字", True)


@pytest.mark.django_db
def test_the_same_cell_changed_by_another_is_refused_and_named() -> None:
    """看着旧的一版改同一格：不覆盖，说清谁在何时改成了什么；改成一样的不算冲突；看了新的一版再改就行。"""
    unit, head, _ = draft("100.00")
    (row,), other = rows_in(head), s.agent_of(unit)
    mend(other, head, put(row, "base", "9000"), version=0)
    with pytest.raises(BizError) as caught:
        mend(unit.agent, head, put(row, "base", "7000"), put(row, "name", "丢不了"), version=0)
    error = caught.value
    assert (error.code, error.status, error.extra) == ("list_changed", 409, {"version": 1})
    assert (error.errors[0]["row"], error.errors[0]["field"], error.errors[0]["by"]) == (row, "base", other.name)
    assert "改成了「9000」" in error.detail
    stored = ChangeRow.objects.get(change_list=head)
    assert (stored.base, stored.name == "丢不了") == (Decimal("9000.00"), False)
    assert mend(unit.agent, head, put(row, "base", "9000"), version=0).edits == 0
    assert mend(unit.agent, head, put(row, "base", "7000"), version=1).version == 2


@pytest.mark.django_db
def test_a_row_removed_or_changed_by_another_is_named_too() -> None:
    """要改的行别人删了、要删的行别人改了：都说清楚。"""
    unit, head, _ = draft("100.00", "200.00")
    (first, second), other = rows_in(head), s.agent_of(unit)
    mend(other, head, RemoveRow(first), put(second, "base", "9000"), version=0)
    for change in (put(first, "base", "9000"), RemoveRow(second)):
        with pytest.raises(BizError, match="list_changed"):
            mend(unit.agent, head, change, version=0)


@pytest.mark.django_db
def test_what_another_changed_since_is_not_undone() -> None:
    """我改过、别人又改的格子不能由我撤销掉；别人的修改我也撤销不了。"""
    unit, head, _ = draft("100.00")
    (row,), other = rows_in(head), s.agent_of(unit)
    with pytest.raises(BizError, match="nothing_to_undo"):
        undo_mend(by=other, change_list_id=head.pk, at=s.NOON)
    mend(unit.agent, head, put(row, "base", "9000"))
    mend(other, head, put(row, "base", "7000"))
    with pytest.raises(BizError, match="list_changed"):
        undo_mend(by=unit.agent, change_list_id=head.pk, at=s.NOON)
    assert ChangeRow.objects.get(change_list=head).base == Decimal("7000.00")


@pytest.mark.django_db
def test_id_and_mobile_are_masked_when_a_conflict_is_told() -> None:
    """冲突里说到证件号、手机号，遮掩着说。"""
    unit, head, people = draft("8000.00")
    (row,), new = rows_in(head), s.worker()
    mend(s.agent_of(unit), head, put(row, "mobile", new.mobile), version=0)
    with pytest.raises(BizError) as caught:
        mend(unit.agent, head, put(row, "mobile", people[0].mobile[:-1] + "0"), version=0)
    assert new.mobile not in caught.value.detail


@pytest.mark.django_db
def test_a_confirmed_list_is_mended_on_and_confirmed_again(commit) -> None:
    """确认时留下的行：接着改，再确认一次，一起生效；已生效的行不能改；汇总等式接着算。"""
    unit, head, people = draft("8000.00", "100.00")
    confirm_change_list(by=unit.agent, change_list_id=head.pk, at=s.NOON)
    first, second = rows_in(head)
    with pytest.raises(BizError, match="row_applied"):
        mend(unit.agent, head, put(first, "base", "9000"))
    with pytest.raises(BizError, match="row_applied"):
        mend(unit.agent, head, RemoveRow(first))
    mend(unit.agent, head, put(second, "base", "7000"))
    assert fresh(head).summary["people"] == [0, 2, 0, 2]
    done = confirm_change_list(by=unit.agent, change_list_id=head.pk, at=s.NOON)
    commit()
    assert (done.applied, done.left_out) == (2, 0)
    assert s.account_of(people[1]).base == Decimal("7000.00")


@pytest.mark.django_db
def test_an_applied_row_cannot_be_deleted_behind_the_back() -> None:
    """已生效的行，库里也删不掉；修改的痕迹改不掉、删不掉。"""
    unit, head, _ = draft("8000.00", "100.00")
    confirm_change_list(by=unit.agent, change_list_id=head.pk, at=s.NOON)
    mend(unit.agent, head, put(rows_in(head)[1], "base", "7000"))
    for forbidden in (
        lambda: ChangeRow.objects.filter(applied_at__isnull=False).delete(),
        lambda: ChangeEdit.objects.all().delete(),
        lambda: ChangeEdit.objects.update(by="别人"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            forbidden()


@pytest.mark.django_db
def test_once_the_remittance_exists_nothing_is_mended() -> None:
    """汇缴书生成之后、作废之后、别的单位、复核人：都不能改。"""
    unit, head, _ = draft("8000.00", "100.00")
    row = rows_in(head)[1]
    with pytest.raises(BizError) as caught:
        mend(s.unit().agent, head, put(row, "base", "7000"))
    assert caught.value.status == 404
    with pytest.raises(BizError) as caught:
        mend(unit.reviewer, head, put(row, "base", "7000"))
    assert caught.value.status == 403
    confirm_change_list(by=unit.agent, change_list_id=head.pk, at=s.NOON)
    s.remittance_of(unit)
    with pytest.raises(BizError, match="month_confirmed"):
        mend(unit.agent, head, put(row, "base", "7000"))
    assert not ChangeEdit.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "code"),
    [
        (put(99, "base", "1"), "not_found"),
        (RemoveRow(99), "not_found"),
        (put(FIRST, "salary", "1"), "cell_field_unknown"),
        (put(FIRST, "name", "长" * 201), "cell_too_long"),
        (AddRow({"salary": Cell("1")}), "cell_field_unknown"),
    ],
)
def test_what_cannot_be_written_is_refused_and_nothing_is_kept(change: Change, code: str) -> None:
    """没有这一行、没有这一列、太长：整次不改。"""
    unit, head, _ = draft("100.00")
    (row,) = rows_in(head)
    with pytest.raises(BizError, match=code):
        mend(unit.agent, head, put(row, "base", "9000"), _at(change, row))
    assert (fresh(head).version, ChangeRow.objects.get(change_list=head).base) == (0, Decimal("100.00"))


def _at(change: Change, row: int) -> Change:
    return SetCell(row, change.field, change.cell) if isinstance(change, SetCell) and change.row == FIRST else change


@pytest.mark.django_db
def test_200_characters_fit_in_a_cell() -> None:
    """正好二百个字写得进去。"""
    unit, head, _ = draft("100.00")
    assert mend(unit.agent, head, put(rows_in(head)[0], "base", "1" * 200)).edits == 1
