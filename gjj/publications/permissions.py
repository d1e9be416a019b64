"""信息发布的动作。看发布了的谁都可以，不用权限。"""

from gjj.actors.roles import COUNTER
from gjj.declarations.permissions import Permission

PERMISSIONS = (
    Permission("publications.view", "柜面查发布的信息", COUNTER),
    Permission(
        "publications.propose", "起草、改、撤下发布的信息", frozenset({"reviewer", "manager", "system_admin"}), whole_center=True
    ),
    Permission("publications.approve", "批准发布信息", frozenset({"manager", "system_admin"}), whole_center=True),
)  # fmt: skip
