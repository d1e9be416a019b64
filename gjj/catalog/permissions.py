"""事项与渠道的动作。"""

from gjj.actors.roles import COUNTER
from gjj.declarations.permissions import Permission

PERMISSIONS = (
    Permission("catalog.view", "查事项与渠道", COUNTER),
    Permission("catalog.propose", "提出暂停、恢复办理", frozenset({"system_admin"}), whole_center=True),
    Permission("catalog.approve", "批准暂停、恢复办理", frozenset({"manager", "system_admin"}), whole_center=True),
    Permission("catalog.stop", "急停", frozenset({"system_admin"}), whole_center=True),
)
APPROVERS = ("manager", "system_admin")
"""批得了的角色：急停马上告诉他们。"""
