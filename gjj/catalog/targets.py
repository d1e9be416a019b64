"""要停的一样：一个事项、一个渠道，或某事项在某渠道；停了谁在哪里看到什么。提的页面和批的页面说的是同一份。"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gjj.catalog.models import Channel, Closure, Item, ItemChannel
from gjj.catalog.ports import under_way
from gjj.catalog.selectors.items import channels
from gjj.catalog.services.closing import told_closed
from gjj.declarations.errors import BizError
from gjj.declarations.items import COUNTER

ONLINE = "online"


@dataclass(frozen=True)
class Target:
    """停在哪里：事项、渠道，有一个可以为空（不论）。"""

    item: Item | None
    channel: Channel | None

    @property
    def title(self) -> str:
        """叫什么。"""
        return " · ".join(str(one) for one in (self.item, self.channel) if one is not None)

    @property
    def which(self) -> dict[str, Any]:
        """服务认的编码。"""
        return {"item": self.item and self.item.code, "channel": self.channel and self.channel.code}

    @property
    def key(self) -> str:
        """它的历次审批照这个找。"""
        return switch_key(**self.which)

    @property
    def under_way(self) -> dict[str, int]:
        """没办完的，按状态。"""
        return under_way(**self.which)

    @property
    def going(self) -> int:
        """没办完的一共几件。"""
        return sum(self.under_way.values())

    @property
    def is_online(self) -> bool:
        """网上业务大厅也停：各个渠道都停，或者停的就是网上。"""
        return self.channel is None or self.channel.code == ONLINE

    @property
    def is_counter(self) -> bool:
        """停的是柜面。"""
        return self.channel is not None and self.channel.code == COUNTER

    @property
    def where(self) -> str:
        """办事人在哪里看到。"""
        return str(self.channel) if self.channel else "各个渠道"

    @property
    def seen_on(self) -> list[str]:
        """办事人在哪些事项上看到：停渠道的，是这个渠道办得了的每一项。"""
        if self.item is not None:
            return [self.item.title]
        cells = ItemChannel.objects.filter(channel=self.channel, is_offered=True)
        return list(cells.order_by("item__audience", "item__order").values_list("item__title", flat=True))

    @property
    def example(self) -> str:
        """拿哪个事项作样子。"""
        return self.seen_on[0] if self.seen_on else self.title

    def places(self, closures: list[Closure]) -> list[tuple[Channel, bool, bool]]:
        """办事指南的「在哪里办」：渠道、办不办得了、那时停没停；closures 是那时停着的，连这一条。"""
        code = self.item.code if self.item else None
        offered = ItemChannel.objects.filter(is_offered=True)
        known = set((offered.filter(item=self.item) if self.item else offered).values_list("channel__code", flat=True))
        return [
            (one, one.code in known, any(row.stops(code or "", one.code) for row in closures)) for one in channels()
        ]

    def told(self, closure: Closure) -> BizError:
        """办事人去办的时候看到的话；和真停着时用的是同一套说法。"""
        return told_closed(self.example, closure)

    def standing(self, now: datetime) -> list[tuple[Closure, bool]]:
        """已经停着、定好要停的，和它有关的每一条；是不是停的同一样。"""
        rows = Closure.objects.filter(lifted_at=None).select_related("item", "channel").order_by("since")
        return [
            (one, (one.item, one.channel) == (self.item, self.channel))
            for one in rows
            if one.is_standing(now) and self._meets(one)
        ]

    def _meets(self, other: Closure) -> bool:
        if self.item is None:
            return other.channel == self.channel
        is_item = None in (self.item, other.item) or self.item == other.item
        return is_item and (None in (self.channel, other.channel) or self.channel == other.channel)


def switch_key(item: str | None, channel: str | None) -> str:
    """停的一样在审批里怎么写：switch:事项:渠道，不论的空着。"""
    return f"switch:{item or ''}:{channel or ''}"


def target_of(item: str | None, channel: str | None) -> Target:
    """照编码认。"""
    return Target(Item.objects.get(code=item) if item else None, Channel.objects.get(code=channel) if channel else None)
