"""暂停与恢复：照批准了的审批办，没有批准的办不了；办事之前问一声还办不办。急停在 stopping.py。"""

from datetime import datetime
from typing import Any

from django.db import connection, transaction

from gjj.actors.actor import Actor
from gjj.approvals.selectors import sanction
from gjj.audit.services import record
from gjj.catalog.models import Channel, Closure, Item
from gjj.catalog.selectors.items import closed_now, title_of
from gjj.declarations.errors import BizError

SWITCH = "catalog.switch"
"""审批的种类：暂停、恢复、急停接着停。"""


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
            "since": _iso(closure.since),
            "until": _iso(closure.until),
        },
    )


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def drafted(
    *, at: datetime, reason: str, item: str | None = None, channel: str | None = None, since: datetime | None = None,
    until: datetime | None = None, by: str = "",
) -> Closure:  # fmt: skip
    """照填的会记下怎样一条暂停，还没有记：提出之前先给人看，批准以后照它记。

    没写原因、没说停什么、终点不在起点和现在之后、已经停着的抛 BizError。
    """
    start = max(since or at, at)
    _check_said(reason, item or channel, start, until)
    row = Closure(
        item=None if item is None else Item.objects.get(code=item),
        channel=None if channel is None else Channel.objects.get(code=channel),
        reason=reason.strip(), since=start, until=until, closed_by=by, closed_at=at,
    )  # fmt: skip
    _check_not_closed(row)
    return row


@transaction.atomic
def close(*, by: Actor, approval: int, at: datetime) -> list[int]:
    """照批准的暂停几样，返回各条的编号；有一样停不成的照 drafted 抛 BizError，一样也不停。

    停的是谁、为什么、从几时到几时，都从批的那一份里取；没有批准的抛 LookupError。
    """
    told = sanction(approval, SWITCH, {"do": "close"})
    one_at_a_time()
    made = []
    for which in told.content["targets"]:
        row = drafted(
            at=at, reason=told.content["reason"], item=which["item"], channel=which["channel"],
            since=read_time(told.content["since"]), until=read_time(told.content["until"]), by=told.proposed_by,
        )  # fmt: skip
        row.how, row.approval = "agreed", told
        row.save()
        note(row, "catalog.close", by, at, f"暂停办理 {row.what}：{row.reason}")
        made.append(int(row.pk))
    return made


@transaction.atomic
def lift(*, by: Actor, approval: int, at: datetime) -> None:
    """照批准的恢复几条；有一条已经恢复、已经到期的抛 BizError，一条也不恢复。没有批准的抛 LookupError。"""
    told = sanction(approval, SWITCH, {"do": "lift"})
    for one in told.content["closures"]:
        row = standing(one["id"], at)
        row.lift_approval = told
        end(row, by, told.proposed_by, at)


def standing(closure_id: int, at: datetime) -> Closure:
    """锁住一条停着的；已经恢复、已经到期的抛 BizError。"""
    row = Closure.objects.select_for_update().get(pk=closure_id)
    if not row.is_standing(at):
        raise BizError("not_closed", "它已经恢复了，没有任何改动。", status=409, fix="请刷新清单再看。")
    return row


def end(row: Closure, by: Actor, name: str, at: datetime) -> None:
    """恢复一条，已锁。"""
    row.lifted_by, row.lifted_at = name, at
    row.save(update_fields=("lifted_by", "lifted_at", "lift_approval"))
    note(row, "catalog.lift", by, at, f"恢复办理 {row.what}")


def note(row: Closure, action: str, by: Actor, at: datetime, said: str) -> None:
    """记审计。"""
    after: dict[str, Any] = {"since": row.since.isoformat(), "until": _iso(row.until)}
    record(
        by=by, action=action, object_type="closure", object_id=row.pk, at=at, summary=said,
        after=None if row.lifted_at else after,
    )  # fmt: skip


def read_time(text: str) -> datetime | None:
    """审批里写的时刻；空的没有。"""
    return datetime.fromisoformat(text) if text else None


def _check_said(reason: str, what: str | None, start: datetime, until: datetime | None) -> None:
    """停什么、为什么、停到几时，都要说得通。"""
    if not reason.strip() or what is None:
        raise BizError(
            "closure_incomplete", "要写明停的是什么、为什么停；没有暂停任何事项。", fix="请补上原因再提交：原因会给办事人看到。"
        )  # fmt: skip
    if until is not None and until <= start:
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


def one_at_a_time() -> None:
    """暂停一次只办一个：两个人同时停同一个事项，后一个看得到前一个。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('catalog.closing', 0))")
