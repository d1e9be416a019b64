"""演示城里发布着的信息：系统管理员起草，主任看过批准。"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from gjj.actors.actor import Actor
from gjj.approvals.models import Proposal
from gjj.approvals.services import approve, propose
from gjj.identity.models import Grant
from gjj.identity.selectors.grants import actor_of
from gjj.management.city.cast import DemoLogin
from gjj.publications.services.editions import PUBLISH

EXAMPLES: tuple[dict[str, Any], ...] = (
    {
        "category": "policy", "title": "条例修改以后，单位开户和汇缴有什么不一样", "channels": ["portal", "online", "wechat"],
        "is_top": False, "until": "",
        "text": "《住房公积金管理条例》2026年9月20日修改施行。那一天以后受理的照新的办，以前受理的照旧的办，办件页上写着照的是哪一版。\n\n"
        "每个事项的条件、材料和依据在「办事目录」里，一条一条写着。",
    },
    {
        "category": "notice", "title": "网上业务大厅可以直接上传自己的 Excel 名单", "channels": ["portal", "online", "app"],
        "is_top": False, "until": "",
        "text": "列的先后、标题行、表头说法都不限；上传以后逐行说明哪里对、哪里不对，确认以前不会改动任何账户。\n\n"
        "没有人员变化的月份，在单位大厅点「与上月相同」就行。",
    },
)  # fmt: skip


def publish_examples(logins: Iterable[DemoLogin], at: datetime) -> None:
    """逐则起草、批准；两个人都是演示登录里的。"""
    names = {one.role: one.username for one in logins}
    drafts, agrees = _actor(names["system_admin"]), _actor(names["manager"])
    for one in EXAMPLES:
        number = propose(by=drafts, kind=PUBLISH, asked={"do": "publish", "as": one}, reason="演示", at=at)
        approve(by=agrees, proposal_id=number, digest=Proposal.objects.get(pk=number).digest, at=at)


def _actor(username: str) -> Actor:
    grant = Grant.objects.select_related("login__person").get(login__username=username)
    return actor_of(grant.login, grant, channel="counter", level=1, ip="")
