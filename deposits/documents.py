"""归集的单证：出具哪几种，核验时给人看哪几项。"""

from gjj.declarations.documents import DocumentKind, ShownFact

VOLUME = 5_000
"""汇缴清册一册几个人（约一百七十页，装订得下）；再多的分册，人数不限，排一册的内存只有一册那么大。"""
SEALED = "封存"
"""封存着的人的缴存证明：基数、比例是封存前的，没有月缴存额；核验页上的叫法跟着纸上的。"""
PAYER = ShownFact("缴款单位", "employer")
BOOK_NUMBER = ShownFact("汇缴书号", "number", otherwise=(("补缴书", "补缴书号"),))
OF_UNIT = (PAYER, ShownFact("汇缴年月", "month_label", otherwise=(("补缴书", "补缴年月"),)), BOOK_NUMBER)
OF_PERSON = (
    ShownFact("姓名", "name", "name"), ShownFact("证件号码", "id_no"), ShownFact("单位", "employer"),
)  # fmt: skip

NOTICE = DocumentKind(
    "remittance_notice", "住房公积金汇缴书", "11", "documents/remittance_notice.html", paper="a5", sealed=False,
    shown=(
        *OF_UNIT, ShownFact("缴款识别码", "payment_code"), ShownFact("人数", "employees"),
        ShownFact("应缴金额（元）", "amount", "money"),
    ),
)  # fmt: skip
"""汇缴书：等着付款，不盖章。"""
RECEIPT = DocumentKind(
    "deposit_receipt", "住房公积金缴存回执", "12", "documents/deposit_receipt.html", paper="a5",
    shown=(
        PAYER, ShownFact("缴至年月", "month_label", otherwise=(("补缴书", "补缴年月"),)), BOOK_NUMBER,
        ShownFact("入账日期", "paid_on"), ShownFact("入账人数", "employees"), ShownFact("入账金额（元）", "amount", "money"),
    ),
)  # fmt: skip
"""缴存回执：到账分配之后。"""
MAKE_UP = DocumentKind(
    "make_up_notice", "住房公积金补缴书", "13", "documents/make_up_notice.html", paper="a5", sealed=False,
    shown=(
        *OF_UNIT, ShownFact("缴款识别码", "payment_code"), ShownFact("人数", "employees"),
        ShownFact("补缴金额（元）", "amount", "money"),
    ),
)  # fmt: skip
"""补缴书：等着付款，不盖章。"""
REGISTER = DocumentKind(
    "remittance_register", "住房公积金汇缴清册", "14", "documents/remittance_register.html", sealed=False,
    otherwise=(("补缴书", "住房公积金补缴清册"),),
    shown=(
        *OF_UNIT, ShownFact("人数", "employees"), ShownFact("合计金额（元）", "amount", "money"), ShownFact("分册", "volume_label"),
        ShownFact("本册人数", "volume_people"), ShownFact("本册金额（元）", "volume_amount", "money"),
    ),
)  # fmt: skip
"""汇缴清册：一份汇缴书的每人一行；人多的分册，各册有自己的编号、核验码、本册小计，都写着全部合计。"""
UNIT_STATEMENT = DocumentKind(
    "unit_statement", "单位年度对账单", "21", "documents/unit_statement.html",
    shown=(
        ShownFact("单位", "employer"), ShownFact("单位账号", "employer_number"), ShownFact("起", "from"),
        ShownFact("止", "to"), ShownFact("期初余额（元）", "opening", "money"), ShownFact("期末余额（元）", "closing", "money"),
    ),
)  # fmt: skip
"""单位年度对账单：归集户一年的每一笔。"""
HANDOVER = DocumentKind(
    "handover_report", "单位经办人交接单", "22", "documents/handover_report.html", sealed=False,
    shown=(
        ShownFact("单位", "employer"), ShownFact("单位账号", "employer_number"), ShownFact("交接单号", "number"),
        ShownFact("交出的人", "leaver", "name"), ShownFact("接手的人", "successor", "name"),
        ShownFact("交接时间", "made_at"), ShownFact("没办完的件数", "count"),
    ),
)  # fmt: skip
"""交接单：经办人离开那一刻没办完的各件、收回的身份；是单位自己的事，中心只证明交接这样记着，不盖章。"""
CERTIFICATE = DocumentKind(
    "deposit_certificate", "住房公积金缴存证明", "31", "documents/deposit_certificate.html",
    shown=(
        *OF_PERSON, ShownFact("截至", "as_of"), ShownFact("账户状态", "status"), ShownFact("缴至年月", "paid_through"),
        ShownFact("缴存基数（元）", "base", "money", otherwise=((SEALED, "封存前缴存基数（元）"),)), ShownFact("月缴存额（元）", "monthly", "money"),
        ShownFact("账户余额（元）", "balance", "money"),
    ),
)  # fmt: skip
"""缴存证明：某一天的账户情况。"""
PERSON_STATEMENT = DocumentKind(
    "person_statement", "住房公积金个人对账单", "32", "documents/person_statement.html",
    shown=(
        *OF_PERSON, ShownFact("起", "from"), ShownFact("止", "to"), ShownFact("期初余额（元）", "opening", "money"),
        ShownFact("期末余额（元）", "closing", "money"),
    ),
)  # fmt: skip
"""个人对账单：一年的每一笔。"""

DOCUMENTS = (NOTICE, RECEIPT, MAKE_UP, REGISTER, UNIT_STATEMENT, HANDOVER, CERTIFICATE, PERSON_STATEMENT)
OF_REMITTANCE = {one.code: one for one in (NOTICE, RECEIPT, MAKE_UP, REGISTER)}
"""一份汇缴书、补缴书上出得来的几种。"""
KINDS_OF_HALL = {
    "unit": (NOTICE, MAKE_UP, REGISTER, RECEIPT, UNIT_STATEMENT, HANDOVER),
    "personal": (CERTIFICATE, PERSON_STATEMENT, HANDOVER),
}
"""两个大厅各有哪几种；交接单单位的人看得到，交出的、接手的本人在个人大厅也看得到。"""
