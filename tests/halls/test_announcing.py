"""录入放假安排：从首页的提醒点进去填，看一遍，提出；另一个人批准就录入，提醒消失。"""

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from gjj import clock
from gjj.approvals.models import Proposal
from gjj.approvals.services import approve
from gjj.backoffice.notices import notices_for
from gjj.declarations.errors import BizError
from gjj.parameters.announcing import days_said
from gjj.parameters.models import AnnouncedYear, WorkDay
from gjj.parameters.selectors import calendar, missing_year
from tests import situations as s
from tests.halls.back_office import browser, english_in

pytestmark = pytest.mark.django_db
PAGE = "admin:parameters_announcedyear_announce"
FILLED = {
    "year": "2027", "off": "1月1日至3日、2月5日至2月11日", "on": "1月31日、2月20日", "reason": "国务院办公厅 2027 年部分节假日安排的通知",
}  # fmt: skip


@pytest.fixture(autouse=True)
def not_announced(db: None) -> None:
    """2027 年只有推算的。"""
    AnnouncedYear.objects.update_or_create(year=2027, defaults={"estimated": True})
    WorkDay.objects.filter(day__year=2027).delete()
    WorkDay.objects.create(day=date(2027, 1, 4), is_workday=False, label="元旦", estimated=True)


def post(role: str, **given: str) -> Any:
    """填好交上去。"""
    return browser(role).post(reverse(PAGE), {**FILLED, **given})


def test_a_year_is_entered_by_two_people_and_the_notice_goes() -> None:
    """系统管理员提出，主任批准：推算的换成公布的，工作日照它数，首页不再提醒。"""
    tile = next(one for one in notices_for(s.staff("system_admin"), s.TODAY) if "放假安排" in one.title)
    shown = browser("system_admin").get(tile.url)
    assert shown.status_code == 200
    assert 'value="2027"' in shown.content.decode()
    looked = post("system_admin")
    page = looked.content.decode()
    assert "1月1日至1月3日、2月5日至2月11日" in page
    assert english_in(page) == set()
    assert not Proposal.objects.exists()
    assert post("system_admin", confirm="1").status_code == 302
    assert missing_year(s.TODAY) == 2027, "没有批准的不算数"
    row = Proposal.objects.get()
    approve(by=s.staff("manager"), proposal_id=row.pk, digest=row.digest, at=clock.now())
    assert missing_year(s.TODAY) is None
    days = calendar([2027])
    told = [date(2027, 1, 1), date(2027, 1, 4), date(2027, 1, 31), date(2027, 2, 11)]
    assert [days.is_workday(one) for one in told] == [False, True, True, False]
    assert post("system_admin").status_code == 409, "录入过的不再录一次"


@pytest.mark.parametrize(
    "given",
    [
        {"off": "二月三十日"},
        {"off": "2月30日"},
        {"on": "1月2日"},
        {"on": "2月3日"},
        {"off": ""},
        {"off": "1月3日至1日"},
    ],
)
def test_what_cannot_be_a_holiday_is_refused_with_nothing_kept(given: dict[str, str]) -> None:
    """读不成日子、又放又上、调休不在周末、没有写：不收，什么也没提。"""
    answer = post("manager", **given)
    assert answer.status_code == 422
    assert not Proposal.objects.exists()


def test_who_may_not_propose_has_no_way_in() -> None:
    """柜员的提醒写明谁来录，没有录入的页。"""
    tile = next(one for one in notices_for(s.staff("teller"), s.TODAY) if "放假安排" in one.title)
    assert "系统管理员录入" in tile.told
    assert browser("teller").get(tile.url).status_code == 200
    assert browser("teller").get(reverse(PAGE)).status_code == 403


def test_days_are_read_as_the_notice_writes_them() -> None:
    """一段一段的、单独一天的、跨月的都读得出。"""
    assert days_said("1月30日至2月1日，4月5日", 2027) == [
        date(2027, 1, 30), date(2027, 1, 31), date(2027, 2, 1), date(2027, 4, 5),
    ]  # fmt: skip
    with pytest.raises(BizError):
        days_said("春节放假", 2027)
