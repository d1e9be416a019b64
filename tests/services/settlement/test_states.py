"""指令与到账的状态：数据库的触发器只放表里有的步子，行删不掉。"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from gjj.settlement.models import Instruction, Receipt
from gjj.settlement.services.receipts import record_receipt
from gjj.settlement.workflow import INSTRUCTION, RECEIPT
from gjj.transitions.machine import Machine
from tests import situations as s
from tests.services.settlement.helpers import instruction, notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("purpose")]
KINDS: dict[str, tuple[Any, Machine]] = {"instruction": (Instruction, INSTRUCTION), "receipt": (Receipt, RECEIPT)}
SOURCES = [(kind, status) for kind, (_, machine) in KINDS.items() for status in machine.statuses]


def fresh(kind: str) -> Any:
    """一条刚写下的，返回它的查询集。"""
    if kind == "instruction":
        return Instruction.objects.filter(pk=instruction())
    record_receipt(notice=notice(1), at=s.NOON)
    return Receipt.objects.all()


def path_to(machine: Machine, target: str) -> list[str]:
    """从头走到某个状态的最短的路。"""
    paths = [[next(iter(machine.statuses))]]
    for path in paths:
        if path[-1] == target:
            return path[1:]
        paths += [[*path, step] for step in machine.targets(path[-1])]
    raise AssertionError(f"走不到 {target}")


@pytest.mark.parametrize(("kind", "source"), SOURCES)
def test_the_database_allows_the_steps_of_the_table_and_no_others(kind: str, source: str) -> None:
    """从每个状态到每个状态都试一遍：表里有的过，没有的被数据库拒绝，绕开程序也一样。"""
    machine = KINDS[kind][1]
    rows = fresh(kind)
    for step in path_to(machine, source):
        rows.update(status=step)
    for target in machine.statuses:
        if target == source or machine.allows(source, target):
            with transaction.atomic():
                assert rows.update(status=target) == 1
                transaction.set_rollback(True)
            continue
        with pytest.raises(DatabaseError, match="Invalid transition"), transaction.atomic():
            rows.update(status=target)
    assert rows.get().status == source


@pytest.mark.parametrize("kind", KINDS)
def test_a_result_has_no_way_out(kind: str) -> None:
    """扣了款的、没办的、认出来记了账的，都没有下一步；认领了的只有一步：认错了，回到待查。"""
    machine = KINDS[kind][1]
    ends = {"instruction": {"succeeded", "failed"}, "receipt": {"matched"}}[kind]
    assert {status for status in machine.statuses if not machine.targets(status)} == ends
    if kind == "receipt":
        assert set(machine.targets("claimed")) == {"unmatched"}


def _saved(rows: Any) -> None:
    row = rows.get()
    row.status = "succeeded"
    row.save()


def _bulk(rows: Any) -> None:
    row = rows.get()
    row.status = "succeeded"
    Instruction.objects.bulk_update([row], ["status"])


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "leap",
    [
        _saved,
        _bulk,
        lambda rows: _execute("UPDATE settlement_instruction SET status = 'succeeded'"),
        lambda rows: _execute("UPDATE settlement_instruction SET status = 'paid', amount = 6"),
    ],
)
def test_no_way_of_writing_leaps_over_the_bank(leap: Callable[[Any], None]) -> None:
    """没送银行的指令不能一步变成已扣款：保存、成批改、直接写 SQL 都不行，同一句里改的别的列也不留。"""
    rows = fresh("instruction")
    with pytest.raises(DatabaseError, match="Invalid transition"), transaction.atomic():
        leap(rows)
    assert (rows.get().status, rows.get().amount) == ("created", 5)


DELETIONS: dict[str, Callable[[Any], Any]] = {
    "one": lambda rows: rows.get().delete(),
    "many": lambda rows: rows.delete(),
    "sql": lambda rows: _execute(f"DELETE FROM {rows.model._meta.db_table}"),
    "truncate": lambda rows: _execute(f"TRUNCATE {rows.model._meta.db_table} CASCADE"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", DELETIONS)
def test_a_row_is_never_deleted(kind: str, way: str) -> None:
    """指令和到账删不掉：一条条删、成批删、直接写 SQL、清空整张表，都被拒绝。"""
    rows = fresh(kind)
    with pytest.raises(DatabaseError, match="Cannot delete|permission denied"), transaction.atomic():
        DELETIONS[way](rows)
    assert rows.count() == 1


@pytest.mark.owner
@pytest.mark.parametrize("kind", KINDS)
def test_even_the_owner_cannot_delete_a_row(kind: str) -> None:
    """属主身份也删不掉。"""
    rows = fresh(kind)
    with pytest.raises(DatabaseError, match="Cannot delete"), transaction.atomic():
        rows.delete()
    assert rows.count() == 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("amount", [0, -1])
def test_an_amount_is_always_more_than_nothing(kind: str, amount: int) -> None:
    """金额不大于零的，写不进去。"""
    rows = fresh(kind)
    with pytest.raises(DatabaseError, match="_is_positive"), transaction.atomic():
        rows.update(amount=amount)
