"""动作权限：代码里要的每个动作都登记了，登记的每个动作都有地方要；没有一处要得含糊。"""

import ast
from pathlib import Path

from django.apps import apps

from gjj.declarations.collect import collect
from gjj.declarations.permissions import all_permissions
from gjj.web.access import PUBLIC
from gjj.web.checks import every_view_declares_its_permission
from tests.architecture.source import PRODUCT, ROOT, calls, literal, product_files, tree, where

BASES = {ROOT / "gjj" / "web" / name for name in ("views.py", "api.py")} | {
    ROOT / "gjj" / "web" / "templatetags" / "hall.py",
    ROOT / "gjj" / "backoffice" / "readonly.py",
    ROOT / "gjj" / "declarations" / "permissions.py",
}
"""这几处问的是子类或清单上写的动作，不直接写动作名。"""
PACKAGES = [config.name for config in apps.get_app_configs() if config.name.split(".")[0] in PRODUCT]
FIELDS = ("permission", "view_action")


def _asked() -> list[tuple[str | None, Path, ast.AST]]:
    """require(谁, 动作) 和 allowed(谁, 动作)：动作名、文件、位置；状态机的 require 不算。"""
    found = []
    for name in ("require", "allowed"):
        for path, call in calls(name):
            if isinstance(call.func, ast.Name) and path not in BASES:
                found.append((literal(call.args[1], path), path, call))
    return found


def _assigned() -> list[tuple[str | None, Path, ast.AST]]:
    """类上写的 permission、view_action、permissions 和清单里写的 permission=。"""
    found = []
    for path in product_files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef) and path not in BASES:
                for line in node.body:
                    found += [(literal(one, path), path, line) for one in _actions_of(line)]
            elif isinstance(node, ast.keyword) and node.arg == "permission":
                found.append((literal(node.value, path), path, node.value))
    return found


def _actions_of(line: ast.stmt) -> list[ast.expr]:
    """类里的一行写了哪些动作。"""
    if not isinstance(line, ast.Assign):
        return []
    names = {getattr(target, "id", "") for target in line.targets}
    if names & set(FIELDS):
        return [line.value]
    if "permissions" in names and isinstance(line.value, ast.Dict):
        return list(line.value.values)
    return []


def _public(action: str | None, node: ast.AST) -> bool:
    """写的是「公开」（PUBLIC）。"""
    value = getattr(node, "value", node)
    names = {getattr(one, "id", "") for one in ast.walk(value if isinstance(value, ast.AST) else node)}
    return action == PUBLIC or (action is None and "PUBLIC" in names)


def _items() -> set[str]:
    """服务事项要的动作。"""
    return {item.permission for item in collect(PACKAGES, "items", "ITEMS")}


def _required() -> set[str]:
    """全部代码里要的动作。"""
    return {action for action, _, _ in (*_asked(), *_assigned()) if action and action != PUBLIC} | _items()


def test_every_action_asked_for_is_spelled_out() -> None:
    """要权限的地方动作名都写得清楚，不临时拼。"""
    unclear = [where(path, node) for action, path, node in _asked() if action is None]
    unclear += [where(path, node) for action, path, node in _assigned() if action is None and not _public(action, node)]
    assert unclear == []


def test_every_action_required_in_code_is_declared() -> None:
    """代码里要的每个动作都登记了谁能做。"""
    required = _required()
    assert {"deposits.list.confirm", "ledger.reverse.propose", "deposits.counter.view", "work.rerun"} <= required
    assert required - all_permissions().keys() == set()


def test_every_declared_action_is_required_somewhere() -> None:
    """登记的每个动作都有地方要，没有写了不管用的权限。"""
    declared = {action for action in all_permissions() if not action.startswith("test.")}
    assert declared - _required() == set()


def test_every_declaration_reaches_the_register() -> None:
    """各房间 permissions.py 里写的，启动时全部登记。"""
    written = {one.action: one for one in collect(PACKAGES, "permissions", "PERMISSIONS")}
    assert written == all_permissions()


def test_no_action_is_open_to_nobody_and_every_one_has_a_chinese_title() -> None:
    """每个动作至少一个角色能做，有中文名，名字以它的房间开头；系统自己不用写。"""
    for action, permission in all_permissions().items():
        assert permission.roles, action
        assert "system" not in permission.roles
        assert not permission.title.isascii()
        assert apps.is_installed(action.split(".")[0]) or apps.is_installed(f"gjj.{action.split('.')[0]}")


def test_every_address_declares_its_permission() -> None:
    """每个地址的视图都声明了权限：启动检查一条问题也没有。"""
    assert every_view_declares_its_permission(None) == []
