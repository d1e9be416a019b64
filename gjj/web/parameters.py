"""导出的参数：一人一天导出几份，一份多少行要告诉安全管理员。"""

from datetime import date

from gjj.declarations.parameters import Bound, ParameterRow

SINCE = date(2016, 2, 21)
NOTE = "无条款规定，由中心按岗位定"

PARAMETERS = (
    ParameterRow("web.exports_per_day", "柜面一人一天最多导出几份清单", "100", "int", SINCE, None, "*", None, NOTE, "typical", guards=True),
    ParameterRow("web.own_exports_per_day", "单位、职工一人一天最多导出几份清单", "300", "int", SINCE, None, "*", None, NOTE, "typical", guards=True),
    ParameterRow("web.exports_tell_over", "后台一份导出超过多少行告诉安全管理员", "1000", "int", SINCE, None, "*", None, NOTE, "typical", guards=True),
)  # fmt: skip

LIMITS = (
    Bound("web.exports_per_day", "1", "100000"),
    Bound("web.own_exports_per_day", "1", "100000"),
    Bound("web.exports_tell_over", "1", "999999"),
)
