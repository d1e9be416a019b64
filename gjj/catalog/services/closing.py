"""暂停与恢复；办事之前问一声还办不办。"""

from datetime import datetime

from django.db import connection, transaction

from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.catalog.models import Channel, Closure, Item
from gjj.catalog.selectors.items import closed_now, title_of
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require


def require_open(item: str, *, by: Actor, at: datetime) -> None:
    """办这个事项之前问：暂停中的抛 item_closed（409），说清原因和什么时候恢复。已受理的不问这一句，照办。"""
    closure = closed_now(item, by.channel, at)
    if closure is not None:
        raise told_closed(title_of(item), closure)


def told_closed(title: str, closure: Closure) -> BizError:
    """事项叫 title，停着的原因是 closure：办事人看到的说法；暂停之前先看一遍的也是这一份。"""
    where = f"在{closure.channel}" if closure.channel else ""
    return BizError(
        "item_closed",
        f"「{title}」{where}暂停办理：{closure.why}{closure.ends}这次没有办，已经受理的照常办理。",
        status=409,
        money="没有任何款项变动。",
        fix=f"请等恢复以后再办。{closure.urgently}",
        extra={
            "what": title,
            "reason": closure.reason,
            "ends": closure.ends,
            "since": closure.since.isoformat(),
            "until": _iso(closure.until),
        },
    )


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def drafted(
    *, by: Actor, at: datetime, reason: str, item: str | None = None, channel: str | None = None,
    since: datetime | None = None, until: datetime | None = None,
) -> Closure:  # fmt: skip
    """照填的会记下怎样一条暂停，还没有记：暂停之前先给人看。

    没写原因、没说停什么、终点不在起点和现在之后、已经停着的抛 BizError。
    """
    require(by, "catalog.close")
    start = since or at
    _check_said(reason, item or channel, start, until, at)
    row = Closure(
        item=None if item is None else Item.objects.get(code=item),
        channel=None if channel is None else Channel.objects.get(code=channel),
        reason=reason.strip(), since=start, until=until, closed_by=by.name, closed_at=at,
    )  # fmt: skip
    _check_not_closed(row)
    return row


@transaction.atomic
def close(
    *, by: Actor, at: datetime, reason: str, item: str | None = None, channel: str | None = None,
    since: datetime | None = None, until: datetime | None = None,
) -> int:  # fmt: skip
    """暂停一个事项、一个渠道，或某事项在某渠道，返回编号；不能停的照 drafted 抛 BizError。"""
    require(by, "catalog.close")
    _one_at_a_time()
    row = drafted(by=by, at=at, reason=reason, item=item, channel=channel, since=since, until=until)
    row.save()
    record(
        by=by, action="catalog.close", object_type="closure", object_id=row.pk, at=at,
        summary=f"暂停办理 {row.what}：{row.reason}",
        after={"since": row.since.isoformat(), "until": _iso(row.until)},
    )  # fmt: skip
    return int(row.pk)


def _check_said(reason: str, what: str | None, start: datetime, until: datetime | None, at: datetime) -> None:
    """停什么、为什么、停到几时，都要说得通。"""
    if not reason.strip() or what is None:
        raise BizError(
            "closure_incomplete", "要写明停的是什么、为什么停；没有暂停任何事项。", fix="请补上原因再提交：原因会给办事人看到。"
        )  # fmt: skip
    if until is not None and until <= max(start, at):
        raise BizError(
            "closure_ends_too_early", "恢复时间要在开始之后、在现在之后；没有暂停任何事项。", fix="请改恢复时间。"
        )


def _check_not_closed(row: Closure) -> None:
    """同一样已经停着的，不再停一次。"""
    known = Closure.objects.filter(item=row.item, channel=row.channel, lifted_at=None)
    if any(one.until is None or one.until > row.since for one in known):
        raise BizError(
            "already_closed", f"「{row.what}」已经暂停着，没有再停一次。", status=409, fix="要改原因或恢复时间，请先恢复，再重新暂停。"
        )  # fmt: skip


@transaction.atomic
def lift(*, by: Actor, closure_id: int, at: datetime) -> None:
    """恢复办理；已经恢复、已经到期的抛 BizError。"""
    require(by, "catalog.close")
    row = Closure.objects.select_for_update().get(pk=closure_id)
    if row.lifted_at is not None or (row.until is not None and row.until <= at):
        raise BizError("not_closed", "它已经恢复了，没有任何改动。", status=409, fix="请刷新清单再看。")
    row.lifted_by, row.lifted_at = by.name, at
    row.save(update_fields=("lifted_by", "lifted_at"))
    record(by=by, action="catalog.lift", object_type="closure", object_id=row.pk, at=at, summary=f"恢复办理 {row.what}")


def _one_at_a_time() -> None:
    """暂停一次只办一个：两个人同时停同一个事项，后一个看得到前一个。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('catalog.closing', 0))")
