"""每个不是只看的权限，办了都留审计（LOG-02）：源码里有一处记这个动作，或写明记在哪个动作名下；不记的写明为什么。

记的那一条写着谁、身份、渠道、对象、结果，接口的每一个写操作真办一遍看（tests/api/test_schema.py）。
"""

import re
from functools import cache

from gjj.declarations.permissions import all_permissions
from tests.architecture.names import argument, calls_of, texts
from tests.architecture.source import ROOT, where

AUDIT = ROOT / "gjj" / "audit" / "services.py"
UNDER: dict[str, str] = {
    "identity.change_password": "identity.set_password", "identity.choose_password": "identity.set_password", "own.export": "web.export",
    "grants.login.stop": "identity.close_login", "grants.login.confirm": "grants.login.keep", "identity.grant": "identity.give_grant",
    "identity.manage": "identity.create_login", "deposits.own.print": "deposits.document.print", "deposits.opening.paper": "looks.paper",
}  # fmt: skip
"""权限 → 审计里的动作，不同名的。"""
ENDINGS = {".propose": "approvals.propose", ".approve": "approvals.approve"}
"""要两个人的：提、批由审批记，写着是哪一份、什么事。"""
NOT_NOTED = {
    "cases.own": "看自己的办件", "looks.own": "看谁看过自己", "looks.watch": "看要留意的查看记录", "drafts.own": "自己没写完的字，交上来才算办",
    "messaging.unit.mark": "消息读过没读过的记号，不动别的",
}  # fmt: skip
"""不记的，为什么。"""


@cache
def noted() -> dict[str, set[str]]:
    """源码里记审计的每一处（文件:行）→ 记的动作：只看 record、record_each 的 action，常量照它自己的文件认，转手的找到交给它的各处。"""
    return {
        where(path, call): texts(path, argument(call, "action", []), inside)
        for name in ("record", "record_each")
        for path, inside, call in calls_of((AUDIT, name))
    }


def _action(code: str) -> str:
    """这个权限办了，审计里是哪个动作。"""
    return next((action for ending, action in ENDINGS.items() if code.endswith(ending)), UNDER.get(code, code))


def test_every_permission_that_is_not_a_look_leaves_an_audit_row() -> None:
    """不是只看的每个权限：有一处记它，或写明为什么不记；写明的都还在。"""
    deeds = {code for code in all_permissions() if not code.endswith(".view")}
    seen = set().union(*noted().values())
    assert len(deeds) > 70
    assert [code for code in sorted(deeds - NOT_NOTED.keys()) if _action(code) not in seen] == []
    assert NOT_NOTED.keys() | UNDER.keys() <= deeds
    assert [code for code in UNDER if code in seen] == []


def test_every_place_that_audits_writes_an_action_and_nothing_else_counts_as_one() -> None:
    """记审计的每一处都认得出记的是哪个动作；认出来的全是动作，摘要、对象、别的文件里同名的常量都不算。"""
    found = noted()
    assert len(found) > 100
    assert [place for place, actions in found.items() if not actions] == []
    assert [one for actions in found.values() for one in actions if not re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", one)] == []
    by_name = {one for place, actions in found.items() if place.startswith("gjj/looks/masked.py") for one in actions}
    assert by_name == {"looks.open", "looks.list", "looks.page", "looks.seek", "looks.alert"}
