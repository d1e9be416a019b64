"""消息的参数：勿扰时段。"""

from datetime import date

from gjj.declarations.parameters import ParameterRow

SINCE = date(2016, 2, 21)
NOTE = "无条款规定：这段时间里不发短信，到点再发；验证码不受限，两个时刻相同就是不设"

PARAMETERS = (
    ParameterRow(
        "messaging.quiet_from", "短信勿扰时段从几点", "21:30", "time", SINCE, None, "*", None, NOTE, "typical"
    ),
    ParameterRow("messaging.quiet_to", "短信勿扰时段到几点", "08:00", "time", SINCE, None, "*", None, NOTE, "typical"),
)

LIMITS = ()
"""只有时刻，写法本身就守着。"""
