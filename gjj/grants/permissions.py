"""授权、柜面登录的动作：系统管理员提，安全管理员批；两个角色不能是一个人。紧急停用一位安全管理员就行，事后另一个人确认。"""

from gjj.declarations.permissions import Permission

PERMISSIONS = (
    Permission("grants.propose", "提出授权、收回授权", frozenset({"system_admin"}), whole_center=True),
    Permission("grants.approve", "批准授权、收回授权", frozenset({"security_admin"}), whole_center=True),
    Permission("grants.login.propose", "提出新建、停用、恢复登录", frozenset({"system_admin"}), whole_center=True),
    Permission("grants.login.approve", "批准新建、停用、恢复登录", frozenset({"security_admin"}), whole_center=True),
    Permission("grants.login.stop", "紧急停用登录", frozenset({"security_admin"}), whole_center=True),
    Permission(
        "grants.login.confirm", "确认紧急停用的登录", frozenset({"system_admin", "security_admin"}), whole_center=True
    ),
)
CONFIRMERS = ("system_admin", "security_admin")
"""确认得了的角色：紧急停用马上告诉他们。"""
