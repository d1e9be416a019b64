"""个人账户的状态。"""

from gjj.transitions.machine import Edge, Machine

ACCOUNT = Machine(
    "个人账户",
    {"active": "正常：每月汇缴", "sealed": "封存：停缴，余额保留并照常计息"},
    (
        Edge("active", "sealed", "deposits.list.confirm", "封存"),
        Edge("sealed", "active", "deposits.list.confirm", "启封"),
    ),
)
WORDS = {"active": "正常", "sealed": "封存"}
