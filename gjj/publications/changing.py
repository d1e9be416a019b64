"""发布、改、撤下一则信息要两个人：一个起草，另一个看着原文批（审批的一类）；可以定在以后的时刻发。"""

from datetime import datetime
from typing import Any

from gjj.actors.actor import Actor
from gjj.approvals.ports import Change, Facts
from gjj.declarations.errors import BizError
from gjj.declarations.items import CHANNELS
from gjj.declarations.permissions import require
from gjj.publications.labels import CATEGORIES
from gjj.publications.models import Edition
from gjj.publications.selectors.shown import last_of
from gjj.publications.services.draft import NOTHING, somebody_in, values_of, whole
from gjj.publications.services.editions import PUBLISH, write_edition

NAMES = {
    "category": "类别",
    "title": "标题",
    "text": "正文",
    "channels": "发到哪些渠道",
    "is_top": "置顶",
    "until": "到哪一天",
}
LONGEST_WHY = 200


class PublicationChange:
    """发一则、改一则、撤下一则。"""

    kind = PUBLISH
    title = "发布信息"
    by_day = False

    def may_propose(self, by: Actor, asked: Facts) -> None:
        """能不能提。"""
        require(by, "publications.propose")

    def may_approve(self, by: Actor, content: Facts) -> None:
        """能不能批。"""
        require(by, "publications.approve")

    def prepared(self, asked: Facts, effective_at: datetime) -> dict[str, Any]:
        """写规整的一则。填得不对、没有这一则、和现在一样、已经撤下了的抛 BizError。"""
        if asked["do"] == "publish":
            return {"do": "publish", "publication": None, "as": whole(asked["as"], effective_at)}
        last = _last(asked["publication"])
        if asked["do"] == "withdraw":
            return {**_withdrawing(last, str(asked["why"]).strip()), "publication": last.publication_id}
        told = whole(asked["as"], effective_at)
        if told == values_of(last) and not last.is_withdrawn:
            raise _refused("publication_unchanged", "和发布着的一个字也不差，", "不用改。", 409)
        return {"do": "edit", "publication": last.publication_id, "as": told}

    def current(self, content: Facts) -> dict[str, Any]:
        """现在的一版；还没有发过的是零版。"""
        last = last_of(content["publication"]) if content["publication"] else None
        if last is None:
            return {"version": 0}
        return {
            "version": last.version, "is_withdrawn": last.is_withdrawn, "why": last.why_withdrawn, "as": values_of(last),
        }  # fmt: skip

    def named(self, content: Facts) -> str:
        """做什么、哪一则。"""
        verb = {"publish": "发布", "edit": "改发布着的", "withdraw": "撤下"}[content["do"]]
        return f"{verb}「{content['as']['title']}」"

    def changes(self, content: Facts, before: Facts) -> list[Change]:
        """逐处改动；新发的每一项都在。"""
        was = said_of(before["as"]) if before["version"] else dict.fromkeys(NAMES, "")
        if content["do"] == "withdraw":
            return [Change("现在", "在发布", "撤下"), Change("为什么撤下（人人看得到）", "", content["why"])]
        now = said_of(content["as"])
        found = [Change(NAMES[one], was[one], now[one]) for one in NAMES if was[one] != now[one]]
        return [*found, *([Change("现在", "撤下了", "重新发布")] if before.get("is_withdrawn") else [])]

    def about(self, content: Facts) -> list[str]:
        """哪一则；还没有发过的没有编号。"""
        return [publication_key(content["publication"])] if content["publication"] else []

    def apply(self, content: Facts, by: Actor, at: datetime, approval: int) -> dict[str, Any]:
        """添一版。"""
        return {"publication": write_edition(by=by, approval=approval, at=at)}

    def undoing(self, content: Facts, before: Facts) -> dict[str, Any]:
        """改回原来的一版；新发的没有原来的，请撤下。"""
        if not before["version"]:
            raise _refused(
                "publication_was_new", "它是新发的，没有原来的样子可以改回去，", "请在那一则的页上提出撤下。", 409
            )
        if before["is_withdrawn"]:
            return {"do": "withdraw", "publication": content["publication"], "why": before["why"]}
        return {"do": "edit", "publication": content["publication"], "as": before["as"]}


def publication_key(publication: int) -> str:
    """一则信息在审批里怎么写。"""
    return f"publication:{publication}"


def said_of(values: Facts) -> dict[str, str]:
    """一则的各项，写给人看。"""
    return {
        "category": CATEGORIES.get(values["category"], ""), "title": values["title"], "text": values["text"],
        "channels": "、".join(CHANNELS[one] for one in values["channels"]), "is_top": "是" if values["is_top"] else "否",
        "until": values["until"] or "一直发布着",
    }  # fmt: skip


def _withdrawing(last: Edition, why: str) -> dict[str, Any]:
    if last.is_withdrawn:
        raise _refused("publication_withdrawn", "这一则已经撤下了，", "不用再撤。", 409)
    if not why or len(why) > LONGEST_WHY:
        raise _refused(
            "publication_why_missing",
            "为什么撤下没有写，或者太长，",
            f"请用 {LONGEST_WHY} 字以内写明：看过它的人要知道。",
        )
    if said := somebody_in("为什么撤下", why):
        raise _refused("publication_not_right", f"{said}，", "请去掉它，改个说法。")
    return {"do": "withdraw", "as": values_of(last), "why": why}


def _last(publication: Any) -> Edition:
    found = last_of(int(publication))
    if found is None:
        raise _refused("publication_not_found", "没有这一则，", "请从清单里重新选。", 404)
    return found


def _refused(code: str, said: str, fix: str, status: int = 422) -> BizError:
    return BizError(
        code, f"{said}申请没有提交，{NOTHING}", status=status, fix=fix, money="没有任何款项变动。"
    )  # fmt: skip
