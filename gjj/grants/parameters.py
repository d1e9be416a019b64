"""登录的参数：紧急停用没有确认的，几小时后自己恢复。"""

from datetime import date

from gjj.declarations.parameters import Bound, ParameterRow

STOP_HOURS = "grants.urgent_stop_hours"
NOTE = "无条款规定：一个人先停的，这么久没有第二个人确认就自己恢复"

PARAMETERS = (
    ParameterRow(STOP_HOURS, "紧急停用登录没有确认的几小时后自己恢复", "72", "int", date(2016, 2, 21), None, "*", None, NOTE, "typical", guards=True),
)  # fmt: skip

LIMITS = (Bound(STOP_HOURS, "1", "168"),)
"""零小时等于停不了；太长了，一个人就停得了别人好几个星期。"""
