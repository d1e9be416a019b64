"""变更清册的状态。"""

from gjj.transitions.machine import Edge, Machine

CHANGE_LIST = Machine(
    "变更清册",
    {
        "processing": "正在读取和校验，账户没有变动",
        "draft": "已读完，等确认，账户没有变动",
        "confirmed": "已确认，没有错误的行已经生效",
        "discarded": "已作废，账户没有变动",
    },
    (
        Edge("processing", "draft", "deposits.list.file", "读完"),
        Edge("processing", "discarded", "deposits.list.discard", "作废"),
        Edge("draft", "confirmed", "deposits.list.confirm", "确认"),
        Edge("draft", "discarded", "deposits.list.discard", "作废"),
        Edge("confirmed", "discarded", "deposits.remittance.cancel", "撤销汇缴书，没有一行变化的一起作废"),
    ),
)
WORDS = {"processing": "读取中", "draft": "待确认", "confirmed": "已确认", "discarded": "已作废"}
