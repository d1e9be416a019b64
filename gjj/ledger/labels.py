"""账里的编码怎么说：凭证种类由记账的业务另外登记，这里只有账自己的。"""

ACTIONS = {"ledger.hold": "冻结", "ledger.release": "解冻", "ledger.reverse": "冲账"}
"""审计里的动作。"""
VOUCHER_KINDS = {"reversal": "冲账"}
"""账自己记的凭证种类。"""
