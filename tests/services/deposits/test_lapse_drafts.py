"""放着没有提交的开户草稿：提醒过整整几天才清，清了什么也不留；又存过、交了的不动。"""

from datetime import timedelta
from typing import Any

import pytest

from deposits.messages import OPENING_DRAFT_GOING
from deposits.models import ApplicationPaper, UnitApplication
from deposits.selectors.applications import standing_application
from deposits.selectors.draft_days import draft_days
from deposits.services import lapse_drafts
from deposits.services.application_papers import Paper
from deposits.services.apply_opening import save_application
from deposits.services.lapse_drafts import tend_drafts
from gjj.audit.models import AuditEntry
from gjj.messaging.models import Message
from gjj.messaging.services.announce import announce
from gjj.parameters.declared import bounds_of
from gjj.schedule import SCHEDULE
from tests import situations as s
from tests.applicants import applicant
from tests.halls.visitors import signed_in
from tests.services.deposits.test_unit_applications import draft_of, saved, submitted

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_a_draft_left_alone_is_announced_and_then_forgotten() -> None:
    """23 天提醒一次，跑几遍也一次；30 天清掉：状态、填的、材料、账号都不留，审计写着是系统清的；他可以重新填。"""
    by = applicant()
    row = saved(by)
    assert tend_drafts(s.NOON + 23 * DAY - timedelta(seconds=1)) == (0, 0)
    assert tend_drafts(s.NOON + 23 * DAY) == (1, 0)
    assert tend_drafts(s.NOON + 24 * DAY) == (0, 0)
    message = Message.objects.get(code=OPENING_DRAFT_GOING)
    assert (message.person_id, message.variables["until"]) == (by.person_id, "2026年12月24日")
    assert tend_drafts(s.NOON + 30 * DAY - timedelta(seconds=1)) == (0, 0)
    assert tend_drafts(s.NOON + 30 * DAY) == (0, 1)
    row.refresh_from_db()
    assert (row.status, row.unit_name, row.uscc, row.bank_account) == ("lapsed", "", "", "")
    assert not ApplicationPaper.objects.exists()
    assert AuditEntry.objects.get(action="deposits.opening.lapse").name == "草稿清理"
    assert standing_application(by) is None
    assert saved(by).status == "draft"


def test_a_draft_that_cannot_be_tended_does_not_stand_in_the_way(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """一份提醒不成：别的照提醒，日志写着是哪一份，下一遍接着提醒它。"""
    bad, _ = saved(applicant()), saved(applicant())

    def broken(**given: Any) -> Any:
        if given["person_id"] == bad.person_id:
            raise RuntimeError("这一份的数据坏了")
        return announce(**given)

    with monkeypatch.context() as one:
        one.setattr(lapse_drafts, "announce", broken)
        assert tend_drafts(s.NOON + 23 * DAY) == (1, 0)
    assert f"opening_draft_not_tended id={bad.pk}" in caplog.text
    assert tend_drafts(s.NOON + 23 * DAY) == (1, 0)
    assert Message.objects.filter(code=OPENING_DRAFT_GOING).count() == 2


def test_a_job_that_stood_still_gives_the_whole_notice_first() -> None:
    """任务停了几个月再跑：先提醒，再满 7 天才清。"""
    by = applicant()
    row = saved(by)
    late = s.NOON + 90 * DAY
    assert tend_drafts(late) == (1, 0)
    row.refresh_from_db()
    assert draft_days(s.TODAY).until(row) == s.TODAY + 97 * DAY
    assert tend_drafts(late + 7 * DAY - timedelta(seconds=1)) == (0, 0)
    assert tend_drafts(late + 7 * DAY) == (0, 1)


def test_what_was_saved_again_or_submitted_stays() -> None:
    """提醒以后又存过的重新算起，再提醒一次；提交了的不提醒、不清。"""
    by = applicant()
    row = saved(by)
    assert tend_drafts(s.NOON + 23 * DAY) == (1, 0)
    save_application(by=by, draft=draft_of(row), papers={}, at=s.NOON + 24 * DAY)
    assert tend_drafts(s.NOON + 40 * DAY) == (0, 0)
    assert tend_drafts(s.NOON + 47 * DAY) == (1, 0)
    assert Message.objects.filter(code=OPENING_DRAFT_GOING).count() == 2
    other = submitted(applicant())
    assert tend_drafts(s.NOON + 400 * DAY) == (0, 1)
    other.refresh_from_db()
    assert other.status == "processing"
    assert UnitApplication.objects.filter(status="submitted").count() == 1


def test_the_days_are_parameters_within_bounds_and_the_page_says_until_when() -> None:
    """天数有界，提醒不早过留的天数；定时任务在那一页；页面写着留到哪天。"""
    assert [(one.least, one.most) for one in bounds_of("deposits.opening_draft_days")] == [("7", "365")]
    assert SCHEDULE["deposits.tend_opening_drafts"]["schedule"] == 3600.0
    by = applicant()
    row = saved(by, papers={"license": Paper("x.pdf", b"%PDF-1")})
    assert f"留到 {draft_days(s.TODAY).until(row).year}年" in signed_in(by).get("/me/unit-opening/").content.decode()
