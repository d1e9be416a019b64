"""把声明的事项和九个渠道写成行：办事指南、办件、接口说的是同一个承诺，声明改了行跟着改；暂停另记，不受影响。"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from gjj.catalog.models import Channel, Item, ItemChannel
from gjj.declarations.items import CHANNELS, ServiceItem


@transaction.atomic
def sync_catalog(items: Iterable[ServiceItem], at: datetime) -> int:
    """补上没有的事项、渠道和它们的格子，已有的照声明改，返回新增几个事项。"""
    for order, (code, title) in enumerate(CHANNELS.items(), start=1):
        Channel.objects.get_or_create(code=code, defaults={"title": title, "order": order})
    channels = list(Channel.objects.all())
    added = 0
    for one in items:
        told = {
            "number": one.number, "title": one.title, "audience": one.audience, "category": one.group,
            "promised_days": one.promised_days, "day_kind": one.day_kind, "level": one.level, "order": one.order,
        }  # fmt: skip
        row, is_new = Item.objects.update_or_create(
            code=one.code, defaults=told, create_defaults={**told, "created_at": at}
        )
        added += is_new
        cells = [ItemChannel(item=row, channel=where, is_offered=where.code in one.channels) for where in channels]
        ItemChannel.objects.bulk_create(
            cells, update_conflicts=True, unique_fields=("item", "channel"), update_fields=("is_offered",)
        )
    return added
