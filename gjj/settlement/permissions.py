"""结算的动作。付款指令由业务在自己的权限之下发起，这里没有单独的动作。"""

from gjj.actors.roles import COUNTER
from gjj.declarations.permissions import Permission

PERMISSIONS = (Permission("settlement.view", "查银行账户、指令与到账", COUNTER, whole_center=True),)
