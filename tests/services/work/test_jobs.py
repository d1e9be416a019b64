"""任务进度：谁的、到第几个、几处错、还要几秒、结果如何。"""

from datetime import timedelta

import pytest

from gjj.actors.actor import system_actor
from gjj.work import jobs
from gjj.work.models import Job
from tests import situations as s

pytestmark = pytest.mark.django_db


def started(total: int = 100) -> int:
    """刚开始的一件。"""
    return jobs.start_job(by=system_actor(), kind="test", title="读清册", total=total, at=s.NOON)


def test_a_job_begins_at_nothing_and_knows_whose_it_is() -> None:
    """开始时一个没办，记着是谁、哪个单位要办的。"""
    unit = s.unit()
    one = jobs.job(jobs.start_job(by=unit.agent, kind="test", title="读清册", total=7, at=s.NOON))
    assert one is not None
    assert (one.status, one.total, one.done, one.errors, one.finished_at) == ("running", 7, 0, 0, None)
    assert (one.login_id, one.employer_id, one.started_at) == (unit.agent.login_id, unit.employer_id, s.NOON)


def test_progress_is_kept_for_whoever_comes_back() -> None:
    """办到第几个、几处错都存着，离开再回来还在；别的任务不动。"""
    pk, other = started(), started()
    jobs.progress(pk, 40, 2)
    jobs.progress(pk, 60, 3)
    one = Job.objects.get(pk=pk)
    assert (one.done, one.errors, one.status) == (60, 3, "running")
    assert Job.objects.get(pk=other).done == 0


@pytest.mark.parametrize(
    ("done", "elapsed", "left"),
    [
        (0, 10, None),  # 还没走动，说不出
        (1, 1, 99),
        (25, 10, 30),
        (50, 10, 10),
        (99, 99, 1),
        (100, 10, 0),
        (120, 10, 0),  # 办得比说的多，也不说负数
        (50, 0, 0),
        (50, -5, 0),  # 钟往回拨了，也不说负数
    ],
)
def test_the_seconds_left_follow_the_speed_so_far(done: int, elapsed: int, left: int | None) -> None:
    """还要几秒 = 已用的时间 ÷ 已办的 × 没办的，四舍五入到秒，不为负。"""
    pk = started()
    jobs.progress(pk, done)
    assert jobs.seconds_left(Job.objects.get(pk=pk), s.NOON + timedelta(seconds=elapsed)) == left


@pytest.mark.parametrize(("failed", "status", "word"), [(False, "done", "办完"), (True, "failed", "没办成")])
def test_the_end_is_kept_with_its_result(failed: bool, status: str, word: str) -> None:
    """结束时记下成没成、结果和时间；结束了就不再说还要几秒。"""
    pk = started()
    jobs.progress(pk, 40)
    jobs.finish(pk, {"change_list": 9}, s.NOON + timedelta(minutes=1), failed=failed)
    one = Job.objects.get(pk=pk)
    assert (one.status, one.get_status_display(), one.result) == (status, word, {"change_list": 9})
    assert one.finished_at == s.NOON + timedelta(minutes=1)
    assert jobs.seconds_left(one, s.NOON + timedelta(minutes=2)) is None


def test_a_job_that_does_not_exist_is_nothing() -> None:
    """没有的任务，答空。"""
    assert jobs.job(0) is None
