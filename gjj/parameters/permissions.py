"""参数的动作。"""

from gjj.actors.roles import COUNTER
from gjj.declarations.permissions import Permission

PERMISSIONS = (
    Permission("parameters.view", "查参数", COUNTER),
    Permission(
        "parameters.propose", "提出改参数", frozenset({"manager", "accountant", "system_admin"}), whole_center=True
    ),
    Permission("parameters.approve", "批准改参数", frozenset({"manager", "system_admin"}), whole_center=True),
)
