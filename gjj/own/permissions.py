"""本人资料的动作。"""

from gjj.declarations.permissions import Permission

PERSON = frozenset({"person"})
TELLERS = frozenset({"teller", "system_admin"})
"""柜员替职工、单位的人办，系统管理员替柜面的人办（service 里再分）。"""
PERMISSIONS = (
    Permission("own.export", "导出自己的信息", PERSON),
    Permission("own.contact", "更换自己的手机号、银行卡", PERSON),
    Permission("own.close", "注销自己的网上账户", PERSON),
    Permission("own.reopen_login", "替来柜面的人恢复网上登录", TELLERS),
    Permission("own.remove_totp", "替来柜面的人解除动态口令", TELLERS),
    Permission("own.mobile.propose", "提出变更来柜面的人的手机号", TELLERS),
    Permission("own.mobile.approve", "批准变更手机号", frozenset({"reviewer", "manager", "security_admin"})),
    Permission("own.counter_card.propose", "提出变更来柜面的人的银行卡", TELLERS),
    Permission("own.counter_card.approve", "批准变更银行卡", frozenset({"reviewer", "manager", "security_admin"})),
)
