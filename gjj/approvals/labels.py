"""审批的编码怎么说。"""

WORDS = {
    "proposed": "等人批", "approved": "已批准", "effective": "已生效", "rejected": "没有批准", "withdrawn": "已撤回", "void": "已作废",
}  # fmt: skip
CHIPS = {
    "proposed": "mine", "approved": "doing", "effective": "done", "rejected": "no", "withdrawn": "off", "void": "off",
}  # fmt: skip
ACTIONS = {
    "approvals.propose": "提出审批", "approvals.approve": "批准", "approvals.reject": "不批准", "approvals.withdraw": "撤回审批",
    "approvals.effect": "审批生效", "approvals.void": "审批作废",
}  # fmt: skip
