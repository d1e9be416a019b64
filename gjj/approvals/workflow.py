"""一份申请的状态：一张表管程序，也管数据库触发器。"""

from gjj.transitions.machine import Edge, Machine

PROPOSAL = Machine(
    "审批",
    {
        "proposed": "等另一个人批",
        "approved": "已批准，等生效的日子",
        "effective": "已生效",
        "rejected": "没有批准",
        "withdrawn": "已撤回",
        "void": "作废，要重新提",
    },
    (
        Edge("proposed", "approved", "approvals.approve", "批准"),
        Edge("proposed", "rejected", "approvals.reject", "不批准"),
        Edge("proposed", "withdrawn", "approvals.withdraw", "撤回"),
        Edge("proposed", "void", "approvals.void", "作废"),
        Edge("approved", "effective", "approvals.effect", "生效"),
        Edge("approved", "withdrawn", "approvals.withdraw", "撤回"),
        Edge("approved", "void", "approvals.void", "作废"),
    ),
)
OPEN = ("proposed", "approved")
"""还没有结果的。"""
