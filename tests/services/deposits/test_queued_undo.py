"""排队的撤销认得自己撤的是哪一次：放弃了的不再办，办完了的不再改，两个进程办同一件也只撤一次。"""

from threading import Barrier
from typing import Any

import pytest

from deposits.models import ChangeList, ChangeRow
from deposits.services import mend_big, mend_rows
from deposits.services.mend_big import ask_to_undo, give_up_mending, mend_in_turn
from gjj.declarations.errors import BizError
from gjj.work import jobs
from gjj.work.models import OutboxRow
from tests import situations as s
from tests.race import together
from tests.services.deposits.test_mend_rows import draft, mend, put, rows_in


def waiting(monkeypatch: pytest.MonkeyPatch) -> tuple[s.Unit, ChangeList, dict[str, object]]:
    """基数改成 9000，又改成 9100；撤销排了队，还没轮到。"""
    monkeypatch.setattr(mend_big, "INLINE_ROWS", 0)
    unit, head, _ = draft("8000.00")
    for base in ("9000", "9100"):
        mend(unit.agent, head, put(rows_in(head)[0], "base", base))
    assert ask_to_undo(by=unit.agent, change_list_id=head.pk, at=s.NOON) is None
    return unit, head, OutboxRow.objects.get(task="deposits.mend_rows").payload


def base_of(head: ChangeList) -> str:
    return str(ChangeRow.objects.get(change_list=head).base)


def status_of(payload: dict[str, object]) -> str:
    found = jobs.job(int(str(payload["job_id"])))
    assert found is not None
    return found.status


@pytest.mark.django_db
def test_a_dead_undo_run_again_does_not_undo_what_came_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """排队的撤销放弃了，人接着改；后台再排一次：后来改的还在，任务还是没有办成。"""
    unit, head, payload = waiting(monkeypatch)
    assert payload["version"] == 2
    give_up_mending(change_list_id=head.pk, job_id=int(str(payload["job_id"])), at=s.NOON)
    mend(unit.agent, head, put(rows_in(head)[0], "base", "9200"))
    mend_in_turn(**payload, at=s.NOON)  # type: ignore[arg-type]
    assert (base_of(head), status_of(payload)) == ("9200.00", "failed")


@pytest.mark.django_db
def test_an_undo_whose_turn_comes_after_another_change_undoes_nothing() -> None:
    """交办的是第 1 版，最后一次已经是第 2 版：不撤，说清又改过。"""
    unit, head, _ = draft("8000.00")
    for base in ("9000", "9100"):
        mend(unit.agent, head, put(rows_in(head)[0], "base", base))
    with pytest.raises(BizError, match="又改过这份清册") as caught:
        mend_rows.undo_mend(by=unit.agent, change_list_id=head.pk, at=s.NOON, version=1)
    assert (caught.value.code, base_of(head)) == ("list_changed", "9100.00")


@pytest.mark.django_db
def test_what_is_done_is_never_called_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    """办成了的，后到的进程不能把它改成没有办成。"""
    _, head, payload = waiting(monkeypatch)
    mend_in_turn(**payload, at=s.NOON)  # type: ignore[arg-type]
    jobs.finish(int(str(payload["job_id"])), {"said": "没有改成"}, s.NOON, failed=True)
    assert (base_of(head), status_of(payload)) == ("9000.00", "done")


def two_workers(monkeypatch: pytest.MonkeyPatch, payload: dict[str, object]) -> list[object]:
    """两个进程都看到还没有办，一起动手。"""
    both = Barrier(2)

    class Meeting:
        """任务的各样照旧，只是看过还没有办以后，等另一个也看过。"""

        def __getattr__(self, name: str) -> Any:
            return getattr(jobs, name)

        def is_in(self, job_id: int, status: str) -> bool:
            found = jobs.is_in(job_id, status)
            both.wait(10)
            return found

    monkeypatch.setattr(mend_big, "jobs", Meeting())
    return together([lambda: mend_in_turn(**payload, at=s.NOON)] * 2)  # type: ignore[arg-type]


def test_two_workers_on_one_undo_undo_one_change(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """两个进程办同一件：只撤最后那一次，任务是办成。"""
    _, head, payload = waiting(monkeypatch)
    assert two_workers(monkeypatch, payload) == [None, None]
    assert (base_of(head), status_of(payload)) == ("9000.00", "done")


def test_without_looking_under_the_lock_two_changes_are_undone(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """锁里不看任务、不认版次：撤了两次。证明上一条靠的是这两样。"""
    _, head, payload = waiting(monkeypatch)
    monkeypatch.setattr(mend_rows, "require_running", lambda *_: None)
    two_workers(monkeypatch, {**payload, "version": None})
    assert base_of(head) == "8000.00"
