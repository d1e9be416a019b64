"""动作权限：每个动作写明哪些角色能做；没登记的动作是程序错误，不是放行。"""

from collections.abc import Iterable
from dataclasses import dataclass

from gjj.actors.actor import Actor
from gjj.actors.roles import ROLES
from gjj.declarations.errors import BizError


@dataclass(frozen=True)
class Permission:
    """一个动作：编码、中文名、能做的角色。"""

    action: str
    title: str
    roles: frozenset[str]

    def __post_init__(self) -> None:
        unknown = self.roles - ROLES.keys()
        if unknown:
            raise ValueError(f"动作 {self.action} 写了不存在的角色：{sorted(unknown)}")


_REGISTER: dict[str, Permission] = {}


def register(permissions: Iterable[Permission]) -> None:
    """登记一批动作；同名而内容不同抛 ValueError。"""
    for permission in permissions:
        known = _REGISTER.setdefault(permission.action, permission)
        if known != permission:
            raise ValueError(f"动作 {permission.action} 登记了两次，内容不同")


def all_permissions() -> dict[str, Permission]:
    """登记过的全部动作。"""
    return dict(_REGISTER)


def allowed(actor: Actor, action: str) -> bool:
    """办事人能不能做这个动作；没登记的动作抛 KeyError。"""
    return actor.role == "system" or actor.role in _REGISTER[action].roles


def require(actor: Actor, action: str) -> None:
    """不能做就抛 BizError（not_permitted，403）。"""
    if not allowed(actor, action):
        title = _REGISTER[action].title
        raise BizError(
            "not_permitted",
            f"您现在的身份是{ROLES[actor.role]}，不能办理「{title}」，没有任何改动。",
            status=403,
            fix="请换有权限的身份登录：单位的业务由本单位的经办人办理，别的请到中心柜面。",
        )
