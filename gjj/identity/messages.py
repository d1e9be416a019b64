"""身份要告诉人的话。"""

from gjj.declarations.messages import MessageTemplate

SIGN_IN_CODE = "identity.sign_in_code"
MOBILE_REGISTERED = "identity.mobile_registered"
MOBILE_REPLACED = "identity.mobile_replaced"
TOTP_CODE, TOTP_CHANGED, TOTP_REUSED = "identity.totp_code", "identity.totp_changed", "identity.totp_reused"
BACKUP_USED = "identity.backup_code_used"
CHANGE_CODE = "identity.change_code"
RESET_CODE = "identity.reset_code"
SIGN_UP_CODE = "identity.sign_up_code"
PASSWORD_CHANGED = "identity.password_changed"
NEW_DEVICE = "identity.new_device"
APPOINTED = "identity.appointed"
DISMISSED = "identity.dismissed"

MESSAGES = (
    MessageTemplate(
        SIGN_IN_CODE, "code", "person", "登录验证码", "",
        sms="验证码 {code}，用于登录住房公积金网上业务大厅，5 分钟内有效。工作人员不会向您索要验证码。",
        variables={"code": "123456"}, secret=("code",), urgent=True, in_inbox=False,
    ),
    MessageTemplate(
        MOBILE_REGISTERED, "security", "person", "预留手机号已登记",
        "您的预留手机号已登记为 {mobile}，今后用它收验证码和通知。不是您的号码，请马上拨打 12329。",
        sms="您的住房公积金预留手机号已登记为 {mobile}，今后用它收验证码和通知。不是您本人办理的，请拨打 12329。",
        variables={"mobile": "138****0001"},
    ),
    MessageTemplate(
        MOBILE_REPLACED, "security", "person", "预留手机号换走了", "",
        sms="您的住房公积金预留手机号换成了 {number}，这个号码不再收验证码和通知。不是您本人办的，请马上拨打 12329。",
        variables={"number": "138****0001"}, in_inbox=False,
    ),
    MessageTemplate(
        NEW_DEVICE, "security", "person", "在新设备上登录了",
        "{at}，您的登录在一台没有用过的设备上登录了：{device}，网络地址 {ip}。不是您本人的，请马上在「登录与口令」里退出那台设备、换口令，或拨打 12329。",
        sms="您的住房公积金登录于 {at} 在新设备上登录：{device}。不是您本人的，请马上换口令，或拨打 12329。",
        variables={"at": "2026-11-28 14:20", "device": "Windows 上的 UC 浏览器", "ip": "255.255.255.255"},
    ),
    MessageTemplate(
        APPOINTED, "security", "person", "您在单位有了身份",
        "{unit}的管理员登记您为{role}，{until}。用户名 {username}；还没有口令的，在登录页点「忘记口令」，凭短信设好再登录。不是您本人同意的，请拨打 12329。",
        sms="{unit}登记您为公积金网上大厅的{role}，用户名 {username}。没有口令的，在登录页点「忘记口令」凭短信设。有疑问请拨打 12329。",
        variables={"unit": "示范精密制造有限公司", "role": "单位经办人", "until": "没有截止日", "username": "u10086"},
    ),
    MessageTemplate(
        DISMISSED, "security", "person", "您在单位的身份收回了",
        "{unit}的管理员收回了您的{role}身份，您不能再以这个身份办理。有疑问请问本单位的管理员，或拨打 12329。",
        sms="{unit}收回了您在公积金网上大厅的{role}身份。有疑问请问本单位的管理员。",
        variables={"unit": "示范精密制造有限公司", "role": "单位经办人"},
    ),
    MessageTemplate(
        CHANGE_CODE, "code", "person", "换口令验证码", "",
        sms="验证码 {code}，用于更改您的登录口令，5 分钟内有效。不是您本人操作的，请拨打 12329。",
        variables={"code": "123456"}, secret=("code",), urgent=True, in_inbox=False,
    ),
    MessageTemplate(
        RESET_CODE, "code", "person", "重设口令验证码", "",
        sms="验证码 {code}，用于重新设置您的登录口令，5 分钟内有效。不是您本人操作的，不用理会，口令不会变。",
        variables={"code": "123456"}, secret=("code",), urgent=True, in_inbox=False,
    ),
    MessageTemplate(
        SIGN_UP_CODE, "code", "person", "注册验证码", "",
        sms="验证码 {code}，用于注册住房公积金网上业务大厅，5 分钟内有效。不是您本人操作的，不用理会；不要告诉任何人。",
        variables={"code": "123456"}, secret=("code",), urgent=True, in_inbox=False,
    ),
    MessageTemplate(
        TOTP_CODE, "code", "person", "添加动态口令验证码", "",
        sms="验证码 {code}，用于给您的登录添加动态口令，5 分钟内有效。不是您本人操作的，请拨打 12329。",
        variables={"code": "123456"}, secret=("code",), urgent=True, in_inbox=False,
    ),
    MessageTemplate(
        TOTP_CHANGED, "security", "person", "动态口令变了",
        "{at}，您的登录{said}，别的设备都已退出。不是您本人办的，请马上用短信重新设置口令，或拨打 12329。",
        sms="{at}，您的住房公积金登录{said}。不是您本人办的，请马上重新设置口令，或拨打 12329。",
        variables={"at": "2026-11-28 14:20", "said": "由柜面核对身份证件解除了全部动态口令"},
    ),
    MessageTemplate(
        TOTP_REUSED, "security", "person", "动态口令被填了第二次",
        "{at}，您登录用的动态口令用过以后又被填了一次，没有通过。是您自己多点了一下的，不用理会；不是的，可能有人看到了您的口令和动态口令，请马上换口令，或拨打 12329。",
        sms="{at}，您的住房公积金动态口令用过以后又被填了一次，没有通过。不是您本人填的，请马上换口令。",
        variables={"at": "2026-11-28 14:20"},
    ),
    MessageTemplate(
        BACKUP_USED, "security", "person", "用了一个备用码",
        "{at}，您的登录用了一个动态口令的备用码，还剩 {left} 个。不是您本人用的，请马上换口令，或拨打 12329。",
        sms="{at}，您的住房公积金登录用了一个备用码，还剩 {left} 个。不是您本人用的，请马上换口令，或拨打 12329。",
        variables={"at": "2026-11-28 14:20", "left": "10"},
    ),
    MessageTemplate(
        PASSWORD_CHANGED, "security", "person", "登录口令换过了",
        "{at}，您的登录口令换过了，原来登录着的设备都已退出。不是您本人换的，请马上用短信重新设置口令，或拨打 12329。",
        sms="您的住房公积金登录口令于 {at} 换过。不是您本人换的，请马上用短信重新设置，或拨打 12329。",
        variables={"at": "2026-11-28 14:20"},
    ),
)  # fmt: skip
