"""账的动作。记账没有单独的动作：只能由业务服务在自己的权限之下记。"""

from gjj.actors.roles import COUNTER
from gjj.declarations.permissions import Permission

PERMISSIONS = (
    Permission("ledger.view", "查凭证与分户账", COUNTER),
    Permission("ledger.reverse.propose", "提出冲账", frozenset({"accountant"})),
    Permission("ledger.reverse.approve", "批准冲账", frozenset({"accountant", "manager"})),
)
