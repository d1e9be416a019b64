"""授权的动作：系统管理员提，安全管理员批；两个角色不能是一个人。"""

from gjj.declarations.permissions import Permission

PERMISSIONS = (
    Permission("grants.propose", "提出授权、收回授权", frozenset({"system_admin"}), whole_center=True),
    Permission("grants.approve", "批准授权、收回授权", frozenset({"security_admin"}), whole_center=True),
)
