"""暂停、恢复各有一页：先写原因，看到的就是办事人会看到的，写明正在办的有几件、怎么样；确认才停，几样一起停或者一样也不停。"""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from deposits.items import REMIT
from gjj import clock
from gjj.approvals.models import Proposal
from gjj.audit.models import AuditEntry
from gjj.backoffice.notices import notices_for
from gjj.cases.models import Case
from gjj.catalog.models import Channel, Closure, Item, ItemChannel
from gjj.catalog.selectors.declared import declared_items
from gjj.catalog.services.sync import sync_catalog
from gjj.periods.month import Month
from gjj.periods.said import moment_said
from tests import situations as s
from tests.closings import close, lift
from tests.halls.back_office import ROLES, address, browser, english_in
from tests.halls.test_back_office_drill import links_in
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db
CLOSE, REOPEN = "admin:catalog_closure_close", "admin:catalog_closure_reopen"
FILLED = {"reason": "年终结账", "since": "", "until": ""}


@pytest.fixture(autouse=True)
def _catalog(db: None) -> None:
    sync_catalog(declared_items(), s.NOON)


def closing(*codes: str, channel: str = "") -> str:
    """暂停这几个事项、这个渠道的那一页。"""
    chosen = [f"item={Item.objects.get(code=code).pk}" for code in codes]
    chosen += [f"channel={Channel.objects.get(code=channel).pk}"] if channel else []
    return f"{reverse(CLOSE)}?{'&'.join(chosen)}"


def post(client: Client, where: str, **given: str) -> Any:
    """填好交上去。"""
    return client.post(where, {**FILLED, **given})


def said(answer: Any) -> str:
    """页面上的字，去掉标签和空白。"""
    return re.sub(r"\s+", "", unescape(re.sub(r"<[^>]*>", "", answer.content.decode())))


def agree() -> None:
    """主任批准等着的那一份。"""
    row = Proposal.objects.get(status="proposed")
    answer = browser("manager").post(
        reverse("admin:approvals_proposal_act", args=[row.pk]), {"do": "approve", "digest": row.digest}
    )
    assert answer.status_code == 302
    assert Proposal.objects.get(pk=row.pk).status == "effective"


def card(page: str) -> str:
    """停着的那一页的正文。"""
    return re.findall(r'<dl class="facts">.*?</p>', page, re.DOTALL)[0]


def test_what_is_shown_before_is_what_the_unit_sees_after() -> None:
    """看的时候、提了没有批的时候什么也没停，批的人看得到办事人会看到的话；批了以后单位打开那一页，标题、正文一字不差；首页的卡片、公示也一样。"""
    admin, unit = browser("system_admin"), signed_in(s.unit(first_month=Month.of(clock.today())).agent)
    where = closing("deposits.upload")
    shown = post(admin, where)
    assert not Closure.objects.exists()
    assert english_in(shown.content.decode()) == set()
    answer = post(admin, where, confirm="确认提出")
    asked = Proposal.objects.get()
    assert answer.headers["Location"] == address(Proposal, "change", asked.pk)
    assert unit.get(reverse("deposits:upload")).status_code == 200
    assert "「上传变更清册」暂停办理：年终结账" in said(browser("manager").get(address(Proposal, "change", asked.pk)))
    agree()
    made = Closure.objects.get()
    seen = unit.get(reverse("deposits:upload"))
    assert seen.status_code == 409
    at = re.compile(r"<dt>从什么时候</dt><dd>[^<]*</dd>")  # 看的和停的隔了一会儿
    assert at.sub("", card(shown.content.decode())) == at.sub("", card(seen.content.decode()))
    for words in ("「上传变更清册」暂停办理", "没有任何款项变动；已经受理的照常办理。", "恢复时间另行通知"):
        assert words in said(shown)
        assert words in said(seen)
    home = unit.get("/unit/").content.decode()
    notice = re.findall(r'<div class="notice notice-look" role="note">.*?</div>', shown.content.decode())[0]
    for part in (notice, '<small class="stopped">暂停：年终结账</small>'):
        assert part in shown.content.decode()
        assert part in home
    told = AuditEntry.objects.get(action="catalog.close")
    assert told.object_id == str(made.pk)


def test_cases_in_progress_are_counted_and_told_what_becomes_of_them() -> None:
    """没办完的按状态数，写明照常办到底；别的事项的不算，没有的说没有；停渠道的数这个渠道进来的。"""
    unit, _ = s.unit_with_workers(1, first_month=Month.of(clock.today()))
    s.unit_with_workers(1)
    Case.objects.update(channel="unit_hall")
    admin = browser("system_admin")
    shown = said(admin.get(closing(REMIT)))
    assert "正在办的有2件（等申请人2件）：照常办到底" in shown
    assert "现在没有正在办的办件" in said(admin.get(closing("deposits.suspense")))
    assert "正在办的有2件" in said(admin.get(closing(channel="online")))
    assert "现在没有正在办的办件" in said(admin.get(closing(channel="counter")))
    post(admin, closing(REMIT), confirm="确认提出")
    agree()
    assert signed_in(unit.agent).get(reverse("deposits:remittances")).status_code == 200


COUNTER_STOPS = "柜面也暂停办理，急办请拨打12329。"


def test_nobody_is_sent_to_a_counter_that_stops_too() -> None:
    """各个渠道都停的、柜面另停着的，先看的和办事人看到的都不叫人去柜面；只停网上的照旧指到柜面；用一个名字「暂停办理」。"""
    admin, unit = browser("system_admin"), signed_in(s.unit(first_month=Month.of(clock.today())).agent)
    counter = Channel.objects.get(code="counter")
    upload = reverse("deposits:upload")
    everywhere = post(admin, closing("deposits.upload"))
    assert "各个渠道都停，柜面也停" in said(everywhere)
    online = post(admin, closing(channel="online"))
    for shown, is_sent in ((everywhere, False), (online, True)):
        assert (COUNTER_STOPS in said(shown), "急办可拨打12329或到柜面" in said(shown)) == (not is_sent, is_sent)
        assert "关停" not in said(shown)
    both = post(admin, f"{closing(channel='online')}&channel={counter.pk}")
    assert "或到柜面" not in said(both)
    pk = close(by=s.staff("system_admin"), at=clock.now(), item="deposits.upload", reason="升级")
    assert COUNTER_STOPS in said(unit.get(upload))
    assert COUNTER_STOPS in said(unit.get("/unit/"))
    lift(by=s.staff("system_admin"), closure_id=pk, at=clock.now())
    close(by=s.staff("system_admin"), at=clock.now(), channel="online", reason="升级")
    assert "急办可拨打12329或到柜面" in said(unit.get(upload))
    close(by=s.staff("system_admin"), at=clock.now(), channel="counter", reason="搬家")
    assert COUNTER_STOPS in said(unit.get(upload))


def test_what_is_stopped_already_is_told_before_anything_is_written() -> None:
    """选中的已经停着、定好要停、它的渠道停着的：一打开就写明从几时到几时、为什么；无关的不写。"""
    admin, boss, now = browser("system_admin"), s.staff("system_admin"), clock.now()
    day = timedelta(days=1)
    close(by=boss, at=now, item=REMIT, reason="升级", until=now + day)
    close(by=boss, at=now, item="deposits.upload", reason="年终结账", since=now + day)
    close(by=boss, at=now, channel="online", reason="线路检修")
    title = Item.objects.get(code=REMIT).title
    shown = said(admin.get(closing(REMIT)))
    until = moment_said(now + day).replace(" ", "")
    assert f"「{title}」已经暂停着：" in shown
    assert f"到{until}自己恢复；原因：升级（{boss.name}）。在它恢复以前不能再停一次" in shown
    assert "「网上业务大厅」已经暂停着：" in shown
    assert "线路检修" in shown
    assert "年终结账" not in shown
    assert "」定好了要暂停：" in said(admin.get(closing("deposits.upload")))
    assert "已经停着" not in said(admin.get(closing(channel="wechat")))


def test_what_is_wrong_is_told_and_nothing_is_closed() -> None:
    """没写原因、时间写不成、恢复早于开始、已经停着：留在这一页说清楚，一样也没有停；几样里有一样停不成也一样。"""
    admin = browser("system_admin")
    where = closing("deposits.upload", REMIT)
    for given, status, words in (
        ({"reason": " "}, 422, "没有写为什么停"),
        ({"until": "明天"}, 422, "时间没有填对"),
        ({"until": "2020-01-01T08:00"}, 422, "恢复时间要在开始之后"),
    ):
        for step in ({}, {"confirm": "确认暂停"}):
            answer = post(admin, where, **given, **step)
            assert (answer.status_code, words in said(answer)) == (status, True), given
    close(by=s.staff("system_admin"), at=clock.now(), item=REMIT, reason="升级")
    answer = post(admin, where, confirm="确认提出")
    assert answer.status_code == 409
    assert f"「{Item.objects.get(code=REMIT).title}」已经暂停着" in said(answer)
    assert Closure.objects.count() == 1
    assert admin.get(reverse(CLOSE)).headers["Location"] == address(Item, "changelist")
    assert admin.get(f"{reverse(CLOSE)}?item=x&channel=0").status_code == 302


def test_several_close_together_and_a_channel_says_which_items() -> None:
    """几样一起停；停渠道的写明哪些事项都停；定在以后的写明到那时才停。"""
    admin = browser("system_admin")
    later = (clock.now() + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    shown = said(post(admin, closing("deposits.upload", channel="online"), since=later))
    offered = ItemChannel.objects.filter(channel__code="online", is_offered=True)
    assert f"这个渠道办得了的{offered.count()}个事项都停" in shown
    assert all(one.item.title.replace(" ", "") in shown for one in offered)
    assert "到那时才这样显示，在那以前照常办" in shown
    answer = post(admin, closing("deposits.upload", channel="online"), since=later, confirm="确认提出")
    assert answer.headers["Location"] == address(Proposal, "change", Proposal.objects.get().pk)
    agree()
    assert Closure.objects.count() == 2
    assert signed_in(s.unit().agent).get(reverse("deposits:upload")).status_code == 200


def test_reopening_is_seen_first_and_a_closed_channel_is_told() -> None:
    """恢复也先看一遍：写着谁停的、为什么；渠道还停着的说恢复了也办不了；写了为什么才提得成，批了才恢复，再提一次说已经恢复了。"""
    boss, admin = s.staff("system_admin"), browser("system_admin")
    one = close(by=boss, at=clock.now(), item=REMIT, reason="升级")
    other = close(by=boss, at=clock.now(), channel="online", reason="线路检修")
    where = f"{reverse(REOPEN)}?closure={one}"
    shown = admin.get(where)
    assert english_in(shown.content.decode()) == set()
    for words in (f"升级（{boss.name}", "「网上业务大厅」还停着（线路检修）"):
        assert words in said(shown)
    both = f"{reverse(REOPEN)}?closure={one}&closure={other}"
    assert "还停着" not in said(admin.get(both))
    assert Closure.objects.filter(lifted_at=None).count() == 2
    wrong = admin.post(both, {"confirm": "确认提出"})
    assert (wrong.status_code, "没有写为什么" in said(wrong)) == (422, True)
    assert "正常办理" in said(admin.post(both, {"reason": "好了"}))
    assert Closure.objects.filter(lifted_at=None).count() == 2
    admin.post(both, {"reason": "好了", "confirm": "确认提出"})
    assert Closure.objects.filter(lifted_at=None).count() == 2
    agree()
    assert not Closure.objects.filter(lifted_at=None).exists()
    again = admin.post(where, {"reason": "好了"})
    assert (again.status_code, "已经恢复了" in said(again)) == (409, True)
    assert admin.get(reverse(REOPEN)).headers["Location"] == address(Closure, "changelist")


def test_only_the_administrator_is_led_to_the_pages() -> None:
    """系统管理员从事项、渠道、格子、停着的那一条走得到；别的身份看不到路，知道地址也进不去。"""
    pk = close(by=s.staff("system_admin"), at=clock.now(), item=REMIT, reason="升级")
    reopen = f"{reverse(REOPEN)}?closure={pk}"
    open_item = Item.objects.get(code="deposits.upload")
    cell = ItemChannel.objects.filter(is_offered=True).earliest("pk")
    roads = (
        (Item, open_item, "item"),
        (Channel, Channel.objects.get(code="wechat"), "channel"),
        (ItemChannel, cell, "cell"),
    )
    for role in ROLES:
        client, may = browser(role), role == "system_admin"
        for model, row, kind in roads:
            assert (f"{reverse(CLOSE)}?{kind}={row.pk}" in links_in(client, model, row.pk)) is may, (role, kind)
        assert (reopen in links_in(client, Closure, pk)) is may
        assert address(Closure, "change", pk) in links_in(client, Item, Item.objects.get(code=REMIT).pk)
        for where in (closing("deposits.upload"), reopen):
            assert client.get(where).status_code == (200 if may else 403), role
            if not may:
                assert client.post(where, {**FILLED, "confirm": "确认暂停"}).status_code == 403
    assert Closure.objects.filter(lifted_at=None).count() == 1


@pytest.mark.parametrize(("channel", "where"), [("wechat", "在官方微信办的"), ("counter", "到柜面来办的")])
def test_another_channel_previews_that_channel(channel: str, where: str) -> None:
    """只停别的渠道的，看的是那个渠道：办事指南里它写「暂停」，那里答的话；网上的首页、卡片照常，写明照办。"""
    assert "这个渠道现在没有办得了的事项" in said(post(browser("system_admin"), closing(channel=channel)))
    ItemChannel.objects.filter(item__code=REMIT, channel__code=channel).update(is_offered=True)
    shown = said(post(browser("system_admin"), closing(channel=channel)))
    title = Channel.objects.get(code=channel).title
    assert f"网上业务大厅开放{title}暂停" in shown or f"{title}暂停网上业务大厅开放" in shown
    assert f"{where}「" in shown
    assert "网上业务大厅照常办理：首页、菜单、卡片不写「暂停」" in shown
    assert "菜单和卡片" not in shown
    cell = ItemChannel.objects.filter(channel__code="online", is_offered=True).earliest("pk")
    online = said(post(browser("system_admin"), f"{reverse(CLOSE)}?cell={cell.pk}"))
    assert "菜单和卡片" in online
    assert "网上业务大厅照常办理" not in online


def test_an_urgent_stop_is_made_by_one_and_seen_by_the_other() -> None:
    """勾了急停：先看几时自己恢复；确认当场停，主任首页就有等批的一份，批了接着停；写了从什么时候的不收。"""
    admin, where = browser("system_admin"), closing(REMIT)
    wrong = post(admin, where, urgent="on", since="2027-12-30T18:00")
    assert (wrong.status_code, "急停就是现在停" in said(wrong)) == (422, True)
    shown = post(admin, where, urgent="on")
    assert "没有批准的自己恢复" in said(shown)
    assert english_in(shown.content.decode()) == set()
    assert not Closure.objects.exists()
    post(admin, where, urgent="on", confirm="确认急停")
    row = Closure.objects.get()
    assert (row.until is not None, row.awaits_approval) == (True, True)
    assert "急停中，等人批" in said(admin.get(address(Closure, "changelist")))
    told = {one.title: one.count for one in notices_for(s.staff("manager"), clock.today())}
    assert told["等您批的审批"] == 1
    page = said(browser("manager").get(address(Proposal, "change", Proposal.objects.get().pk)))
    assert "不批准、撤回暂停办理马上恢复办理" in page
    agree()
    row.refresh_from_db()
    assert (row.until, row.awaits_approval) == (None, False)
    assert f"审批SP{Proposal.objects.get().pk:08d}（已生效）" in said(admin.get(address(Closure, "change", row.pk)))


def test_the_list_leads_to_the_page_with_what_was_chosen() -> None:
    """清单里选中几件，动作只领到那一页，什么也没停、什么也没恢复。"""
    admin = browser("system_admin")
    chosen = [Item.objects.get(code=code).pk for code in ("deposits.upload", REMIT)]
    told = {"action": "close_chosen", "_selected_action": chosen}
    page = admin.post(address(Item, "changelist"), told, follow=True)
    assert all(Item.objects.get(pk=pk).title in said(page) for pk in chosen)
    assert not Closure.objects.exists()
    pk = close(by=s.staff("system_admin"), at=clock.now(), item=REMIT, reason="升级")
    page = admin.post(address(Closure, "changelist"), {"action": "lift_chosen", "_selected_action": [pk]}, follow=True)
    assert "恢复以后" in said(page)
    assert Closure.objects.get().lifted_at is None
