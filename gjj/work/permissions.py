"""后台工作的动作。"""

from gjj.actors.roles import COUNTER
from gjj.declarations.permissions import Permission

PERMISSIONS = (
    Permission("work.view", "查后台工作", COUNTER, whole_center=True),
    Permission("work.rerun", "重新执行后台工作", frozenset({"system_admin", "manager"}), whole_center=True),
)
