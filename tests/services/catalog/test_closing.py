"""事项与渠道：行跟着声明走；暂停说清原因和什么时候恢复，按事项、渠道、格子管，已受理的不管。"""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.admin import site

from deposits.items import REMIT
from gjj.audit.models import AuditEntry
from gjj.catalog.admin import ItemAdmin
from gjj.catalog.models import Channel, Closure, Item, ItemChannel
from gjj.catalog.selectors.declared import declared_item, declared_items
from gjj.catalog.selectors.items import closed_now, promise_of
from gjj.catalog.services.closing import require_open
from gjj.catalog.services.stopping import stop_urgently
from gjj.catalog.services.sync import sync_catalog
from gjj.declarations.errors import BizError
from gjj.declarations.items import CHANNELS, ServiceItem
from gjj.web.access import CHANNEL_OF_HALL
from tests import situations as s
from tests.closings import close, lift
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def online(unit: s.Unit):  # type: ignore[no-untyped-def]
    return replace(unit.agent, channel=CHANNEL_OF_HALL["unit"])


def test_sync_makes_a_row_for_every_item_and_nine_channels() -> None:
    """每个声明的事项一行，九个渠道，每个事项九格；再跑一遍什么也不加。"""
    assert set(Item.objects.values_list("code", flat=True)) == {one.code for one in declared_items()}
    assert list(Channel.objects.values_list("code", flat=True)) == list(CHANNELS)
    assert ItemChannel.objects.count() == 9 * Item.objects.count()
    offered = ItemChannel.objects.filter(item__code=REMIT, is_offered=True)
    assert [one.channel.code for one in offered] == ["online"]
    assert sync_catalog(declared_items(), s.NOON) == 0


def test_sync_follows_what_is_declared() -> None:
    """声明改了承诺、改了能办的渠道，sync 以后指南、办件、后台都照新的；受理了的办件另存着当时的承诺。"""
    changed = [
        replace(one, promised_days=5, title="单位月缴", channels=("online", "wechat")) if one.code == REMIT else one
        for one in declared_items()
    ]
    assert sync_catalog(changed, s.NOON) == 0
    assert (promise_of(REMIT).days, promise_of(REMIT).title) == (5, "单位月缴")
    offered = ItemChannel.objects.filter(item__code=REMIT, is_offered=True)
    assert {one.channel.code for one in offered} == {"online", "wechat"}


def test_hall_guide_and_back_office_promise_the_same() -> None:
    """大厅、办事指南、后台的承诺是同一句：比例调整都是即时办结；中心改了天数的照改了的说。"""
    client = signed_in(s.staff("teller"))
    for one in declared_items():
        assert one.promise in client.get(f"/items/{one.code}/").content.decode()
        row = Item.objects.get(code=one.code)
        assert ItemAdmin(Item, site).promise(row) == one.full_promise
    assert declared_item("deposits.adjust_ratio").full_promise == "即时办结"  # type: ignore[union-attr]
    assert ItemAdmin(Item, site).promise(Item(code=REMIT, promised_days=5)) == "到账即分配，5 个工作日内"
    with pytest.raises(ValueError, match="即时办结"):
        ServiceItem("x", "某事", "unit", "汇缴", "x:y", "x", "即时办结", "x.y", promised_days=1, level=1)


def test_a_closed_item_says_why_and_until_when() -> None:
    """停办的事项：编码 item_closed，说出原因和恢复时间；到点自己恢复。"""
    unit = s.unit()
    close(by=s.staff("system_admin"), at=s.NOON, item=REMIT, reason="年终结转", until=s.NOON + 2 * HOUR)
    with pytest.raises(BizError) as refused:
        require_open(REMIT, by=unit.agent, at=s.NOON + HOUR)
    assert (refused.value.code, refused.value.status) == ("item_closed", 409)
    assert "年终结转" in refused.value.detail
    assert "2026年11月24日 14:00 恢复" in refused.value.detail
    require_open(REMIT, by=unit.agent, at=s.NOON + 2 * HOUR)


def test_a_closure_can_start_later_and_be_lifted_early() -> None:
    """还没到开始的时间照办；提前恢复就照办；再恢复一次被拒绝。"""
    admin, unit = s.staff("system_admin"), s.unit()
    pk = close(by=admin, at=s.NOON, item=REMIT, reason="升级", since=s.NOON + HOUR)
    require_open(REMIT, by=unit.agent, at=s.NOON)
    with pytest.raises(BizError, match="item_closed"):
        require_open(REMIT, by=unit.agent, at=s.NOON + HOUR)
    lift(by=admin, closure_id=pk, at=s.NOON + HOUR)
    require_open(REMIT, by=unit.agent, at=s.NOON + HOUR)
    with pytest.raises(BizError, match="not_closed"):
        lift(by=admin, closure_id=pk, at=s.NOON + 2 * HOUR)
    assert Closure.objects.get(pk=pk).lifted_by == admin.name


def test_a_channel_or_a_cell_closes_only_what_comes_through_it() -> None:
    """停网上大厅的汇缴：网上的人办不了汇缴，查职工照旧，柜面照旧；停整个渠道：网上什么都停。"""
    admin, unit = s.staff("system_admin"), s.unit()
    at_counter = replace(admin, channel="counter")
    close(by=admin, at=s.NOON, item=REMIT, channel="online", reason="线路检修")
    with pytest.raises(BizError, match="网上业务大厅"):
        require_open(REMIT, by=online(unit), at=s.NOON)
    require_open("deposits.employees", by=online(unit), at=s.NOON)
    require_open(REMIT, by=at_counter, at=s.NOON)
    close(by=admin, at=s.NOON, channel="online", reason="大厅停机")
    with pytest.raises(BizError, match="大厅停机"):
        require_open("deposits.employees", by=online(unit), at=s.NOON)
    require_open("deposits.employees", by=at_counter, at=s.NOON)


def test_the_system_itself_is_no_channel() -> None:
    """到账分配这样系统自己做的事不经渠道：停渠道不影响。"""
    close(by=s.staff("system_admin"), at=s.NOON, channel="online", reason="停机")
    assert closed_now(REMIT, "system", s.NOON) is None
    assert closed_now(REMIT, "unit_hall", s.NOON) is not None
    assert closed_now(REMIT, "api", s.NOON) is not None


def test_the_longest_of_several_closures_is_told() -> None:
    """停了几重的，告诉停得最久的那一重。"""
    admin = s.staff("system_admin")
    close(by=admin, at=s.NOON, item=REMIT, reason="短的", until=s.NOON + HOUR)
    close(by=admin, at=s.NOON, channel="online", reason="长的", until=s.NOON + 5 * HOUR)
    found = closed_now(REMIT, "unit_hall", s.NOON)
    assert found is not None
    assert found.reason == "长的"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"item": REMIT, "reason": " "}, "closure_incomplete"),
        ({"reason": "什么都没停"}, "closure_incomplete"),
        ({"item": REMIT, "reason": "升级", "until": s.NOON}, "closure_ends_too_early"),
        ({"item": REMIT, "reason": "升级", "since": s.NOON + HOUR, "until": s.NOON + HOUR}, "closure_ends_too_early"),
    ],
)
def test_a_closure_without_reason_or_end_before_start_is_refused(wrong: dict[str, object], code: str) -> None:
    """没写原因、没写停什么、恢复早于开始，都不停。"""
    with pytest.raises(BizError, match=code):
        close(by=s.staff("system_admin"), at=s.NOON, **wrong)  # type: ignore[arg-type]
    assert not Closure.objects.exists()


def test_the_same_thing_is_not_closed_twice() -> None:
    """停着的不再停一次；先停一段以后的，还没到的时候可以再停现在到那之前的。"""
    admin = s.staff("system_admin")
    close(by=admin, at=s.NOON, item=REMIT, reason="升级")
    with pytest.raises(BizError, match="already_closed"):
        close(by=admin, at=s.NOON, item=REMIT, reason="再升级")
    close(by=admin, at=s.NOON, item=REMIT, channel="online", reason="另一格")


@pytest.mark.parametrize("role", ["teller", "manager", "auditor", "accountant", "reviewer", "security_admin"])
def test_only_the_system_administrator_proposes(role: str) -> None:
    """别的柜面身份不能提暂停，也不能提恢复，更不能急停。"""
    pk = close(by=s.staff("system_admin"), at=s.NOON, item=REMIT, reason="升级")
    with pytest.raises(BizError, match="not_permitted"):
        close(by=s.staff(role), at=s.NOON, channel="online", reason="升级")
    with pytest.raises(BizError, match="not_permitted"):
        lift(by=s.staff(role), closure_id=pk, at=s.NOON)
    with pytest.raises(BizError, match="not_permitted"):
        stop_urgently(by=s.staff(role), targets=[{"item": None, "channel": "online"}], reason="坏了", at=s.NOON)


def test_closing_and_lifting_are_audited() -> None:
    """谁提、谁批、停了、恢复了，审计里都有；暂停的那一条写着提的人。"""
    admin = s.staff("system_admin")
    pk = close(by=admin, at=s.NOON, item=REMIT, reason="升级")
    lift(by=admin, closure_id=pk, at=s.NOON + HOUR)
    rows = AuditEntry.objects.filter(object_type="closure", object_id=str(pk)).order_by("id")
    row = Closure.objects.get(pk=pk)
    assert row.approval is not None
    assert row.lift_approval is not None
    assert [(one.action, one.name) for one in rows] == [
        ("catalog.close", row.approval.decided_by), ("catalog.lift", row.lift_approval.decided_by),
    ]  # fmt: skip
    assert (row.closed_by, row.lifted_by) == (admin.name, admin.name)
    assert "升级" in rows[0].summary
