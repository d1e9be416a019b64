"""查看记录里的说法：看哪几项、为什么看。"""

REVEAL, OPEN, SEEK, LIST = "looks.reveal", "looks.open", "looks.seek", "looks.list"
PAPER = "looks.paper"
PAGES, ALERT = "looks.page", "looks.alert"
LOOKS = (REVEAL, OPEN, SEEK, LIST, PAPER)
"""五种看：看完整的号码、打开这个人的资料（号码是遮着的）、拿完整的号码找到这个人、在查出来的几个人里列着他（号码遮着）、下载他交的材料（上面的号码是完整的）。"""
WRITTEN = (*LOOKS, PAGES, ALERT)
"""查看记录里列着的：五种看；没有查什么、翻看的一页清单（上面有哪几个人）；号码遮着的看得多、夜里看，要留意的一条。后两样不是看哪一个人，本人那里不列。"""
WHOLE = (REVEAL, PAPER)
"""看得到完整号码的两种。"""
ACTIONS = {
    OPEN: "打开资料", SEEK: "按号码找人", LIST: "查找结果里列着", PAPER: "下载交的材料", PAGES: "翻看清单",
    ALERT: "要留意：号码遮着的看得多、夜里看",
}  # fmt: skip
PAGE = "资料页"
FIELDS = {"id_no": "证件号码", "mobile": "手机号", "bank_card": "银行卡号"}
"""能看完整的几项，照自然人登记的列。"""
REASONS = {
    "identify": "核对身份",
    "contact": "联系本人",
    "business": "办理业务",
    "complaint": "处理投诉",
    "assist": "依法协查",
}
"""为什么看。"""
NIGHT, BULK, MANY = "夜间", "一小时内看得多", "一小时内看的人多（号码遮着）"
NIGHT_MASKED = "夜间（号码遮着）"
MANY_LISTED = "一小时内看的人多（连翻看的清单，号码遮着）"
SEEN, WHY, NOTE, WATCH = "看了", "为什么", "说明", "留意"
PEOPLE, FOUND = "列着的人", "核对的结论"
"""审计「改后」里的几项。"""
