"""审批的动作；提和批各看那一类自己的动作。"""

from gjj.actors.roles import COUNTER
from gjj.declarations.permissions import Permission

PERMISSIONS = (Permission("approvals.view", "查审批", COUNTER),)
