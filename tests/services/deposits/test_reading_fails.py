"""大清册反复读不完：不让页面一直等下去，说清楚、作废、可以重传。"""

import pytest

from deposits.models import ChangeList
from deposits.services import file_list, stage_file
from gjj.audit.models import AuditEntry
from gjj.work.jobs import job
from gjj.work.models import OutboxRow
from gjj.work.relay import MAX_ATTEMPTS, run
from tests import situations as s

pytestmark = pytest.mark.django_db


def queued(monkeypatch: pytest.MonkeyPatch) -> tuple[s.Unit, ChangeList]:
    """一份排队读的清册。"""
    monkeypatch.setattr(file_list, "INLINE_ROWS", 1)
    unit = s.unit()
    head = s.list_of(s.filed(unit, [s.line("开户", s.worker()) for _ in range(3)]))
    assert head.status == "processing"
    return unit, head


def try_again(row: OutboxRow) -> None:
    OutboxRow.objects.filter(pk=row.pk).update(retry_at=None)
    run(row.pk, s.NOON)


def test_a_list_that_cannot_be_read_is_given_up_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """试够次数还读不完：清册作废、任务记失败、说明重新上传；账户没有变动。"""
    _, head = queued(monkeypatch)
    monkeypatch.setattr(stage_file, "stage_rows", lambda *args: 1 / 0)
    row = OutboxRow.objects.get(task="deposits.stage_change_list")
    for _ in range(MAX_ATTEMPTS):
        try_again(row)
    row.refresh_from_db()
    head.refresh_from_db()
    assert (row.status, head.status) == ("dead", "discarded")
    assert "重新上传" in head.file_warnings[-1]["message"]
    done = job(head.job_id)
    assert done is not None
    assert done.result["code"] == "gave_up"
    assert (done.status, done.finished_at) == ("failed", s.NOON)
    assert AuditEntry.objects.filter(action="deposits.list.discard", object_id=str(head.pk)).exists()


def test_the_same_file_can_be_filed_again_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    """作废之后，同一份文件可以再传，这次读得完。"""
    unit, head = queued(monkeypatch)
    stage_file.give_up_reading(head.pk, s.NOON)
    head.refresh_from_db()
    monkeypatch.setattr(file_list, "INLINE_ROWS", 5_000)
    again = file_list.file_change_list(
        by=unit.agent, month=s.NOVEMBER, data=head.content, filename="清册.xlsx", at=s.NOON
    )
    assert not again.is_duplicate
    assert s.list_of(again).status == "draft"


def test_a_list_that_was_read_after_all_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """后来读完了的，放弃那一步什么也不做。"""
    _, head = queued(monkeypatch)
    stage_file.stage_change_list(head.pk, s.NOON)
    stage_file.give_up_reading(head.pk, s.NOON)
    head.refresh_from_db()
    assert head.status == "draft"
