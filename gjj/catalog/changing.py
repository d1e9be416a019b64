"""暂停、恢复办理要两个人：一个提，另一个批（审批的一类）；急停先停了的，批准了才接着停。"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from gjj.actors.actor import Actor
from gjj.approvals.ports import Change, Facts
from gjj.catalog.models import Closure
from gjj.catalog.ports import under_way
from gjj.catalog.services.closing import SWITCH, close, drafted, lift, read_time
from gjj.catalog.services.stopping import give_up, keep
from gjj.catalog.targets import switch_key, target_of
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.periods.said import moment_said

NOTICE = "恢复时间另行通知，要人来恢复"


class SwitchChange:
    """暂停几样、恢复几条、急停的接着停。"""

    kind = SWITCH
    title = "暂停、恢复办理"
    by_day = False

    def may_propose(self, by: Actor, asked: Facts) -> None:
        """能不能提。"""
        require(by, "catalog.propose")

    def may_approve(self, by: Actor, content: Facts) -> None:
        """能不能批。"""
        require(by, "catalog.approve")

    def prepared(self, asked: Facts, effective_at: datetime) -> dict[str, Any]:
        """写规整的一份：停什么、为什么、从几时到几时；恢复哪几条。停不成的、已经恢复了的抛 BizError。"""
        match asked["do"]:
            case "close":
                return _closing(asked, effective_at)
            case "lift":
                return {"do": "lift", "closures": _rows(asked["closures"], effective_at)}
        return {"do": "keep", "closures": _rows(asked["closures"], effective_at), "until": str(asked["until"])}

    def current(self, content: Facts) -> dict[str, Any]:
        """要停的那几样没有恢复的各条，或者要恢复、接着停的那几条现在的样子。"""
        if content["do"] == "close":
            rows = [row for one in content["targets"] for row in _same(one)]
        else:
            rows = list(Closure.objects.filter(pk__in=[one["id"] for one in content["closures"]]).order_by("pk"))
        return {"closures": [[row.pk, _iso(row.until), _iso(row.lifted_at), row.approval_id] for row in rows]}

    def named(self, content: Facts) -> str:
        """停什么、恢复什么。"""
        verb = {"close": "暂停办理", "lift": "恢复办理", "keep": "急停接着停"}[content["do"]]
        return f"{verb}：{'、'.join(one['what'] for one in content.get('targets') or content['closures'])}"

    def changes(self, content: Facts, before: Facts) -> list[Change]:
        """每一样停不停、办事人看到什么、没办完的几件、从几时到几时。"""
        if content["do"] == "lift":
            return [Change(one["what"], f"暂停办理：{one['reason']}", "正常办理") for one in content["closures"]]
        found = []
        for one in content.get("targets") or content["closures"]:
            found += _stopping(one, content)
        since, until = read_time(content.get("since", "")), read_time(content["until"])
        if content["do"] == "close":
            since_said = f"{moment_said(since)}（批准在后的，从批准的时候）" if since else "批准的时候"
            return [*found, Change("从什么时候", "", since_said), Change("到什么时候", "", _until(until))]
        ends = moment_said(datetime.fromisoformat(before["closures"][0][1])) if before["closures"] else ""
        return [
            *found, Change("到什么时候", f"{ends} 自己恢复", _until(until)),
            Change("不批准、撤回", "暂停办理", "马上恢复办理"),
        ]  # fmt: skip

    def about(self, content: Facts) -> list[str]:
        """哪几样事项、渠道，哪几条暂停。"""
        closures = [f"closure:{one['id']}" for one in content.get("closures", ())]
        return [
            *closures,
            *(switch_key(one["item"], one["channel"]) for one in content.get("targets") or content["closures"]),
        ]

    def apply(self, content: Facts, by: Actor, at: datetime, approval: int) -> dict[str, Any]:
        """停、恢复、接着停。"""
        if content["do"] == "close":
            return {"closures": close(by=by, approval=approval, at=at)}
        (lift if content["do"] == "lift" else keep)(by=by, approval=approval, at=at)
        return {"closures": [one["id"] for one in content["closures"]]}

    def turned_down(self, content: Facts, by: Actor, at: datetime, approval: int) -> None:
        """急停没有批下来：马上恢复。"""
        if content["do"] == "keep":
            give_up(by=by, closures=content["closures"], at=at)

    def undoing(self, content: Facts, before: Facts) -> dict[str, Any]:
        """停了的恢复；恢复了的照原来的原因再停。已经恢复了的、几条原因不同的抛 BizError。"""
        if content["do"] == "lift":
            return _closing_again(content["closures"])
        if content["do"] == "keep":
            return {"do": "lift", "closures": [one["id"] for one in content["closures"]]}
        rows = [_same(one).filter(reason=content["reason"]).last() for one in content["targets"]]
        return {"do": "lift", "closures": [row.pk for row in rows if row is not None]}


def _same(one: Facts) -> QuerySet[Closure]:
    """停的是同一样、没有提前恢复的各条。"""
    return Closure.objects.filter(item__code=one["item"], channel__code=one["channel"], lifted_at=None).order_by("pk")


def _closing(asked: Facts, at: datetime) -> dict[str, Any]:
    """要停的几样；各样先照真停的查一遍。"""
    since, until = str(asked.get("since") or ""), str(asked.get("until") or "")
    targets = []
    for one in asked["targets"]:
        which = {"item": one["item"], "channel": one["channel"]}
        row = drafted(at=at, reason=str(asked["reason"]), since=read_time(since), until=read_time(until), **which)
        targets.append({**which, "what": row.what})
    return {"do": "close", "targets": targets, "reason": str(asked["reason"]).strip(), "since": since, "until": until}


def _closing_again(closures: Sequence[Facts]) -> dict[str, Any]:
    if len({(one["reason"], one["until"]) for one in closures}) > 1:
        raise BizError(
            "closures_differ",
            "恢复的几条，原来的原因、时间各不一样，申请没有提交。",
            fix="请到事项、渠道的清单里分别提出暂停。",
        )
    return {
        "do": "close", "targets": closures, "reason": closures[0]["reason"], "since": "", "until": closures[0]["until"],
    }  # fmt: skip


def _rows(keys: Sequence[int], at: datetime) -> list[dict[str, Any]]:
    """要恢复、接着停的几条；没有选的、有一条已经恢复了的抛 BizError。"""
    rows = list(Closure.objects.filter(pk__in=keys).select_related("item", "channel").order_by("pk"))
    if not rows or not all(row.is_standing(at) for row in rows):
        raise BizError("not_closed", "它已经恢复了，申请没有提交。", status=409, fix="请刷新清单再看。")
    return [
        {
            "id": row.pk, "what": row.what, "item": row.item and row.item.code, "channel": row.channel and row.channel.code,
            "reason": row.reason, "until": _iso(row.until),
        }
        for row in rows
    ]  # fmt: skip


def _stopping(one: Facts, content: Facts) -> list[Change]:
    """停一样：现在怎样、停了办事人看到什么、没办完的几件怎么办。"""
    target = target_of(one["item"], one["channel"])
    reason = content.get("reason") or one["reason"]
    seen = target.told(
        Closure(item=target.item, channel=target.channel, reason=reason, until=read_time(content["until"]))
    )
    going = sum(under_way(one["item"], one["channel"]).values())
    before = "暂停着（急停）" if content["do"] == "keep" else "正常办理"
    return [
        Change(one["what"], before, f"暂停办理：{reason}"),
        Change(f"办事人在{target.where}看到", "", f"{seen.detail}{seen.fix}"),
        Change("没办完的办件", f"{going} 件" if going else "没有", "照常办到底，承诺的时限照数" if going else ""),
    ]


def _until(until: datetime | None) -> str:
    return f"{moment_said(until)} 自己恢复" if until else NOTICE


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""
