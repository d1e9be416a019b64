"""身份的参数：登录多久退出，口令的规矩，验证码的次数预算。"""

from datetime import date

from gjj.declarations.parameters import Bound, Order, ParameterRow

SINCE = date(2016, 2, 21)
NOTE = "无条款规定：登录时定下，改了以后新登录的照新的"
SESSION_IDLE, SESSION_LIMIT = "identity.session_idle_minutes", "identity.session_limit_minutes"

PASSWORD_FLOOR = 12
"""口令至少几位，参数只能往上加；从前记下的参数比它小的，照它算。"""
PASSWORD_LEAST, PASSWORD_NOT_LAST, PASSWORD_NOTICE = (
    "identity.password_least", "identity.password_not_last", "identity.password_notice_days",
)  # fmt: skip
CODES_UNUSED, CODES_NUMBER, CODES_IP, CODES_DEVICE, CODES_ALL = (
    "identity.codes_unused_per_number", "identity.codes_per_number", "identity.codes_per_ip", "identity.codes_per_device",
    "identity.codes_in_all",
)  # fmt: skip
RESETS_NUMBER, RESETS_IP, RESETS_DEVICE, RESETS_ALL = (
    "identity.reset_codes_per_number", "identity.reset_codes_per_ip", "identity.reset_codes_per_device",
    "identity.reset_codes_in_all",
)  # fmt: skip
SIGN_UPS_NUMBER, SIGN_UPS_IP, SIGN_UPS_DEVICE, SIGN_UPS_ALL = (
    "identity.sign_up_codes_per_number", "identity.sign_up_codes_per_ip", "identity.sign_up_codes_per_device",
    "identity.sign_up_codes_in_all",
)  # fmt: skip
NEW_NUMBERS_NUMBER, NEW_NUMBERS_IP, NEW_NUMBERS_DEVICE, NEW_NUMBERS_ALL = (
    "identity.new_number_codes_per_number", "identity.new_number_codes_per_ip", "identity.new_number_codes_per_device",
    "identity.new_number_codes_in_all",
)  # fmt: skip
CODE_BUDGETS = (
    CODES_UNUSED, CODES_NUMBER, CODES_IP, CODES_DEVICE, CODES_ALL, RESETS_NUMBER, RESETS_IP, RESETS_DEVICE, RESETS_ALL,
    SIGN_UPS_NUMBER, SIGN_UPS_IP, SIGN_UPS_DEVICE, SIGN_UPS_ALL, NEW_NUMBERS_NUMBER, NEW_NUMBERS_IP,
    NEW_NUMBERS_DEVICE, NEW_NUMBERS_ALL,
)  # fmt: skip
FACTOR_TRIES, FACTOR_TRIES_DAY = "identity.factor_tries", "identity.factor_tries_per_day"
FACTOR_BUDGETS = (FACTOR_TRIES, FACTOR_TRIES_DAY)
SMS_BESIDE_TOTP, STAFF_TOTP = "identity.sms_beside_totp", "identity.staff_totp"
STRONGER = "无条款规定：动态口令不经短信，换卡、截短信都拿不到"
YOUNGEST = "identity.sign_up_youngest"
FACE_MINUTES = "identity.face_minutes"
CODE_TRIES, CODE_TRIES_LOGIN = "identity.code_tries", "identity.code_tries_per_login"
CODE_TRIES_BUDGETS = (CODE_TRIES, CODE_TRIES_LOGIN)
GUARD = "无条款规定：防短信轰炸和猜码"
TRIES_HERE, TRIES_IP, TRIES_NAME, TRIES_ALL = (
    "identity.tries_per_name_and_ip", "identity.tries_per_ip", "identity.tries_per_name", "identity.tries_in_all",
)  # fmt: skip
HOUR_OTHERS, HOUR_OWN, HOUR_CHANGE = (
    "identity.tries_per_name_hour", "identity.tries_own_devices_hour", "identity.tries_change_hour",
)  # fmt: skip
HOUR_MOST = {HOUR_OTHERS: 50, HOUR_OWN: 30, HOUR_CHANGE: 20}
"""一个用户名一小时最多试几次口令，分三份；三份的上限合起来 100，参数只能往小改。"""
TRY_BUDGETS = (TRIES_HERE, TRIES_IP, TRIES_NAME, TRIES_ALL)
GUESSING = "无条款规定：防猜口令；只挡没见过的设备，不锁账户"
GRANT_LONGEST, GRANT_NOTICE = "identity.grant_longest_days", "identity.grant_notice_days"
POSTS = "无条款规定：人走了、换岗了，忘了收的授权也会到期"
TRIES_KEPT = "identity.tries_kept_days"
CODES_KEPT, SESSIONS_KEPT = "identity.codes_kept_days", "identity.sessions_kept_days"
KEPT = "无条款规定：预算只看十分钟以内的，多留几天给查被人乱试的用"


def _whole(code: str, label: str, value: int, note: str = NOTE, confidence: str = "typical") -> ParameterRow:
    # 几岁能注册是用工的规矩，不守着什么
    return ParameterRow(
        code, label, str(value), "int", SINCE, None, "*", None, note, confidence, guards=code != YOUNGEST
    )


PARAMETERS = (
    _whole(SESSION_IDLE, "久未操作多少分钟退出登录", 30),
    _whole(SESSION_LIMIT, "一次登录最长多少分钟", 480),
    _whole(PASSWORD_LEAST, "口令至少多少位", PASSWORD_FLOOR, "无条款规定：设新口令时看；只能加长"),
    _whole(PASSWORD_NOT_LAST, "新口令不能是最近用过的几个", 5, "无条款规定：0 就是不看"),
    _whole(PASSWORD_NOTICE, "口令用满多少天提醒换", 180, "无条款规定：只提醒，不锁；0 就是不提醒"),
    _whole(TRIES_HERE, "一个地址对一个用户名十分钟可以输错几次口令", 10, GUESSING),
    _whole(TRIES_IP, "一个地址十分钟可以输错几次口令", 100, GUESSING),
    _whole(TRIES_NAME, "一个用户名十分钟一共可以输错几次口令，不论从哪里", 50, GUESSING),
    _whole(HOUR_OTHERS, "一个用户名一小时从没见过的设备一共可以输错几次口令", HOUR_MOST[HOUR_OTHERS], GUESSING),
    _whole(HOUR_OWN, "一个用户名一小时在本人用过的设备上一共可以输错几次口令", HOUR_MOST[HOUR_OWN], GUESSING),
    _whole(HOUR_CHANGE, "一个用户名一小时换口令时可以填错几次现在的口令", HOUR_MOST[HOUR_CHANGE], GUESSING),
    _whole(TRIES_ALL, "全中心十分钟一共可以输错几次口令", 3000, GUESSING),
    _whole(GRANT_LONGEST, "柜面的授权一次最多几天", 366, POSTS),
    _whole(GRANT_NOTICE, "授权到期前几天提醒", 30, POSTS),
    _whole(TRIES_KEPT, "输错口令的计数留多少天", 7, KEPT),
    _whole(CODES_KEPT, "短信验证码的记录留多少天", 7, KEPT),
    _whole(
        SESSIONS_KEPT,
        "退出了的登录（设备、网络地址）留多少天",
        180,
        "无条款规定：本人看得到最近的登录；过了这么久没用过的设备当新设备",
    ),
    _whole(CODES_UNUSED, "一个号码一小时几条没用上的验证码", 5, GUARD),
    _whole(CODES_NUMBER, "一个号码一小时一共几条验证码", 30, GUARD),
    _whole(CODES_IP, "一个地址十分钟几条验证码", 120, GUARD),
    _whole(CODES_DEVICE, "一台设备十分钟几条验证码", 30, GUARD),
    _whole(CODES_ALL, "全中心十分钟几条验证码（登录、换口令、换号换卡、注销）", 30000, GUARD),
    _whole(RESETS_NUMBER, "一个号码一小时几条重设口令的验证码", 5, GUARD),
    _whole(RESETS_IP, "一个地址十分钟几条重设口令的验证码", 20, GUARD),
    _whole(RESETS_DEVICE, "一台设备十分钟几条重设口令的验证码", 20, GUARD),
    _whole(RESETS_ALL, "全中心十分钟几条重设口令的验证码", 600, GUARD),
    _whole(SIGN_UPS_NUMBER, "一个号码一小时几条注册的验证码", 5, GUARD),
    _whole(SIGN_UPS_IP, "一个地址十分钟几条注册的验证码", 20, GUARD),
    _whole(SIGN_UPS_DEVICE, "一台设备十分钟几条注册的验证码", 20, GUARD),
    _whole(SIGN_UPS_ALL, "全中心十分钟几条注册的验证码", 600, GUARD),
    _whole(NEW_NUMBERS_NUMBER, "换手机号：一个新号码一小时几条验证码", 5, GUARD),
    _whole(NEW_NUMBERS_IP, "换手机号：一个地址十分钟几条发给新号码的验证码", 20, GUARD),
    _whole(NEW_NUMBERS_DEVICE, "换手机号：一台设备十分钟几条发给新号码的验证码", 20, GUARD),
    _whole(NEW_NUMBERS_ALL, "换手机号：全中心十分钟几条发给新号码的验证码", 600, GUARD),
    _whole(FACTOR_TRIES, "动态口令十分钟可以输错几次", 10, "无条款规定：防猜码"),
    _whole(FACTOR_TRIES_DAY, "动态口令一天可以输错几次", 50, "无条款规定：防猜码"),
    _whole(SMS_BESIDE_TOTP, "有动态口令的人登录、找回口令时可以改用短信：1 可以，0 不可以", 1, STRONGER),
    _whole(STAFF_TOTP, "柜面的人要先有动态口令才能办事：1 要，0 不要", 0, STRONGER),
    _whole(FACE_MINUTES, "人脸核验管多少分钟", 30, "无条款规定：过了这么久，要第三级的再拍一张", "uncertain"),
    _whole(CODE_TRIES, "一条短信验证码可以填错几次", 5, "无条款规定：防猜码"),
    _whole(CODE_TRIES_LOGIN, "一个登录十分钟一共可以填错几次短信验证码，不论分在几条上", 20, "无条款规定：防猜码"),
    _whole(YOUNGEST, "满几周岁才能自己注册", 16, "无条款规定：用人单位招用职工的最低年龄"),
)

LIMITS: tuple[Bound | Order, ...] = (
    Bound(SESSION_IDLE, "1", "1440"),
    Bound(SESSION_LIMIT, "1", "10080"),
    Order(SESSION_IDLE, SESSION_LIMIT),
    Bound(PASSWORD_LEAST, str(PASSWORD_FLOOR), "64"),
    Bound(PASSWORD_NOT_LAST, "0", "24"),
    Bound(PASSWORD_NOTICE, "0", "3650"),
    *(Bound(code, "1", str(most)) for code, most in HOUR_MOST.items()),
    *(Bound(code, "1", "100000") for code in (*TRY_BUDGETS, *CODE_BUDGETS, *FACTOR_BUDGETS)),
    Bound(SMS_BESIDE_TOTP, "0", "1"),
    Bound(STAFF_TOTP, "0", "1"),
    Bound(TRIES_KEPT, "1", "180"),
    Bound(CODES_KEPT, "1", "180"),
    Bound(SESSIONS_KEPT, "30", "1095"),
    Bound(FACE_MINUTES, "1", "480"),
    Bound(CODE_TRIES, "1", "10"),
    Bound(CODE_TRIES_LOGIN, "1", "100"),
    Order(CODE_TRIES, CODE_TRIES_LOGIN),
    Bound(YOUNGEST, "14", "18"),
    Bound(GRANT_LONGEST, "1", "3660"),
    Bound(GRANT_NOTICE, "0", "366"),
)
"""次数写成零，谁也登录不了；计数留得比预算看的十分钟短，乱试的就数不到；最长的登录比久未操作还短，等于没有久未操作。"""
