"""事项与渠道的参数：急停最长几小时。"""

from datetime import date

from gjj.declarations.parameters import Bound, ParameterRow

URGENT_HOURS = "catalog.urgent_stop_hours"
NOTE = "无条款规定：一个人先停的，这么久没有批准就自己恢复"

PARAMETERS = (
    ParameterRow(URGENT_HOURS, "急停没有批准的几小时后自己恢复", "4", "int", date(2016, 2, 21), None, "*", None, NOTE, "typical"),
)  # fmt: skip

LIMITS = (Bound(URGENT_HOURS, "1", "72"),)
"""零小时等于不能急停；太长了，一个人就停得了好几天。"""
