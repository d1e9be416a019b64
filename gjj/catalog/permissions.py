"""事项与渠道的动作。"""

from gjj.actors.roles import COUNTER
from gjj.declarations.permissions import Permission

PERMISSIONS = (
    Permission("catalog.view", "查事项与渠道", COUNTER),
    Permission("catalog.close", "暂停与恢复办理", frozenset({"system_admin"})),
)
