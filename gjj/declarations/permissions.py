"""动作权限：每个动作写明哪些角色能做；没登记的动作是程序错误，不是放行。"""

from collections.abc import Iterable
from dataclasses import dataclass

from gjj.actors.actor import Actor
from gjj.actors.roles import ROLES, UNIT_ADMIN
from gjj.declarations.errors import BizError


@dataclass(frozen=True)
class Permission:
    """一个动作：编码、中文名、能做的角色；``with_initial_password`` 口令还没换掉的时候也能做（只有换口令）。
    ``before_enrolling`` 要先添动态口令的时候也能做（换口令、添动态口令）。

    ``whole_center`` 事关全中心、分不到哪个网点的（参数、授权、银行流水、后台工作）：只管一个网点的人做不了。
    """

    action: str
    title: str
    roles: frozenset[str]
    with_initial_password: bool = False
    whole_center: bool = False
    before_enrolling: bool = False

    def __post_init__(self) -> None:
        unknown = self.roles - ROLES.keys()
        if unknown:
            raise ValueError(f"动作 {self.action} 写了不存在的角色：{sorted(unknown)}")


CHOOSE_FIRST = {"initial": "password_initial", "common": "password_common"}
"""口令要先换掉的缘由 → 编码。"""
WHY_CHOOSE = {"initial": "您的口令是别人替您设的，换成自己的以前", "common": "您的口令太常见，别人一猜就中，换掉以前"}
ENROL_FIRST = "totp_required"
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
    """办事人能不能做这个动作：他的角色能，或者他另是单位管理员而管理员能；事关全中心的要管全中心。没登记的动作抛 KeyError。"""
    permission = _REGISTER[action]
    if permission.whole_center and actor.scope == "branch":
        return False
    if actor.must_choose_password and not permission.with_initial_password:
        return False
    if actor.must_enrol and not permission.before_enrolling:
        return False
    if actor.role == "system" or actor.role in permission.roles:
        return True
    return actor.is_unit_admin and UNIT_ADMIN in permission.roles


def require(actor: Actor, action: str) -> None:
    """不能做就抛 BizError（403）：口令还是别人设的 password_initial，太常见的 password_common，要先添动态口令的 totp_required，身份不对 not_permitted。"""
    if not allowed(actor, action):
        if why := actor.must_choose_password:
            raise BizError(
                CHOOSE_FIRST[why], f"{WHY_CHOOSE[why]}，别的都不能办，没有任何改动。", status=403,
                money="没有任何款项变动。", fix="请登录网上业务大厅，照提示先设自己的口令，再用新口令登录。",
            )  # fmt: skip
        if actor.must_enrol:
            raise BizError(
                ENROL_FIRST, "中心要求柜面的人用动态口令，您还没有添，别的都不能办，没有任何改动。", status=403,
                money="没有任何款项变动。", fix="请登录以后照提示添好动态口令，再接着办。",
            )  # fmt: skip
        permission = _REGISTER[action]
        title = permission.title
        if permission.whole_center and actor.scope == "branch":
            raise BizError(
                "not_permitted", f"「{title}」事关全中心，您的授权只管一个网点，不能办理，没有任何改动。", status=403,
                fix="请管全中心的同事办理；要换授权的，请系统管理员提出。",
            )  # fmt: skip
        raise BizError(
            "not_permitted",
            f"您现在的身份是{ROLES[actor.role]}，不能办理「{title}」，没有任何改动。",
            status=403,
            fix="请换有权限的身份登录：单位的业务由本单位的经办人办理，别的请到中心柜面。",
        )
