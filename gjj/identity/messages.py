"""身份要告诉人的话。"""

from gjj.declarations.messages import MessageTemplate

SIGN_IN_CODE = "identity.sign_in_code"
MOBILE_REGISTERED = "identity.mobile_registered"

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
)  # fmt: skip
