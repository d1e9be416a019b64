"""作废一份有工作排着的清册：那件工作就此结束，不会一直「办理中」；轮到它时什么也不改。"""

from collections.abc import Callable
from typing import Any

import pytest

from deposits.models import Account, ChangeList, ChangeRow
from deposits.rules.row_cells import Cell
from deposits.services import confirm_big_list, mend_big
from deposits.services.discard_list import discard_change_list
from deposits.services.mend_rows import SetCell, mend_rows
from gjj.work.drain import drain
from gjj.work.jobs import job
from gjj.work.models import Job
from tests import situations as s

pytestmark = pytest.mark.django_db


def confirming(unit: s.Unit, head: ChangeList) -> None:
    confirm_big_list.ask_to_confirm(by=unit.agent, change_list_id=head.pk, at=s.NOON)


def mending(unit: s.Unit, head: ChangeList) -> None:
    first = ChangeRow.objects.filter(change_list=head).order_by("row")[0].row
    mend_rows(by=unit.agent, change_list_id=head.pk, changes=[SetCell(first, "base", Cell("5000"))], at=s.NOON)
    mend_big.ask_to_undo(by=unit.agent, change_list_id=head.pk, at=s.NOON)


@pytest.mark.parametrize("ask", [confirming, mending])
def test_what_waits_its_turn_ends_with_the_list(
    monkeypatch: pytest.MonkeyPatch, ask: Callable[[s.Unit, ChangeList], Any]
) -> None:
    """排着确认的、排着改的：作废当时就结束，说得出为什么；轮到了也不改账户，任务不变。"""
    for module in (confirm_big_list, mend_big):
        monkeypatch.setattr(module, "INLINE_ROWS", 0)
    unit = s.unit()
    head = s.list_of(s.filed(unit, [s.line("开户", s.worker()) for _ in range(3)]))
    ask(unit, head)
    head.refresh_from_db()
    assert Job.objects.get(pk=head.job_id).status == "running"
    discard_change_list(by=unit.agent, change_list_id=head.pk, at=s.NOON)
    ended = job(head.job_id or 0)
    assert ended is not None
    assert (ended.status, ended.finished_at, ended.result["code"]) == ("failed", s.NOON, "list_discarded")
    assert "清册已经作废" in ended.result["said"]
    drain(s.NOON)
    head.refresh_from_db()
    assert head.status == "discarded"
    assert not Job.objects.filter(status="running").exists()
    assert not Account.objects.filter(employer_account=unit.account_id).exists()


def test_a_job_that_ended_keeps_its_result(monkeypatch: pytest.MonkeyPatch) -> None:
    """改好了再作废：那件工作还是办成的。"""
    monkeypatch.setattr(mend_big, "INLINE_ROWS", 0)
    unit = s.unit()
    head = s.list_of(s.filed(unit, [s.line("开户", s.worker())]))
    mending(unit, head)
    drain(s.NOON)
    head.refresh_from_db()
    discard_change_list(by=unit.agent, change_list_id=head.pk, at=s.NOON)
    assert Job.objects.get(pk=head.job_id).status == "done"
