"""身份要告诉人的话。"""

from gjj.declarations.messages import MessageTemplate

SIGN_IN_CODE = "identity.sign_in_code"

MESSAGES = (
    MessageTemplate(
        SIGN_IN_CODE, "code", "person", "登录验证码", "",
        sms="验证码 {code}，用于登录住房公积金网上业务大厅，5 分钟内有效。工作人员不会向您索要验证码。",
        variables={"code": "123456"}, secret=("code",), urgent=True, in_inbox=False,
    ),
)  # fmt: skip
