"""归集的单证：出具哪几种，核验时给人看哪几项。"""

from gjj.declarations.documents import DocumentKind, ShownFact

NOTICE = DocumentKind(
    "remittance_notice", "住房公积金汇缴书", "11", "documents/remittance_notice.html", paper="a5", sealed=False,
    shown=(
        ShownFact("缴款单位", "employer"), ShownFact("汇缴年月", "month_label"), ShownFact("汇缴书号", "number"),
        ShownFact("缴款识别码", "payment_code"), ShownFact("人数", "employees"), ShownFact("应缴金额（元）", "amount", "money"),
    ),
)  # fmt: skip
"""汇缴书：等着付款，不盖章。"""
RECEIPT = DocumentKind(
    "deposit_receipt", "住房公积金缴存回执", "12", "documents/deposit_receipt.html", paper="a5",
    shown=(
        ShownFact("缴款单位", "employer"), ShownFact("汇缴年月", "month_label"), ShownFact("汇缴书号", "number"),
        ShownFact("入账日期", "paid_on"), ShownFact("入账人数", "employees"), ShownFact("入账金额（元）", "amount", "money"),
    ),
)  # fmt: skip
"""缴存回执：到账分配之后。"""
MAKE_UP = DocumentKind(
    "make_up_notice", "住房公积金补缴书", "13", "documents/make_up_notice.html", paper="a5", sealed=False,
    shown=(
        ShownFact("缴款单位", "employer"), ShownFact("补缴年月", "month_label"), ShownFact("补缴书号", "number"),
        ShownFact("缴款识别码", "payment_code"), ShownFact("人数", "employees"), ShownFact("补缴金额（元）", "amount", "money"),
    ),
)  # fmt: skip
"""补缴书：等着付款，不盖章。"""

DOCUMENTS = (NOTICE, RECEIPT, MAKE_UP)
OF_REMITTANCE = {one.code: one for one in DOCUMENTS}
"""一份汇缴书、补缴书上出得来的几种。"""
