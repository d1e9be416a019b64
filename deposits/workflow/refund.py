"""退款的状态。"""

from gjj.transitions.machine import Edge, Machine

REFUND = Machine(
    "退款",
    {
        "paying": "已受理，正由银行付给单位",
        "paid": "银行已付给单位，暂存已减少",
        "failed": "银行没有付成，钱还在单位暂存",
    },
    (
        Edge("paying", "paid", "settlement.query", "付成"),
        Edge("paying", "failed", "settlement.query", "没有付成"),
    ),
)
WORDS = {"paying": "退回办理中", "paid": "已退回", "failed": "没有退成"}
