"""测试里发布一则信息：系统管理员起草，主任批。"""

from datetime import datetime
from typing import Any

from gjj.actors.actor import Actor
from gjj.approvals.services import propose
from gjj.publications.models import Edition
from gjj.publications.selectors.shown import last_of
from gjj.publications.services.editions import PUBLISH
from tests import situations as s
from tests.closings import agreed


def values(**changed: Any) -> dict[str, Any]:
    """一则填好的。"""
    told = {
        "category": "notice", "title": "国庆期间照常办理", "text": "网上都能办。\n\n柜面休息。", "channels": ["portal", "online"],
        "is_top": False, "until": "",
    }  # fmt: skip
    return {**told, **changed}


def asked(at: datetime = s.NOON, since: datetime | None = None, by: Actor | None = None, **changed: Any) -> int:
    """提出发一则，返回申请的编号。"""
    given = {"do": "publish", "as": values(**changed)}
    return propose(
        by=by or s.staff("system_admin"), kind=PUBLISH, asked=given, reason="要告诉大家", at=at, effective_at=since
    )


def published(at: datetime = s.NOON, **changed: Any) -> Edition:
    """发布了的一则。"""
    result = agreed(asked(at, **changed), at).result
    assert result is not None
    found = last_of(result["publication"])
    assert found is not None
    return found


def changed(row: Edition, at: datetime = s.NOON, **now: Any) -> Edition:
    """改了的一则。"""
    given = {"do": "edit", "publication": row.publication_id, "as": values(**now)}
    agreed(propose(by=s.staff("system_admin"), kind=PUBLISH, asked=given, reason="改一改", at=at), at)
    found = last_of(row.publication_id)
    assert found is not None
    return found


def withdrawn(row: Edition, at: datetime = s.NOON, why: str = "写错了日子") -> Edition:
    """撤下了的一则。"""
    given = {"do": "withdraw", "publication": row.publication_id, "why": why}
    agreed(propose(by=s.staff("system_admin"), kind=PUBLISH, asked=given, reason="撤", at=at), at)
    found = last_of(row.publication_id)
    assert found is not None
    return found
