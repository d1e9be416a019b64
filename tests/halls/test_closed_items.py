"""停着的事项在门口就拒绝：每一个事项 × 页面和接口，说清为什么、到什么时候、怎么办；没办完的照常办。"""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from deposits.items import REMIT
from deposits.models import Adjustment, ChangeList, Remittance
from deposits.services.adjust_ratio import adjust_ratio
from deposits.services.file_list import file_change_list
from deposits.services.refund_suspense import refund_suspense
from gjj import clock
from gjj.catalog.models import Closure
from gjj.catalog.selectors.declared import declared_items
from gjj.catalog.services.closing import require_open
from gjj.catalog.services.sync import sync_catalog
from gjj.declarations.errors import BizError
from gjj.declarations.items import ServiceItem
from gjj.money.amounts import FEN
from gjj.periods.month import Month
from gjj.web.checks import walk
from tests import situations as s
from tests.api.caller import Caller, this_month
from tests.closings import close, lift
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db
ITEMS = declared_items()
CALLS = sorted(
    (code, method, "/" + path)
    for path, _, pattern in walk()
    for method, code in getattr(getattr(pattern.callback, "cls", None), "items", {}).items()
)
"""（事项，方法，地址）：接口自己声明的。"""


@pytest.fixture
def admin() -> Any:
    """系统管理员；事项和渠道都有了行。"""
    sync_catalog(ITEMS, s.NOON)
    return s.staff("system_admin")


def stop(admin: Any, **which: Any) -> Closure:
    """停到明天早上八点。"""
    until = clock.now().replace(hour=0, minute=0) + timedelta(days=1)
    pk = close(by=admin, at=clock.now(), reason="年终结账", until=until, **which)
    return Closure.objects.get(pk=pk)


def visitor_of(item: ServiceItem) -> Any:
    """来办这个事项的人：单位经办，或职工本人；都没有没办完的。"""
    if item.hall == "unit":
        return s.unit(first_month=Month.of(clock.today())).agent
    unit, (one,) = s.unit_with_workers(1)
    return s.holder(one)


@pytest.mark.parametrize("item", ITEMS, ids=lambda one: one.code)
def test_a_closed_item_is_refused_on_its_page_and_opens_again(admin: Any, item: ServiceItem) -> None:
    """页面答 409：原因、从几时、预计恢复、怎么办、钱没有动，菜单还在，不说没有办成；恢复之后打得开。"""
    client = signed_in(visitor_of(item))
    closure = stop(admin, item=item.code)
    answer = client.get(reverse(item.url_name))
    said = answer.content.decode()
    assert answer.status_code == 409
    for words in (
        f"「{item.title}」暂停办理",
        "年终结账",
        "从什么时候",
        "预计",
        "恢复",
        "12329",
        "没有任何款项变动",
        "大厅菜单",
    ):
        assert words in said
    assert "没有办成" not in said
    lift(by=admin, closure_id=closure.pk, at=clock.now())
    assert client.get(reverse(item.url_name)).status_code == 200


@pytest.mark.parametrize(
    ("reason", "said"),
    [("系统升级", "系统升级。恢复时间另行通知。"), ("系统升级，12月1日恢复。", "系统升级，12月1日恢复。这次没有办")],
)
def test_when_it_opens_is_said_once(admin: Any, reason: str, said: str) -> None:
    """没定恢复时间的说另行通知；原因里已经说了几时恢复的，不再说一遍。"""
    close(by=admin, at=clock.now(), reason=reason, item="deposits.upload")
    agent = s.unit().agent
    with pytest.raises(BizError) as stopped:
        require_open("deposits.upload", by=agent, at=clock.now())
    assert said in stopped.value.detail
    assert ("另行通知" in signed_in(agent).get(reverse("deposits:upload")).content.decode()) is ("另行通知" in said)


@pytest.mark.parametrize(("code", "method", "address"), CALLS)
def test_a_closed_item_is_refused_at_its_calls(admin: Any, code: str, method: str, address: str) -> None:
    """接口答 item_closed（409）：原因、恢复时间在答复里，写着怎么办。"""
    item = next(one for one in ITEMS if one.code == code)
    call = Caller(visitor_of(item), "unit" if item.hall == "unit" else "person")
    stop(admin, item=code)
    path = re.sub(r"<int:\w+>", "1", address).removeprefix("/api/v1")
    answer = call(method.lower(), path)
    body = answer.json()
    assert (answer.status_code, body["code"], body["reason"]) == (409, "item_closed", "年终结账")
    assert body["until"]
    assert "12329" in body["fix"]


def test_every_item_with_a_call_has_its_gate() -> None:
    """页面都守着自己的事项；有接口的事项，接口也守着。"""
    pages = {
        getattr(getattr(pattern.callback, "view_class", None), "item", "")
        for path, _, pattern in walk()
        if not path.startswith("api/")
    }
    assert {one.code for one in ITEMS} <= pages
    assert {code for code, _, _ in CALLS} <= {one.code for one in ITEMS}
    assert len({code for code, _, _ in CALLS}) >= 8


def test_the_door_is_in_the_service_too(admin: Any) -> None:
    """不经过页面和接口也一样：上传、退暂存在服务里就拒绝，什么也没有写下。"""
    unit = s.unit()
    for code in ("deposits.upload", "deposits.suspense"):
        stop(admin, item=code)
    doings = (
        lambda: file_change_list(
            by=unit.agent, month=s.NOVEMBER, data=s.roster(unit, []), filename="清册.xlsx", at=clock.now()
        ),
        lambda: refund_suspense(by=unit.agent, amount=FEN, at=clock.now()),
    )
    for doing in doings:
        with pytest.raises(BizError) as caught:
            doing()
        assert caught.value.code == "item_closed"


def test_a_closed_channel_closes_every_item_in_it(admin: Any) -> None:
    """整个网上业务大厅停了：每个事项都拒绝，首页照开，菜单和卡片写明暂停和原因。"""
    agent = s.unit(first_month=Month.of(clock.today())).agent
    client = signed_in(agent)
    stop(admin, channel="online")
    for item in ITEMS:
        if item.hall == "unit":
            assert client.get(reverse(item.url_name)).status_code == 409, item.code
    home = client.get("/unit/")
    assert home.status_code == 200
    assert home.content.decode().count("暂停：年终结账") >= len([one for one in ITEMS if one.hall == "unit"])
    assert "网上业务大厅暂停办理" in home.content.decode()
    assert "暂停：年终结账" in client.get("/").content.decode()
    assert Caller(agent)("get", "/unit/").json()["code"] == "item_closed"


def test_a_closed_item_at_the_counter_leaves_the_hall_open(admin: Any) -> None:
    """只在柜面停的，网上照办。"""
    client = signed_in(visitor_of(ITEMS[0]))
    stop(admin, item=ITEMS[0].code, channel="counter")
    assert client.get(reverse(ITEMS[0].url_name)).status_code == 200


def test_an_unfinished_case_goes_on_after_its_item_closes(admin: Any) -> None:
    """汇缴停了：已经立了办件的单位照看清单、照付款；没有立的打不开。"""
    month = Month.of(clock.today())
    unit, _ = s.unit_with_workers(1, first_month=month)
    stop(admin, item=REMIT)
    going, stranger = signed_in(unit.agent), signed_in(s.unit(first_month=month).agent)
    assert going.get(reverse("deposits:remittances")).status_code == 200
    assert stranger.get(reverse("deposits:remittances")).status_code == 409
    call = Caller(unit.agent)
    made = call("post", "/unit/remittances/", {"month": this_month()})
    assert made.status_code == 201
    paid = call("post", f"/unit/remittances/{made.json()['id']}/pay/")
    assert (paid.status_code, paid.json()["status"]) == (202, "paying")


def _books() -> tuple[Any, str, str]:
    """一份还没付款的汇缴书：网页上撤，接口也能撤。"""
    unit, _ = s.unit_with_workers(1, first_month=Month.of(clock.today()))
    row = s.remittance_of(unit, Month.of(clock.today()))
    return unit.agent, reverse("deposits:remittance_cancel", args=[row.pk]), f"/unit/remittances/{row.pk}/cancel/"


def _ratio() -> tuple[Any, str, str]:
    """一份还没用上的比例调整。"""
    unit, _ = s.unit_with_workers(1, first_month=Month.of(clock.today()))
    pk = adjust_ratio(by=unit.agent, employer_ratio=Decimal("9"), personal_ratio=Decimal("9"), at=clock.now())
    return unit.agent, reverse("deposits:adjustment_undo", args=[pk]), f"/unit/adjustments/{pk}/undo/"


def _draft() -> tuple[Any, str, str]:
    """一份草稿清册。"""
    unit = s.unit(first_month=Month.of(clock.today()))
    pk = s.filed(unit, [s.line("开户", s.worker())], month=Month.of(clock.today())).change_list_id
    return unit.agent, reverse("deposits:change_list_discard", args=[pk]), f"/unit/change-lists/{pk}/"


UNDOINGS = {
    "remittance": (_books, lambda: set(Remittance.objects.values_list("status", flat=True)), "cancelled"),
    "adjustment": (_ratio, lambda: set(Adjustment.objects.values_list("status", flat=True)), "undone"),
    "change_list": (_draft, lambda: set(ChangeList.objects.values_list("status", flat=True)), "discarded"),
}
"""撤得回的几样：怎么做出一件，现在的状态，撤回以后的状态。"""


@pytest.mark.parametrize("by_page", [True, False], ids=["page", "call"])
@pytest.mark.parametrize("what", UNDOINGS)
def test_what_is_half_done_is_taken_back_while_everything_is_closed(admin: Any, what: str, by_page: bool) -> None:
    """整个网上大厅停了：新的一件办不了，自己还没办成的照样撤得回，页面和接口一样。"""
    make, state, ends = UNDOINGS[what]
    agent, page, call = make()
    stop(admin, channel="online")
    if by_page:
        assert signed_in(agent).post(page).status_code == 302
    else:
        assert Caller(agent)("delete" if what == "change_list" else "post", call).status_code in (200, 204)
    assert state() == {ends}
