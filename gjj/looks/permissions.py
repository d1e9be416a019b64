"""查看完整号码的动作。"""

from gjj.declarations.permissions import Permission

PERMISSIONS = (
    Permission("looks.reveal", "看完整的号码", frozenset({"teller", "reviewer", "manager", "accountant"})),
    Permission("looks.watch", "查谁看过谁的信息", frozenset({"system_admin", "security_admin", "auditor"})),
    Permission("looks.settle", "核对要留意的查看", frozenset({"security_admin"})),
    Permission("looks.own", "查谁看过我的信息", frozenset({"person"})),
)
