"""身份的动作。"""

from gjj.actors.roles import COUNTER
from gjj.declarations.permissions import Permission

PERMISSIONS = (
    Permission("identity.view", "查单位与职工的身份信息", COUNTER),
    Permission("identity.manage", "登记人员、单位、登录与授权", frozenset({"system_admin"})),
)
