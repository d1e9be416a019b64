"""办件的动作。立办件、走一步由业务线在自己的权限之下做，这里只有看。"""

from gjj.actors.roles import COUNTER
from gjj.declarations.permissions import Permission

PERMISSIONS = (Permission("cases.view", "柜面查办件", COUNTER),)
