"""复核单的状态：一张表管程序，也管数据库触发器。"""

from deposits.items import COLLECTION, REMIT, SUSPENSE
from gjj.transitions.machine import Edge, Machine

REVIEW = Machine(
    "复核单",
    {
        "waiting": "等本单位的复核人看过，还没有生效",
        "approved": "复核通过，正在排队办",
        "effective": "复核通过，已经生效",
        "sent_back": "复核人退回，没有生效",
        "withdrawn": "提交人撤回，没有生效",
        "void": "提交以后内容变了，作废，没有生效",
    },
    (
        Edge("waiting", "approved", "deposits.review.approve", "复核通过，排队办"),
        Edge("waiting", "effective", "deposits.review.approve", "复核通过"),
        Edge("waiting", "sent_back", "deposits.review.send_back", "退回"),
        Edge("waiting", "withdrawn", "deposits.review.withdraw", "撤回"),
        Edge("waiting", "void", "deposits.review.void", "作废"),
        Edge("approved", "effective", "deposits.review.effect", "生效"),
        Edge("approved", "void", "deposits.review.void", "作废"),
    ),
)
OPEN = ("waiting", "approved")
"""还没有结果的。"""
WORDS = {
    "waiting": "等复核", "approved": "复核通过，正在办", "effective": "复核通过，已生效", "sent_back": "退回了", "withdrawn": "撤回了",
    "void": "作废：内容变了",
}  # fmt: skip
"""状态的短说法。"""
CONFIRM, PAY, PAY_ALL, REFUND, REFUND_BOOK = (
    "list.confirm", "remittance.pay", "remittance.pay_all", "suspense.refund", "remittance.refund",
)  # fmt: skip
CANCEL, SIGN, SWITCH = "remittance.cancel", "collection.sign", "review.switch"
KINDS = {
    CONFIRM: "确认变更清册", PAY: "付款", PAY_ALL: "几份一起付款", REFUND: "退回单位暂存", REFUND_BOOK: "到账不足的退回",
    CANCEL: "撤销没入账的汇缴书", SIGN: "签订托收协议", SWITCH: "双人复核的开关",
}  # fmt: skip
"""开着双人复核时，要复核人看过才生效的；开关本身总要两个人。"""
ITEMS = {
    CONFIRM: REMIT, PAY: REMIT, PAY_ALL: REMIT, REFUND: SUSPENSE, REFUND_BOOK: SUSPENSE, CANCEL: REMIT, SIGN: COLLECTION,
    SWITCH: REMIT,
}  # fmt: skip
"""办的是哪个事项：同意的人和办的人要同一级身份；开关管的是付款要不要第二个人，和付款同一级。"""
