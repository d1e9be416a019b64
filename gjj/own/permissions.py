"""本人资料的动作。"""

from gjj.declarations.permissions import Permission

PERSON = frozenset({"person"})
PERMISSIONS = (
    Permission("own.export", "导出自己的信息", PERSON),
    Permission("own.contact", "更换自己的手机号、银行卡", PERSON),
    Permission("own.close", "注销自己的网上账户", PERSON),
)
