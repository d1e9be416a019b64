"""办件的动作。立办件、走一步由业务线在自己的权限之下做，这里是看、退回、补正。"""

from gjj.actors.roles import COUNTER, UNIT
from gjj.declarations.permissions import Permission

PERMISSIONS = (
    Permission("cases.view", "柜面查办件", COUNTER),
    Permission("cases.return", "退回补正", frozenset({"teller", "reviewer", "manager"})),
    Permission("cases.own", "看自己的办件", UNIT | {"person"}),
    Permission("cases.resubmit", "补正退回的办件", frozenset({"unit_agent", "person"})),
)
