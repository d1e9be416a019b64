"""每个不是只看的权限，办了都留审计（LOG-02）：源码里有一处记这个动作，或写明记在哪个动作名下；不记的写明为什么。

记的那一条写着谁、身份、渠道、对象、结果，接口的每一个写操作真办一遍看（tests/api/test_schema.py）。
"""

import ast

from gjj.declarations.permissions import all_permissions
from tests.architecture.source import called, literal, product_files, tree

WRITERS = {"record", "record_each", "Why", "note", "_note", "_record"}
"""记审计的函数，和转手交给它的。"""
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


def constants() -> dict[str, set[str]]:
    """各文件顶上的常量：名字 → 写着什么。"""
    known: dict[str, set[str]] = {}
    for path in product_files():
        for line in tree(path).body:
            for name, value in _named(line) if isinstance(line, ast.Assign) else ():
                known.setdefault(name, set()).add(value)
    return known


def noted() -> set[str]:
    """源码里记审计的动作：写在记的那一处里的字，和那里用的常量。"""
    known, found = constants(), set[str]()
    for path in product_files():
        for call in ast.walk(tree(path)):
            if not isinstance(call, ast.Call) or not (called(call) in WRITERS or any(one.arg == "action" for one in call.keywords)):  # fmt: skip
                continue
            for one in ast.walk(call):
                if isinstance(one, ast.Name):
                    found |= known.get(one.id, set())
                elif said := literal(one, path):
                    found.add(said)
    return found


def _named(line: ast.Assign) -> list[tuple[str, str]]:
    """顶上的常量：A = "x"，和 A, B = "x", "y"。"""
    target = line.targets[0]
    pairs = zip(target.elts, line.value.elts, strict=False) if isinstance(target, ast.Tuple) and isinstance(line.value, ast.Tuple) else [(target, line.value)]  # fmt: skip
    return [
        (name.id, value.value)
        for name, value in pairs
        if isinstance(name, ast.Name) and isinstance(value, ast.Constant) and isinstance(value.value, str)
    ]


def _action(code: str) -> str:
    """这个权限办了，审计里是哪个动作。"""
    return next((action for ending, action in ENDINGS.items() if code.endswith(ending)), UNDER.get(code, code))


def test_every_permission_that_is_not_a_look_leaves_an_audit_row() -> None:
    """不是只看的每个权限：有一处记它，或写明为什么不记；写明的都还在。"""
    deeds = {code for code in all_permissions() if not code.endswith(".view")}
    seen = noted()
    assert len(deeds) > 70
    assert [code for code in sorted(deeds - NOT_NOTED.keys()) if _action(code) not in seen] == []
    assert NOT_NOTED.keys() | UNDER.keys() <= deeds
    assert [code for code in UNDER if code in seen] == []
    assert "no.such" not in seen
