"""结算的写：账户（accounts.py）、付款指令（instructions.py）、托收协议在银行的一面（mandates.py）、到账与匹配（receipts.py）。"""
