"""汇缴书的状态。"""

from gjj.transitions.machine import Edge, Machine

KINDS = {"remittance": "汇缴书", "make_up": "补缴书"}
"""两种缴款：每月的汇缴，补以前月份的补缴；走同一张状态表。"""

REMITTANCE = Machine(
    "汇缴书",
    {
        "awaiting_funds": "已生成，等单位付款",
        "paying": "付款已受理或已到账，正在办理",
        "mismatch": "到账不足，全部留在暂存，没有分配",
        "allocated": "已到账并分配到每个职工",
        "reversed": "入账以后冲销了，钱回到单位暂存，这个月要补缴",
        "cancelled": "付款之前撤销了，这个月重新打开",
    },
    (
        Edge("awaiting_funds", "paying", "deposits.remittance.pay", "付款"),
        Edge("awaiting_funds", "mismatch", "settlement.match", "到账不足"),
        Edge("awaiting_funds", "cancelled", "deposits.remittance.cancel", "撤销"),
        Edge("paying", "cancelled", "deposits.remittance.cancel", "撤销没到月份的预缴"),
        Edge("mismatch", "cancelled", "deposits.remittance.cancel", "不补了，到的钱留在单位暂存"),
        Edge("paying", "awaiting_funds", "settlement.query", "银行没有扣款"),
        Edge("paying", "mismatch", "settlement.match", "到账不足"),
        Edge("mismatch", "paying", "deposits.remittance.pay", "补足差额"),
        Edge("mismatch", "awaiting_funds", "deposits.suspense.refund", "退回到的钱"),
        Edge("paying", "allocated", "deposits.allocate", "分配入账"),
        Edge("allocated", "reversed", "ledger.reverse", "冲销分配的凭证"),
    ),
)
WORDS = {
    "awaiting_funds": "待付款",
    "paying": "付款办理中",
    "mismatch": "到账不足",
    "allocated": "已入账",
    "reversed": "已冲销",
    "cancelled": "已撤销",
}
VOID = ("cancelled", "reversed")
"""不再算数的：没有钱因为它在职工账户里，也不再收款。"""
ENDED = ("allocated", *VOID)
"""走到头的：不用再付、不会再入账。"""
