"""两个人同时传改好的工作簿：一前一后，留下的总是其中一份，不会混成两份的行。"""

import pytest
from django.db import IntegrityError

from deposits.models import ChangeList, ChangeRow, EmployerAccount
from deposits.services import locks
from deposits.services.replace_file import replace_file
from tests import situations as s
from tests.race import together
from tests.services.deposits.without_lock import meeting_point, without_case_lock


def _two_at_once() -> tuple[list[object], list[set[str]], set[str], ChangeList]:
    """一份两个人的清册，同时换成三个人的和四个人的。"""
    unit, people = s.unit(), [s.worker() for _ in range(9)]
    head = s.list_of(s.filed(unit, [s.line("开户", one) for one in people[:2]]))
    files = [people[2:5], people[5:9]]
    data = [s.roster(unit, [s.line("开户", one) for one in file]) for file in files]
    results = together(
        [
            lambda one=one: replace_file(  # type: ignore[misc]
                by=unit.agent, change_list_id=head.pk, data=one, filename="改好.xlsx", at=s.NOON, confirm=True
            )
            for one in data
        ]
    )
    head.refresh_from_db()
    stored = set(ChangeRow.objects.filter(change_list=head).values_list("name", flat=True))
    return results, [{one.name for one in file} for file in files], stored, head


def test_two_mended_workbooks_at_once_leave_one_of_them_whole(own_database: str) -> None:
    """两份都办成，后办的那份整份留下，行数、指纹和行是同一份的。"""
    results, files, stored, head = _two_at_once()
    assert not any(isinstance(one, Exception) for one in results), results
    assert stored in files
    assert head.rows_count == len(stored)


def test_without_the_lock_a_mended_workbook_breaks(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉锁，两个人都照换之前的行来算，添的行撞在一起，有一份办坏了。证明上一条靠的是锁。"""
    without_case_lock(monkeypatch)
    monkeypatch.setattr(locks, "lock_employer_account", meeting_point(EmployerAccount))
    monkeypatch.setattr(ChangeList.objects, "select_for_update", ChangeList.objects.all)
    results, *_ = _two_at_once()
    assert [type(one) for one in results if isinstance(one, Exception)] == [IntegrityError]
