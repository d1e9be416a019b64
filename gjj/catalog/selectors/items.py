"""查事项、渠道和暂停。"""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from gjj.catalog.models import Channel, Closure, Item
from gjj.catalog.selectors.declared import declared_item
from gjj.declarations.items import CHANNEL_OF_ACTOR, COUNTER


@dataclass(frozen=True)
class Promise:
    """事项的承诺：几天、怎么数。"""

    title: str
    days: int
    day_kind: str


def promise_of(code: str) -> Promise:
    """事项现在的承诺时限：以库里的行为准，还没有行的用声明；没有这个事项、它只是查询抛 LookupError。"""
    row = Item.objects.filter(code=code).first()
    if row is not None and row.promised_days is not None:
        return Promise(row.title, row.promised_days, row.day_kind)
    found = declared_item(code)
    if found is None or found.promised_days is None:
        raise LookupError(f"没有能立办件的事项 {code}")
    return Promise(found.title, found.promised_days, found.day_kind)


def title_of(code: str) -> str:
    """事项叫什么。"""
    found = Item.objects.filter(code=code).values_list("title", flat=True).first()
    declared = declared_item(code)
    return found or (declared.title if declared else code)


def closures_at(at: datetime) -> list[Closure]:
    """这个时刻还在暂停的，一次查出。"""
    return list(Closure.objects.in_force(at).select_related("item", "channel").order_by("id"))


ANY_CLOSED = """EXISTS (
SELECT FROM catalog_closure c WHERE c.since <= moment.at AND (c.until IS NULL OR c.until > moment.at) AND c.lifted_at IS NULL)"""
"""现在有没有什么停着，和 ClosureRows.in_force 一样；嵌在看钟的一问里（moment.at 现在）。"""


def closure_of(closures: Iterable[Closure], code: str, channel: str | None) -> Closure | None:
    """这个事项在这个渠道是不是停着；``channel`` 为空只看整个事项。停几重的给停得最久的那一重，写上柜面是不是也停着。"""
    known = list(closures)
    hit = [one for one in known if one.stops(code, channel)]
    if not hit:
        return None
    found = copy(max(hit, key=lambda one: (one.until is None, one.until or one.since)))
    found.is_counter_stopped_too = any(one.stops(code, COUNTER) for one in known)
    return found


def closed_now(code: str, actor_channel: str, at: datetime) -> Closure | None:
    """从这个门进来的人现在办不了这个事项的原因；能办为空。"""
    return closure_of(closures_at(at), code, CHANNEL_OF_ACTOR.get(actor_channel))


def channels() -> list[Channel]:
    """全部渠道，按次序。"""
    return list(Channel.objects.all())
