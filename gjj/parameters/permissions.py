"""参数的动作。"""

from gjj.actors.roles import COUNTER
from gjj.declarations.permissions import Permission

PERMISSIONS = (Permission("parameters.view", "查参数", COUNTER),)
