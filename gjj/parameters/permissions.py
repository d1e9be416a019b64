"""参数的动作：主任、会计、系统管理员提；业务的由另一位主任或系统管理员批，守着登录、口令、查看、导出的（安全参数）由安全管理员批。"""

from gjj.actors.roles import COUNTER
from gjj.declarations.permissions import Permission

PERMISSIONS = (
    Permission("parameters.view", "查参数", COUNTER),
    Permission(
        "parameters.propose", "提出改参数", frozenset({"manager", "accountant", "system_admin"}), whole_center=True
    ),
    Permission("parameters.guards.approve", "批准改安全参数", frozenset({"security_admin"}), whole_center=True),
    Permission("parameters.approve", "批准改参数", frozenset({"manager", "system_admin"}), whole_center=True),
)
