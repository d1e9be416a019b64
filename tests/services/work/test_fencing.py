"""占用过了期：先来的再也改不动后来的结果；等外面的系统不算失败。"""

import pytest

from gjj.actors.actor import system_actor
from gjj.work import jobs
from gjj.work.relay import MAX_ATTEMPTS, due_rows, run
from gjj.work.services import enqueue
from gjj.work.task import TASKS, Retry
from tests import situations as s
from tests.services.work.helpers import TASK, errand, lease_over, row, wait_over, written

pytestmark = pytest.mark.django_db


def test_a_worker_past_its_lease_cannot_undo_what_the_next_one_finished(monkeypatch: pytest.MonkeyPatch) -> None:
    """先来的占用过期，后来的办完了；先来的这才失败，不会把它放回去再办一遍。"""
    pk, calls = written(secret={"a": 1}), []

    def work(*, at, secret) -> None:
        calls.append(1)
        if len(calls) == 1:
            lease_over(pk)
            assert run(pk, s.NOON).status == "done"  # type: ignore[union-attr]
            raise RuntimeError

    monkeypatch.setitem(TASKS, TASK, work)
    assert run(pk, s.NOON) is None
    assert (row(pk).status, len(calls)) == ("done", 2)


def test_a_worker_past_its_lease_cannot_finish_for_the_next_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """先来的占用过期，后来的正在办；先来的这才办完，不会替后来的写成办完。"""
    pk = written()

    def work(*, at) -> None:
        lease_over(pk)
        monkeypatch.setitem(TASKS, TASK, lambda **_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            run(pk, s.NOON)

    monkeypatch.setitem(TASKS, TASK, work)
    run(pk, s.NOON)
    assert row(pk).status == "running"


def test_waiting_does_not_use_up_the_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    """等了很多次外面的系统之后，头一次真的失败还有得试。"""
    errand(monkeypatch, *[Retry(3, "银行没有连上")] * MAX_ATTEMPTS, RuntimeError())
    pk = written()
    for _ in range(MAX_ATTEMPTS + 1):
        wait_over(pk)
        outcome = run(pk, s.NOON)
    assert outcome is not None
    assert outcome.status == "retry"
    assert row(pk).failures == 1


def test_a_job_that_still_moves_is_not_taken_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """办得久的，走一步，占用往后延一步；不动了的才轮到别人接。"""
    job = jobs.start_job(by=system_actor(), kind="test", title="读清册", total=2, at=s.NOON)
    pk, taken = enqueue(TASK, key=jobs.work_key(job), at=s.NOON), []

    def work(*, at) -> None:
        lease_over(pk)
        taken.append(pk in due_rows(at))
        jobs.progress(job, 1)
        taken.append(pk in due_rows(at))

    monkeypatch.setitem(TASKS, TASK, work)
    assert run(pk, s.NOON).status == "done"  # type: ignore[union-attr]
    assert taken == [True, False]
