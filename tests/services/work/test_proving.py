"""每天日终之后查账：排在时刻表上；结果是一件任务；不成立的、没查成的，后台首页提醒。"""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from celery.schedules import crontab
from django.db.models.functions import Now

from gjj.audit.models import SealHorizon
from gjj.backoffice.notices import Notice, notices_for
from gjj.backoffice.reading import read
from gjj.declarations.invariants import Invariant
from gjj.schedule import SCHEDULE
from gjj.work import jobs, proving
from gjj.work.admin import JobAdmin  # noqa: F401  后台登记了提醒
from gjj.work.models import Job
from gjj.work.proving import prove_books
from tests import situations as s

pytestmark = pytest.mark.django_db


def said(days: int = 0, title: str = "查账", role: str = "manager") -> Notice:
    """过了几天，后台首页上查账（或查验审计链）的一条。"""
    (found,) = [one for one in notices_for(s.staff(role), s.TODAY + timedelta(days)) if one.title == title]
    return found


def test_the_books_are_proved_after_every_day() -> None:
    """时刻表上每天零点半查一次。"""
    entry = SCHEDULE["work.prove"]
    assert (entry["task"], entry["schedule"]) == ("work.prove", crontab(hour=0, minute=30))


def test_green_books_are_a_job_done_and_a_calm_notice() -> None:
    """全部成立：任务办完；第二天还没查不要紧，再过一天没查就请留意。"""
    assert said().kind == "calm"
    s.paid(s.remittance_of(s.unit_with_workers(1)[0]))
    job = jobs.job(prove_books(s.NOON))
    assert job is not None
    assert (job.status, job.errors, job.done) == ("done", 0, job.total)
    assert [said(days).kind for days in (0, 1, 2)] == ["calm", "calm", "look"]


def test_a_red_result_stands_on_the_home_page_until_it_is_green(monkeypatch: pytest.MonkeyPatch) -> None:
    """有一条不成立：任务没办成，写明哪一条、几行；后台首页说要处理，过几天也还在，点进去就是查账的任务；再查成立了才收起。"""
    broken = Invariant("test.two_rows", "分户账的余额等于明细的合计", "SELECT generate_series(1, 2) AS id")
    monkeypatch.setattr(proving, "all_invariants", lambda: [broken])
    job = jobs.job(prove_books(s.NOON))
    assert job is not None
    assert (job.status, job.errors) == ("failed", 1)
    assert job.result == {"said": ["分户账的余额等于明细的合计：2 行（test.two_rows）"]}
    assert "结果：" in read(job.result)
    notice = said(5)
    assert (notice.kind, notice.count) == ("wrong", 1)
    assert notice.url.endswith("kind=prove")
    monkeypatch.undo()
    prove_books(s.NOON + timedelta(hours=1))
    assert said().kind == "calm"


def test_a_check_that_was_cut_off_is_told_the_next_day() -> None:
    """查到一半工作进程没了：当天不催，第二天请留意。"""
    prove_books(s.NOON)
    Job.objects.update(status="running", finished_at=None)
    assert [said(days).kind for days in (0, 1)] == ["calm", "look"]


def test_the_chain_is_checked_every_day_and_a_break_stands_on_the_home_page(settings: Any, tmp_path: Path) -> None:
    """审计链每天零点四十分查验一遍：没有断口不催；有断口的写明哪一种、哪一条，审计员的首页说要处理。"""
    settings.GJJ_ANCHORS = tmp_path
    assert SCHEDULE["work.verify_audit"]["schedule"] == crontab(hour=0, minute=40)
    proving.verify_chain(s.NOON)
    assert said(title="查验审计链", role="auditor").kind == "calm"
    (tmp_path / "audit.jsonl").write_text("不是锚\n")
    job = jobs.job(proving.verify_chain(s.NOON))
    assert job is not None
    assert (job.status, job.errors, job.result) == ("failed", 1, {"said": ["外锚的文件不对：第 1 行读不懂"]})
    assert "结果：" in read(job.result)
    notice = said(title="查验审计链", role="auditor")
    assert (notice.kind, notice.count) == ("wrong", 1)


def test_a_sealer_that_stopped_is_on_the_home_page_within_minutes() -> None:
    """封审计的五分钟没有来：审计员的首页说停了多久、看哪里；又来了就收起。"""
    row = SealHorizon.objects.create(pk=1)
    assert said(title="查验审计链", role="auditor").kind == "calm"
    SealHorizon.objects.filter(pk=row.pk).update(looked_at=Now() - timedelta(minutes=7))
    notice = said(title="封审计的停了", role="auditor")
    assert (notice.kind, notice.count, notice.unit) == ("wrong", 7, "分钟")
    SealHorizon.objects.filter(pk=row.pk).update(looked_at=Now())
    assert said(title="查验审计链", role="auditor").kind == "calm"
