"""本人资料的动作怎么说：审计记录里用。"""

ACTIONS = {
    "own.closing_done": "网上账户到期注销",
    "own.contact_done": "换手机号、银行卡生效",
    "own.mobile": "柜面变更手机号",
    "own.counter_card": "柜面变更银行卡",
}
