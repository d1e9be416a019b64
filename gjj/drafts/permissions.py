"""草稿的动作。"""

from gjj.actors.roles import ROLES
from gjj.declarations.permissions import Permission

PERMISSIONS = (Permission("drafts.own", "存、看自己的草稿", frozenset(ROLES) - {"system"}),)
