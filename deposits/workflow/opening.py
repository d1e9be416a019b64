"""单位开户申请的状态。"""

from gjj.transitions.machine import Edge, Machine

OPENING_FLOW = Machine(
    "单位开户申请",
    {
        "draft": "填着，还没有提交",
        "submitted": "提交了，管理部正在核对；退回了的等申请人补正",
        "opened": "开户了",
        "withdrawn": "申请人自己撤回",
    },
    (
        Edge("draft", "submitted", "deposits.opening.apply", "提交"),
        Edge("draft", "withdrawn", "deposits.opening.apply", "不办了"),
        Edge("submitted", "opened", "deposits.employer.open", "批准开户"),
        Edge("submitted", "withdrawn", "deposits.opening.apply", "撤回"),
    ),
)
WORDS = {"draft": "填着", "submitted": "提交了", "opened": "开户了", "withdrawn": "撤回了"}
STANDING = ("draft", "submitted")
"""没有结果的：一个人同时只有一份。"""
