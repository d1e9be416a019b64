"""办发件箱里的事：办一次，办不成再试，试够了停下给人看，进程没了别人接着办。"""

from datetime import timedelta
from typing import Any

import pytest

from gjj.work import relay, services
from gjj.work.drain import drain
from gjj.work.models import OutboxRow
from gjj.work.relay import (
    BACK_OFF,
    LEASE_SECONDS,
    LONGEST_WAIT,
    MAX_ATTEMPTS,
    WAITS_PER_STEP,
    Outcome,
    due_rows,
    run,
    sweep,
)
from gjj.work.services import enqueue
from gjj.work.task import ON_DEAD, TASKS, Retry, outbox_task
from tests import situations as s
from tests.race import together
from tests.services.deposits.without_lock import meeting_point
from tests.services.work.helpers import TASK, errand, lease_over, row, seconds_until, wait_over, written

ROUNDS = 10
SECOND = timedelta(seconds=1)


def run_again(pk: int) -> Outcome | None:
    """等够了，再办一次。"""
    wait_over(pk)
    return run(pk, s.NOON)


@pytest.mark.django_db
def test_an_errand_is_done_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """办完一次就不再办：任务收到时刻和内容，行上记着办完的时间。"""
    work = errand(monkeypatch)
    pk = written(number=7)
    assert run(pk, s.NOON) == Outcome("done")
    assert (row(pk).status, row(pk).done_at, row(pk).lease_until, row(pk).attempts) == ("done", s.NOON, None, 1)
    assert run(pk, s.NOON) is None
    assert due_rows(s.NOON) == []
    assert work.calls == [{"at": s.NOON, "number": 7}]


@pytest.mark.django_db
def test_a_failure_waits_and_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """没办成：记下原因的种类（不记可能带个人信息的原文），没到再试的时间不办，到了就办成。"""
    work = errand(monkeypatch, ValueError("张三 13900001234"))
    pk = written()
    assert run(pk, s.NOON) == Outcome("retry", "ValueError")
    assert (row(pk).status, row(pk).last_error, row(pk).lease_until) == ("pending", "ValueError", None)
    assert run(pk, s.NOON) is None
    assert run_again(pk) == Outcome("done")
    assert (row(pk).last_error, row(pk).attempts, len(work.calls)) == ("", 2, 2)


@pytest.mark.django_db
def test_every_failure_waits_at_least_as_long_as_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """一次比一次等得久，到十分钟为止。"""
    errand(monkeypatch, *[RuntimeError()] * MAX_ATTEMPTS)
    pk = written()
    for attempt in range(1, MAX_ATTEMPTS):
        run_again(pk)
        wanted = BACK_OFF[min(attempt, len(BACK_OFF)) - 1]
        assert wanted - 2 < seconds_until("retry_at", pk) <= wanted
    assert list(BACK_OFF) == sorted(BACK_OFF)


@pytest.mark.django_db
@pytest.mark.parametrize("after", [3, 45, 90])
def test_waiting_for_someone_else_is_never_a_failure(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """任务说过一会儿再来：就等那么久，每等十次加倍，到一分钟为止（说得更久的照说的）；等多少次都不算办不成。"""
    errand(monkeypatch, *[Retry(after, "银行没有连上")] * 60)
    pk = written()
    for attempt in range(1, 61):
        assert run_again(pk) == Outcome("retry", "银行没有连上")
        wanted = min(after * 2 ** (attempt // WAITS_PER_STEP), max(LONGEST_WAIT, after))
        assert wanted - 2 < seconds_until("retry_at", pk) <= wanted
    assert (row(pk).status, row(pk).last_error) == ("pending", "银行没有连上")
    assert run_again(pk) == Outcome("done")


@pytest.mark.django_db
def test_after_twelve_failures_it_stops_and_stays_to_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """第十二次还没办成就停下：状态「办不成」，原因留着，再敲门铃也不办。"""
    work = errand(monkeypatch, *[KeyError("x")] * MAX_ATTEMPTS)
    pk = written()
    outcomes = [run_again(pk) for _ in range(MAX_ATTEMPTS)]
    assert [one.status for one in outcomes if one] == ["retry"] * (MAX_ATTEMPTS - 1) + ["dead"]
    assert (row(pk).status, row(pk).get_status_display(), row(pk).last_error) == ("dead", "办不成", "KeyError")
    assert run_again(pk) is None
    assert due_rows(s.NOON) == []
    assert len(work.calls) == MAX_ATTEMPTS == 12


@pytest.mark.django_db
@pytest.mark.parametrize("is_heard", [True, False])
def test_whoever_waits_for_it_is_told_when_it_is_given_up(monkeypatch: pytest.MonkeyPatch, is_heard: bool) -> None:
    """停下的时候告诉等着它的业务，只告诉一次，不带保密内容；业务听不进去，也照样停下。"""
    told: list[dict[str, Any]] = []

    def hear(**arguments: Any) -> None:
        told.append(arguments)
        if not is_heard:
            raise RuntimeError

    monkeypatch.setitem(ON_DEAD, TASK, hear)
    errand(monkeypatch, *[KeyError("x")] * MAX_ATTEMPTS)
    pk = written(number=7, secret={"code": "271828"})
    for _ in range(MAX_ATTEMPTS - 1):
        run_again(pk)
    assert told == []
    run_again(pk)
    run_again(pk)
    assert (row(pk).status, told) == ("dead", [{"at": s.NOON, "number": 7}])


@pytest.mark.django_db
def test_a_bad_errand_does_not_hold_up_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """一件办不成，别的照样办完。"""
    work = errand(monkeypatch, RuntimeError())
    bad, *good = [written(key) for key in "abc"]
    assert drain(s.NOON) == 2
    assert {row(pk).status for pk in good} == {"done"}
    assert (row(bad).status, len(work.calls)) == ("pending", 3)


@pytest.mark.django_db
def test_a_name_nobody_answers_to_is_tried_like_a_failure() -> None:
    """没有这个任务：也许是升级途中旧的进程先看到，过一会儿再试；一直没有就停下，说出名字。"""
    pk = enqueue("test.nobody", key="k", at=s.NOON)
    said = "没有叫 test.nobody 的任务"
    outcomes = [run_again(pk) for _ in range(MAX_ATTEMPTS)]
    assert outcomes == [Outcome("retry", said)] * (MAX_ATTEMPTS - 1) + [Outcome("dead", said)]
    assert (row(pk).status, row(pk).last_error) == ("dead", said)


def test_a_name_is_given_to_one_task_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """一个名字只登记给一处的一个任务。"""
    monkeypatch.setitem(TASKS, "test.taken", drain)
    with pytest.raises(ValueError, match=r"test\.taken 登记了两次"):
        outbox_task("test.taken")(written)
    assert TASKS["test.taken"] is drain


@pytest.mark.django_db
@pytest.mark.parametrize(("early", "ready"), [(SECOND, False), (timedelta(0), True), (-SECOND, True)])
def test_an_errand_waits_for_its_day(monkeypatch: pytest.MonkeyPatch, early: timedelta, ready: bool) -> None:
    """写着「不早于」的：早一秒不办，正好到点和过后都办。"""
    errand(monkeypatch)
    pk = written(due_at=s.NOON + early)
    assert (pk in due_rows(s.NOON)) is ready
    assert (run(pk, s.NOON) is not None) is ready


@pytest.mark.django_db
def test_while_one_works_no_other_may_and_a_lost_one_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """有人在办，别人不办；办的进程没了、占用到期，别人接着办。"""
    seen: list[Any] = []

    def interrupted(**_: Any) -> None:
        seen.append(run(pk, s.NOON))
        raise KeyboardInterrupt

    monkeypatch.setitem(TASKS, TASK, interrupted)
    pk = written()
    with pytest.raises(KeyboardInterrupt):
        run(pk, s.NOON)
    assert seen == [None]
    assert row(pk).status == "running"
    assert LEASE_SECONDS - 5 < seconds_until("lease_until", pk) <= LEASE_SECONDS
    assert due_rows(s.NOON) == []
    work = errand(monkeypatch)
    lease_over(pk)
    assert due_rows(s.NOON) == [pk]
    assert run(pk, s.NOON) == Outcome("done")
    assert (len(work.calls), row(pk).attempts) == (1, 2)


@pytest.mark.django_db
def test_what_was_secret_is_erased_once_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """保密内容交给任务；没办成还留着好再试，办完就抹掉。"""
    work = errand(monkeypatch, RuntimeError())
    pk = written(secret={"code": "271828"})
    run(pk, s.NOON)
    assert row(pk).secret is not None
    run_again(pk)
    assert row(pk).secret is None
    assert [one["secret"] for one in work.calls] == [{"code": "271828"}] * 2


@pytest.mark.django_db
def test_the_sweeper_rings_for_what_is_due_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """清扫只给该办没办的敲门铃：待办的、等够了的、占用到期的；没到日子的、等着的、在办的、办完的、停下的都不敲。"""
    rung: list[int] = []
    monkeypatch.setattr(relay, "ring", lambda row_id, **how: rung.append(row_id))
    fresh, waited, lost, early, waiting, running, done, dead = [
        written(str(place), due_at=s.NOON + SECOND if place == 3 else None) for place in range(8)
    ]
    for pk, status in ((lost, "running"), (running, "running"), (done, "done"), (dead, "dead")):
        OutboxRow.objects.filter(pk=pk).update(status=status)
    OutboxRow.objects.filter(pk__in=(waiting, running)).update(retry_at="2999-01-01T00:00Z", lease_until="2999-01-01T00:00Z")  # fmt: skip
    wait_over(waited)
    lease_over(lost)
    assert sweep(s.NOON) == 3
    assert rung == [fresh, waited, lost]
    assert sweep(s.NOON + SECOND) == 4
    assert rung[3:] == [fresh, waited, lost, early]


def _work_together(pk: int) -> list[Any]:
    return together([lambda: run(pk, s.NOON)] * 2)


def test_two_workers_at_once_do_it_once(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """两个工作进程同时来办同一件，只办一次，另一个空手回去。"""
    for number in range(ROUNDS):
        work = errand(monkeypatch)
        results = _work_together(written(str(number)))
        assert sorted(results, key=str) == [None, Outcome("done")]
        assert len(work.calls) == 1


def test_without_claiming_under_lock_two_workers_do_it_twice(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """认领只看不锁，同一件就办了两次：证明上一条靠的是锁。"""
    read = meeting_point(OutboxRow)
    monkeypatch.setattr(relay, "_claim", lambda pk, at: read(pk))
    work = errand(monkeypatch)
    assert _work_together(written()) == [Outcome("done")] * 2
    assert len(work.calls) == 2


@pytest.mark.django_db
def test_patient_errands_are_swept_last(monkeypatch: pytest.MonkeyPatch) -> None:
    """成批的、不急的：先写下也排在别的后面，门铃也是靠后的那种。"""
    rung: list[tuple[int, bool]] = []
    monkeypatch.setattr(relay, "ring", lambda row_id, patient: rung.append((row_id, patient)))
    monkeypatch.setattr(relay, "PATIENT", {"test.patient"})
    slow = enqueue("test.patient", key="1", at=s.NOON)
    fast = written()
    sweep(s.NOON)
    assert rung == [(fast, False), (slow, True)]


def test_a_patient_bell_waits_behind_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """真的消息服务里：先敲的不急的门铃，排在后敲的平常门铃后面。"""
    from celery import current_app

    queue = "test.bells"
    with current_app.connection_for_read() as broker:
        box = broker.SimpleQueue(queue)
        box.clear()
        send = current_app.send_task
        monkeypatch.setattr(current_app, "send_task", lambda name, **how: send(name, queue=queue, **how))
        services.ring(1, patient=True)
        services.ring(2)
        got = [box.get(timeout=5) for _ in range(2)]
        assert [one.payload[0][0] for one in got] == [2, 1]
        for one in got:
            one.ack()
        box.close()
