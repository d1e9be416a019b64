"""职工异议的状态。"""

from gjj.transitions.machine import Edge, Machine

FLAG = Machine(
    "职工异议",
    {
        "open": "已送到单位，等单位答复",
        "accepted": "单位认可，会改正",
        "rejected": "单位说明了理由，没有改",
        "withdrawn": "职工自己撤回",
    },
    (
        Edge("open", "accepted", "deposits.flag.answer", "认可"),
        Edge("open", "rejected", "deposits.flag.answer", "不改"),
        Edge("open", "withdrawn", "deposits.flag.raise", "撤回"),
    ),
)
WORDS = {"open": "待答复", "accepted": "已认可", "rejected": "没有改", "withdrawn": "已撤回"}
