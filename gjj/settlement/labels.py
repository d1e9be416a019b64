"""结算里的编码怎么说：状态的短说法，清单上用；整句在 workflow.py。用途由收钱的业务登记。"""

INSTRUCTION_WORDS = {
    "created": "待送出",
    "sent": "银行办理中",
    "unknown": "查证中",
    "succeeded": "已扣款",
    "failed": "没有扣款",
}
RECEIPT_WORDS = {"received": "待匹配", "matched": "已记账", "unmatched": "待查", "claimed": "已认领"}
INSTRUCTION_KINDS = {"collect": "从单位账户扣款", "payout": "退回单位账户"}
ACTIONS = {
    "settlement.instruct": "写付款指令",
    "settlement.result": "银行结果",
    "settlement.unmatched": "到账待查",
}
"""审计里的动作。"""
TASKS = {"settlement.send": "送付款指令", "settlement.match": "匹配到账"}
"""发件箱里的任务。"""
