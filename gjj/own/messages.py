"""本人资料要告诉人的话。"""

from gjj.declarations.messages import MessageTemplate

CLOSING_CODE, CLOSING_ASKED, CLOSING_UNDONE = "own.closing_code", "own.closing_asked", "own.closing_undone"

MESSAGES = (
    MessageTemplate(
        CLOSING_CODE, "code", "person", "注销网上账户验证码", "",
        sms="验证码 {code}，用于注销您的住房公积金网上账户，5 分钟内有效。不是您本人操作的，请拨打 12329。",
        variables={"code": "123456"}, secret=("code",), urgent=True, in_inbox=False,
    ),
    MessageTemplate(
        CLOSING_ASKED, "security", "person", "申请了注销网上账户",
        "您申请了注销网上账户，{due} 以后不能再在网上登录；公积金账户和里面的钱不受影响。改了主意，在那以前登录撤销；不是您本人申请的，请马上撤销并换口令。",
        sms="您申请了注销住房公积金网上账户，{due} 生效，公积金账户和钱不受影响。在那以前登录可以撤销；不是您本人申请的，请马上撤销并换口令。",
        variables={"due": "2026-12-07 14:20"}, url_name="portal:closing",
    ),
    MessageTemplate(
        CLOSING_UNDONE, "security", "person", "撤销了注销",
        "您撤销了网上账户的注销，照常登录使用。",
        sms="您撤销了住房公积金网上账户的注销，照常登录使用。",
    ),
)  # fmt: skip
