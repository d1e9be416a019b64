"""本人资料的参数：冷静期，一小时可以填几次新的手机号。"""

from datetime import date

from gjj.declarations.parameters import Bound, ParameterRow

CLOSING_DAYS = "own.closing_days"
CONTACT_HOURS = "own.contact_hours"
CONTACT_ASKS = "own.contact_asks_per_hour"
NOTE = "无条款规定：冷静期里本人随时撤销"

PARAMETERS = (
    ParameterRow(CLOSING_DAYS, "申请注销网上账户，几天以后才注销", "7", "int", date(2016, 2, 21), None, "*", None, NOTE, "typical"),
    ParameterRow(CONTACT_HOURS, "本人换手机号、银行卡，几小时以后才换", "24", "int", date(2016, 2, 21), None, "*", None, NOTE, "typical", guards=True),
    ParameterRow(CONTACT_ASKS, "本人一小时可以填几次新的手机号（每次往新号码发一条验证码）", "5", "int", date(2016, 2, 21), None, "*", None, "无条款规定：防有人借换号往别人的手机发短信", "typical", guards=True),
)  # fmt: skip
LIMITS = (Bound(CLOSING_DAYS, "1", "60"), Bound(CONTACT_HOURS, "1", "720"), Bound(CONTACT_ASKS, "1", "1000"))
