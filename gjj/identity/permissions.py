"""身份的动作。"""

from gjj.actors.roles import COUNTER, ROLES
from gjj.declarations.permissions import Permission

EVERYBODY = frozenset(ROLES) - {"system"}
PERMISSIONS = (
    Permission("identity.view", "查单位与职工的身份信息", COUNTER),
    Permission("identity.own.view", "看自己的登录设备", EVERYBODY),
    Permission("identity.end_session", "退出自己的一台设备", EVERYBODY),
    Permission("identity.change_password", "更改自己的口令", EVERYBODY),
    Permission("identity.choose_password", "把别人设的口令换成自己的", EVERYBODY, with_initial_password=True),
    Permission("identity.manage", "登记人员、单位、登录", frozenset({"system_admin"})),
    Permission("identity.grant", "照批准的给、收授权", frozenset({"system_admin", "security_admin"})),
)
