"""身份的动作。"""

from gjj.actors.roles import COUNTER, ROLES, UNIT, UNIT_ADMIN
from gjj.declarations.permissions import Permission

EVERYBODY = frozenset(ROLES) - {"system"}
PERMISSIONS = (
    Permission("identity.view", "查单位与职工的身份信息", COUNTER),
    Permission("identity.own.view", "看自己的登录设备", EVERYBODY),
    Permission("identity.end_session", "退出自己的一台设备", EVERYBODY),
    Permission("identity.step_up", "核验自己的身份", EVERYBODY),
    Permission("identity.change_password", "更改自己的口令", EVERYBODY),
    Permission(
        "identity.choose_password",
        "把别人设的口令换成自己的",
        EVERYBODY,
        with_initial_password=True,
        before_enrolling=True,
    ),
    Permission("identity.totp", "添加、解除自己的动态口令", EVERYBODY, before_enrolling=True),
    Permission("identity.manage", "登记人员、单位、登录", frozenset({"system_admin"}), whole_center=True),
    Permission(
        "identity.grant", "照批准的给、收授权", frozenset({"system_admin", "security_admin"}), whole_center=True
    ),
    Permission("identity.unit.view", "看本单位的人", UNIT),
    Permission("identity.unit.appoint", "任命本单位的人", frozenset({UNIT_ADMIN})),
    Permission("identity.unit.dismiss", "收回本单位的人的身份", frozenset({UNIT_ADMIN})),
)
