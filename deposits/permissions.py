"""归集的动作：谁能做什么，全部在这里。"""

from gjj.actors.roles import COUNTER, UNIT
from gjj.declarations.permissions import Permission

DOING = UNIT - {"unit_viewer"}
"""只读的看得到全部，一件也不能办。"""
AGENT = frozenset({"unit_agent"})
SELF = frozenset({"person"})
BOOKS = frozenset({"accountant", "manager"})
"""批得了动钱的事的：会计、主任；提的人自己批不了。"""

PERMISSIONS = (
    Permission("deposits.unit.view", "查本单位的缴存", UNIT),
    Permission("deposits.list.file", "上传变更清册", AGENT),
    Permission("deposits.list.mend", "修改变更清册", AGENT),
    Permission("deposits.list.discard", "作废变更清册草稿", AGENT),
    Permission("deposits.list.confirm", "确认变更清册", AGENT),
    Permission("deposits.remittance.create", "生成汇缴书", AGENT),
    Permission("deposits.remittance.pay", "汇缴付款", AGENT),
    Permission("deposits.remittance.cancel", "撤销没入账的汇缴书", AGENT),
    Permission("deposits.collection.sign", "签订托收协议", AGENT),
    Permission("deposits.collection.end", "终止托收协议", AGENT),
    Permission("deposits.ratio.adjust", "比例调整", AGENT),
    Permission("deposits.adjustment.undo", "撤销还没用上的调整", AGENT),
    Permission("deposits.make_up.create", "生成补缴书", AGENT),
    Permission("deposits.payday.set", "登记单位的发薪日", AGENT),
    Permission("deposits.filter.save", "存筛选", DOING),
    Permission("deposits.flag.answer", "答复职工异议", AGENT),
    Permission("deposits.flag.raise", "对单位的申报提异议", SELF),
    Permission("deposits.suspense.refund", "把单位暂存退回单位账户", AGENT),
    Permission("deposits.suspense.refund.approve", "批准大额的暂存退回", BOOKS),
    Permission("deposits.document.view", "看出具过的单证", UNIT),
    Permission("deposits.document.print", "打印单位的单证", DOING),
    Permission("deposits.review.approve", "复核通过", frozenset({"unit_reviewer"})),
    Permission("deposits.review.send_back", "复核退回", frozenset({"unit_reviewer"})),
    Permission("deposits.review.withdraw", "撤回交去复核的", frozenset({"unit_agent", "unit_admin"})),
    Permission("deposits.review.switch", "提出开、关双人复核", frozenset({"unit_agent", "unit_admin"})),
    Permission("deposits.terms.agree", "同意单位网上业务协议", frozenset({"unit_admin"})),
    Permission("deposits.handover.make", "办交接", frozenset({"unit_admin"})),
    Permission("deposits.own.print", "打印本人的单证", SELF),
    Permission("deposits.own.view", "查本人的缴存", SELF),
    Permission("deposits.counter.view", "柜面查归集业务", COUNTER),
    Permission("deposits.receipt.claim.propose", "提出认领到账", frozenset({"accountant"}), whole_center=True),
    Permission("deposits.receipt.claim.approve", "批准认领到账", BOOKS, whole_center=True),
    Permission("deposits.receipt.unclaim.propose", "提出撤销认错的认领", frozenset({"accountant"}), whole_center=True),
    Permission("deposits.receipt.unclaim.approve", "批准撤销认领", BOOKS, whole_center=True),
    Permission("deposits.opening.apply", "申请单位开户", SELF),
    Permission("deposits.opening.paper", "看单位开户申请的材料", frozenset({"teller", "reviewer", "manager"})),
    Permission("deposits.opening.refuse.propose", "提出单位开户不予办理", frozenset({"teller", "manager"})),
    Permission("deposits.opening.refuse", "批准单位开户不予办理", frozenset({"reviewer", "manager"})),
    Permission("deposits.employer.open.propose", "提出单位开户", frozenset({"teller", "manager"})),
    Permission("deposits.employer.open", "批准单位开户", frozenset({"reviewer", "manager"})),
    Permission("deposits.employer.move", "单位迁移管理部", frozenset({"manager"}), whole_center=True),
    Permission("deposits.employer.profile", "登记单位资料", frozenset({"teller", "manager"})),
    Permission("deposits.employer.payer.propose", "提出变更付款账户", frozenset({"teller", "manager"})),
    Permission("deposits.employer.payer.approve", "批准变更付款账户", frozenset({"reviewer", "manager"})),
)

AUDIT_ACTIONS = {
    "deposits.receipt.claim": "认领到账",
    "deposits.receipt.unclaim": "撤销认领",
    "deposits.employer.payer": "变更付款账户",
    "deposits.contract.record": "登记柜面合同",
    "deposits.opening.save": "填写单位开户申请",
    "deposits.opening.lapse": "清掉过期的开户草稿",
    "deposits.opening.withdraw": "撤回单位开户申请",
    "deposits.list.annotated": "下载标好错的工作簿",
    "deposits.review.ask": "交复核人",
    "deposits.review.void": "复核单作废",
    "deposits.flag.withdraw": "撤回异议",
    "deposits.filter.delete": "删筛选",
    "deposits.receive": "到账记账",
    "deposits.allocate": "分配到账",
    "deposits.payment_failed": "银行没有扣款",
    "deposits.agreement_answered": "银行答复托收签约",
    "deposits.refund_paid": "暂存已退回",
    "deposits.refund_failed": "暂存没有退成",
}
"""没有单独权限的动作：系统自己做的，两个人批了才做的；审计记录里的说法。"""
