"""办件的状态：一张表管程序，也管数据库触发器。"""

from gjj.transitions.machine import Edge, Machine

CASE = Machine(
    "办件",
    {
        "processing": "已受理，正在办理",
        "waiting": "已受理，等申请人办下一步，时限暂停",
        "scheduled": "已受理，钱已备齐，等入账的日子，时限暂停",
        "returned": "已退回补正，等申请人补好，时限暂停",
        "done": "已办结",
        "refused": "不予办理，理由在办理经过里",
        "cancelled": "已撤销",
    },
    (
        Edge("processing", "waiting", "cases.wait", "等申请人"),
        Edge("processing", "scheduled", "cases.schedule", "等入账的日子"),
        Edge("processing", "returned", "cases.return", "退回补正"),
        Edge("processing", "done", "cases.close", "办结"),
        Edge("processing", "refused", "cases.refuse", "不予办理"),
        Edge("processing", "cancelled", "cases.cancel", "撤销"),
        Edge("waiting", "processing", "cases.move", "申请人办好了"),
        Edge("waiting", "scheduled", "cases.schedule", "等入账的日子"),
        Edge("waiting", "returned", "cases.return", "退回补正"),
        Edge("waiting", "done", "cases.close", "办结"),
        Edge("waiting", "refused", "cases.refuse", "不予办理"),
        Edge("waiting", "cancelled", "cases.cancel", "撤销"),
        Edge("scheduled", "processing", "cases.move", "日子到了"),
        Edge("scheduled", "waiting", "cases.wait", "等申请人"),
        Edge("scheduled", "done", "cases.close", "办结"),
        Edge("scheduled", "cancelled", "cases.cancel", "撤销"),
        Edge("returned", "processing", "cases.resubmit", "补好了"),
        Edge("returned", "refused", "cases.refuse", "不予办理"),
        Edge("returned", "cancelled", "cases.cancel", "撤销"),
    ),
)
WORDS = {
    "processing": "办理中",
    "waiting": "待您办理",
    "scheduled": "等入账",
    "returned": "已退回",
    "done": "已办结",
    "refused": "不予办理",
    "cancelled": "已撤销",
}
TAKEN_BACK = "办结后冲销"
"""办结以后，办出来的入账又冲销了的。"""
FOR_STAFF = {**WORDS, "waiting": "等申请人"}
"""柜面、后台的说法：等的是申请人。"""
CHIPS = {
    "processing": "doing",
    "waiting": "mine",
    "scheduled": "doing",
    "returned": "back",
    "done": "done",
    "refused": "no",
    "cancelled": "off",
}
"""状态的样子，各大厅、柜面、后台一样。"""
OPEN = ("processing", "waiting", "scheduled", "returned")
"""还在办的。"""
PAUSED = frozenset({"waiting", "scheduled", "returned"})
"""申请人欠着一步、入账的日子没到，承诺时限暂停。"""
