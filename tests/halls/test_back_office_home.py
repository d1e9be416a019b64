"""后台首页：我是谁、等着处理的有几件、能查什么；提醒由各房间登记，点进去就是筛好的清单。"""

import re
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from deposits.models import EmployerAccount, Remittance
from gjj import clock
from gjj.actors.roles import ROLES
from gjj.backoffice.notices import notices_for
from gjj.identity.models import Branch
from gjj.parameters.models import AnnouncedYear
from gjj.periods.days import SHANGHAI
from gjj.settlement.models import Instruction, Receipt
from gjj.work.models import OutboxRow
from tests import situations as s
from tests.halls.back_office import ROLES as COUNTER_ROLES
from tests.halls.back_office import address, browser, town

pytestmark = pytest.mark.django_db


def waiting() -> dict[str, tuple[Any, dict[str, str]]]:
    """四样等着处理的：叫什么，去哪类清单、按什么筛。"""
    return {
        "到账": (Receipt, {"status": "unmatched"}),
        "汇缴书": (Remittance, {"status__exact": "mismatch"}),
        "付款指令": (Instruction, {"status": "unknown"}),
        "后台工作": (OutboxRow, {"status__exact": "dead"}),
    }


def told(role: str = "teller", on: date = s.TODAY) -> dict[str, Any]:
    """这个身份首页上的提醒：去哪里看 → 提醒。"""
    return {one.url: one for one in notices_for(s.staff(role), on)}


def notice_of(name: str, role: str = "teller") -> Any:
    """四样里的一样。"""
    model, query = waiting()[name]
    return told(role)[f"{address(model, 'changelist')}?{urlencode(query)}"]


def home(role: str = "teller") -> str:
    """首页。"""
    return browser(role).get(reverse("admin:index")).content.decode()


@pytest.mark.parametrize("role", COUNTER_ROLES)
def test_the_home_page_says_where_who_and_which_day(role: str) -> None:
    """中心、身份、业务日、演示标记都在首屏，有退出，没有英文的站点名。"""
    page = home(role)
    today = clock.today()
    assert "明川市住房公积金管理中心" in page
    assert ROLES[role] in page
    assert f"业务日 {today.year}年{today.month}月{today.day}日" in page
    assert "演示环境" in page
    assert "退出" in page


@pytest.mark.parametrize("name", list(waiting()))
def test_each_notice_counts_what_waits_and_links_to_exactly_those(name: str) -> None:
    """认不出的到账、到账不足、结果未知、办不成：几件就是几件，点进去列的就是那几件，首页上有这个链接。"""
    town()
    client = browser("teller")
    one = notice_of(name)
    assert (one.count, one.kind != "calm") == (1, True)
    assert name in one.title
    assert client.get(one.url).context_data["cl"].result_count == 1
    assert one.url in client.get(reverse("admin:index")).content.decode().replace("&amp;", "&")


def test_the_notice_of_unclaimed_money_says_how_much() -> None:
    """认不出的到账写明合计多少钱。"""
    town()
    assert "¥12,345.67" in notice_of("到账").told


@pytest.mark.parametrize("name", list(waiting()))
def test_a_quiet_day_shows_zero_and_calm_words(name: str) -> None:
    """没有事的时候写零，不用警示的样子。"""
    assert (notice_of(name).count, notice_of(name).kind) == (0, "calm")


def test_settled_things_stop_waiting() -> None:
    """有了结果的指令、重新排上的工作，不再算。"""
    town()
    Instruction.objects.update(status="failed")
    OutboxRow.objects.filter(status="dead").update(status="pending")
    assert notice_of("付款指令").count == 0
    assert notice_of("后台工作").count == 0


def test_staff_of_a_branch_are_told_only_of_their_own_units() -> None:
    """按网点授权的人，首页上没有全中心的数：到账不足的只数本网点单位的，银行流水、后台工作不提。"""
    made = town()
    branch = Branch.objects.get(code="01")
    by = s.branch_staff("teller", branch)
    told = {one.title: one.count for one in notices_for(by, s.TODAY)}
    assert told["到账不足的汇缴书"] == 0
    assert not [
        title for title in told if "后台" in title or title in ("待查的到账", "读不懂的到账通知", "结果未知的付款指令")
    ]
    EmployerAccount.objects.filter(pk=made.short.employer_account_id).update(branch=branch)
    assert {one.title: one.count for one in notices_for(by, s.TODAY)}["到账不足的汇缴书"] == 1


@pytest.mark.parametrize(
    ("on", "announced", "estimated", "warned"),
    [
        (date(2026, 10, 31), False, True, False),
        (date(2026, 11, 1), False, True, True),
        (date(2026, 12, 31), False, True, True),
        (date(2026, 11, 1), False, False, True),
        (date(2026, 11, 1), True, False, False),
        (date(2027, 1, 1), False, True, True),
    ],
)
def test_the_holiday_notice_stands_from_november_until_the_year_is_announced(
    on: date, announced: bool, estimated: bool, warned: bool
) -> None:
    """11 月 1 日起提醒次年的放假安排还没公布；推算的不算公布，公布了就不提醒。"""
    AnnouncedYear.objects.filter(year=2027).delete()
    if announced or estimated:
        AnnouncedYear.objects.create(year=2027, estimated=estimated)
    said = [one.title for one in told(on=on).values()]
    assert ("2027 年的放假安排还没有公布" in said) is warned


def test_the_holiday_notice_follows_the_business_day_of_the_hall() -> None:
    """拨到 11 月 1 日，首页就有提醒；前一天没有。"""
    clock.set_to(datetime(2026, 10, 31, 23, 0, tzinfo=SHANGHAI))
    assert "放假安排还没有公布" not in home()
    clock.set_to(datetime(2026, 11, 1, 0, 5, tzinfo=SHANGHAI))
    assert "2027 年的放假安排还没有公布" in home()


def test_the_shelves_stand_in_the_order_of_business() -> None:
    """栏目的次序：归集、办件、结算、账、单证、消息、身份、审批、事项与渠道、参数、后台工作，审计员最后多两栏查看记录和审计。"""
    page = home("auditor")
    shelves = re.findall(r'class="section">([^<]+)<', page)
    assert shelves == [
        "归集",
        "办件",
        "结算",
        "账",
        "单证",
        "消息与短信",
        "信息发布",
        "身份与授权",
        "审批",
        "事项与渠道",
        "参数",
        "后台工作",
        "查看记录",
        "审计",
    ]
    assert "审计" not in re.findall(r'class="section">([^<]+)<', home("teller"))


def post_again(client: Client, row: OutboxRow) -> Any:
    """在清单上选中它，点重新执行。"""
    body = {"action": "run_again", "_selected_action": [row.pk], "index": "0"}
    return client.post(address(OutboxRow, "changelist"), body, follow=True)


@pytest.mark.parametrize("role", COUNTER_ROLES)
def test_dead_work_runs_again_only_at_the_hand_of_those_who_may(role: str) -> None:
    """主任、系统管理员能重新执行办不成的；别的身份没有按钮，硬交也没有用。"""
    dead = town().dead
    client = browser(role)
    may = role in ("manager", "system_admin")
    assert ("run_again" in client.get(address(OutboxRow, "changelist")).content.decode()) is may
    answer = post_again(client, dead)
    dead.refresh_from_db()
    assert (dead.status, dead.attempts) == (("pending", 0) if may else ("dead", 12))
    assert ("已放回待办" in answer.content.decode()) is may


def test_running_again_what_is_not_dead_says_so_and_changes_nothing() -> None:
    """没有停在办不成的，重新执行会说明，什么也不变。"""
    dead = town().dead
    OutboxRow.objects.filter(pk=dead.pk).update(status="done")
    answer = post_again(browser("manager"), dead)
    dead.refresh_from_db()
    assert dead.status == "done"
    assert "不用重新执行" in answer.content.decode()
