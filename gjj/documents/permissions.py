"""单证的动作。"""

from gjj.actors.roles import COUNTER
from gjj.declarations.permissions import Permission

PERMISSIONS = (Permission("documents.view", "查单证", COUNTER),)
