"""本人资料要告诉人的话。"""

from gjj.declarations.messages import MessageTemplate

CLOSING_CODE, CLOSING_ASKED, CLOSING_UNDONE = "own.closing_code", "own.closing_asked", "own.closing_undone"
CLOSING_KEPT = "own.closing_kept"
OLD_CODE, NEW_CODE = "own.contact_old_code", "own.contact_new_code"
LOGIN_REOPENED = "own.login_reopened"
CARD_ASKED, CARD_KEPT = "own.counter_card_asked", "own.counter_card_kept"
CONTACT_ASKED, CONTACT_UNDONE, CONTACT_DONE = "own.contact_asked", "own.contact_undone", "own.contact_done"

MESSAGES = (
    MessageTemplate(
        OLD_CODE, "code", "person", "更换号码验证码", "",
        sms="验证码 {code}，用于更换您的住房公积金预留手机号或银行卡，5 分钟内有效。不是您本人操作的，请拨打 12329。",
        variables={"code": "123456"}, secret=("code",), urgent=True, in_inbox=False,
    ),
    MessageTemplate(
        NEW_CODE, "code", "person", "新号码验证码", "",
        sms="验证码 {code}，用于把这个号码登记为住房公积金预留手机号，5 分钟内有效。不是您本人操作的，不用理会。",
        variables={"code": "123456"}, secret=("code",), urgent=True, in_inbox=False,
    ),
    MessageTemplate(
        CONTACT_ASKED, "security", "person", "申请了换号换卡",
        "您申请把{what}换成 {value}，{due} 才换，在那以前照旧用原来的。不是您本人申请的，请马上登录撤销、换口令，或拨打 12329。",
        sms="您申请把住房公积金预留的{what}换成 {value}，{due} 才换。不是您本人申请的，请马上登录撤销、换口令，或拨打 12329。",
        variables={"what": "手机号", "value": "138****0001", "due": "2026-12-07 14:20"}, url_name="portal:own_data",
    ),
    MessageTemplate(
        CONTACT_UNDONE, "security", "person", "撤销了换号换卡",
        "更换{what}撤销了，照旧用原来的。",
        sms="您的住房公积金更换{what}撤销了，照旧用原来的。", variables={"what": "手机号"},
    ),
    MessageTemplate(
        CONTACT_DONE, "security", "person", "银行卡换好了",
        "您的银行卡换成了 {value}，以后的钱付到这张卡。不是您本人换的，请马上拨打 12329。",
        sms="您的住房公积金银行卡换成了 {value}。不是您本人换的，请马上拨打 12329。", variables={"value": "**** 0001"},
    ),
    MessageTemplate(
        CARD_ASKED, "security", "person", "柜面要换您的银行卡",
        "柜面核对了您的身份证件，要把您的银行卡换成 {value}，另一位同事批准以后最早 {due} 换，在那以前照旧用原来的。不是您本人来办的，请马上拨打 12329 或到柜面撤回。",
        sms="柜面核对身份证件，要把您的住房公积金银行卡换成 {value}，最早 {due} 换。不是您本人来办的，请马上拨打 12329 撤回。",
        variables={"value": "**** 0001", "due": "2026-12-07 14:20"}, url_name="portal:own_data",
    ),
    MessageTemplate(
        CARD_KEPT, "security", "person", "柜面没有换您的银行卡",
        "柜面提出把您的银行卡换成 {value}，没有换：没有批准、撤回了或作废了，登记的卡没有因此变动。还要换的，请带身份证件和卡再到柜面。",
        sms="柜面提出把您的住房公积金银行卡换成 {value}，没有换，登记的卡没有因此变动。还要换的请再到柜面。",
        variables={"value": "**** 0001"}, url_name="portal:own_data",
    ),
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
        LOGIN_REOPENED, "security", "person", "网上登录恢复了",
        "柜面核对了您的身份证件，恢复了您的登录 {username}。原来的口令不能再用，请在登录页点「忘记口令」，凭短信设新口令。不是您本人来办的，请马上拨打 12329。",
        sms="柜面核对身份证件，恢复了您的住房公积金登录 {username}。请在登录页点「忘记口令」设新口令。不是您本人来办的，请拨打 12329。",
        variables={"username": "zhangsan-mingchuan"},
    ),
    MessageTemplate(
        CLOSING_UNDONE, "security", "person", "撤销了注销",
        "您撤销了网上账户的注销，照常登录使用。",
        sms="您撤销了住房公积金网上账户的注销，照常登录使用。",
    ),
    MessageTemplate(
        CLOSING_KEPT, "security", "person", "到期没有注销",
        "您申请的注销到期了，没有注销：您现在有「{role}」的身份，照常登录使用，公积金账户和钱没有变动。还要注销，先由单位管理员或中心收回这个身份，再来申请。",
        sms="您申请的住房公积金网上账户注销到期没有办：您现在有「{role}」的身份，照常使用。还要注销，请先收回这个身份再申请。",
        variables={"role": "单位管理员"}, url_name="portal:closing",
    ),
)  # fmt: skip
