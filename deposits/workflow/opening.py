"""单位开户申请的状态。"""

from gjj.transitions.machine import Edge, Machine

OPENING_FLOW = Machine(
    "单位开户申请",
    {
        "draft": "填着，还没有提交",
        "submitted": "提交了，管理部正在核对；退回了的等申请人补正",
        "opened": "开户了",
        "refused": "不予办理，理由写在申请和办件上，可以重新申请",
        "withdrawn": "申请人自己撤回",
        "lapsed": "草稿放着没有提交，过了期限清掉了",
    },
    (
        Edge("draft", "submitted", "deposits.opening.apply", "提交"),
        Edge("draft", "withdrawn", "deposits.opening.apply", "不办了"),
        Edge("submitted", "opened", "deposits.employer.open", "批准开户"),
        Edge("submitted", "refused", "deposits.opening.refuse", "不予办理"),
        Edge("draft", "lapsed", "deposits.opening.lapse", "过期清掉"),
        Edge("submitted", "withdrawn", "deposits.opening.apply", "撤回"),
    ),
)
WORDS = {
    "draft": "填着", "submitted": "提交了", "opened": "开户了", "refused": "不予办理", "withdrawn": "撤回了", "lapsed": "过期清掉了",
}  # fmt: skip
CHIPS = {"draft": "mine", "submitted": "doing", "opened": "done", "refused": "no", "withdrawn": "off", "lapsed": "off"}
STANDING = ("draft", "submitted")
"""没有结果的：一个人同时只有一份。"""
