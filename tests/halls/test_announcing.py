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


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("1月1日（周五）至3日", (2027, 1, 1), (2027, 1, 3)),
        ("1月1日（星期五）至1月3日(星期天)", (2027, 1, 1), (2027, 1, 3)),
        ("2026年12月31日至2027年1月3日", (2026, 12, 31), (2027, 1, 3)),
        ("2026年12月31日至1月3日", (2026, 12, 31), (2027, 1, 3)),
        ("2026年12月31日（周四）", (2026, 12, 31), (2026, 12, 31)),
    ],
)
def test_the_wording_of_the_official_notice_is_read(
    said: str, first: tuple[int, int, int], last: tuple[int, int, int]
) -> None:
    """通知里写着星期的、从上一年年底放起的，照抄就读得出。"""
    found = days_said(said, 2027)
    assert (found[0], found[-1]) == (date(*first), date(*last))
    assert len(found) == (date(*last) - date(*first)).days + 1


@pytest.mark.parametrize("said", ["1月1日（周四）", "2026年1月1日", "2028年1月1日", "2026年12月31日（周五）"])
def test_a_notice_of_another_year_is_not_taken(said: str) -> None:
    """星期对不上、不是那一年和上一年年底的：多半是拿错了通知，不收。"""
    with pytest.raises(BizError):
        days_said(said, 2027)


def test_the_end_of_the_year_before_follows_the_new_notice() -> None:
    """从上一年年底放起：上一年没录的先录；录过的，那几天照这一份改，别的不动。"""
    early = {"off": "2026年12月31日至2027年1月3日", "on": ""}
    AnnouncedYear.objects.filter(year=2026).update(estimated=True)
    assert post("system_admin", **early).status_code == 409
    AnnouncedYear.objects.update_or_create(year=2026, defaults={"estimated": False})
    before = calendar([2026])
    assert "2026年12月31日至1月3日" in post("system_admin", **early).content.decode()
    assert post("system_admin", **early, confirm="1").status_code == 302
    row = Proposal.objects.get()
    approve(by=s.staff("manager"), proposal_id=row.pk, digest=row.digest, at=clock.now())
    days = calendar([2026, 2027])
    told = [date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 4)]
    assert [days.is_workday(one) for one in told] == [False, False, True]
    assert days.is_workday(date(2026, 10, 1)) == before.is_workday(date(2026, 10, 1))
    assert before.is_workday(date(2026, 12, 31))
