"""单证的参数：核验查不着的次数预算。"""

from datetime import date

from gjj.declarations.parameters import Bound, ParameterRow

SINCE = date(2016, 2, 21)
MISSES_IP, MISSES_ALL = "documents.verify_misses_per_ip", "documents.verify_misses_in_all"
MISS_BUDGETS = (MISSES_IP, MISSES_ALL)
NOTE = "无条款规定：防拿核验当压测；真的核验码、原件总有答复，不受它限"

PARAMETERS = (
    ParameterRow(MISSES_IP, "一个地址十分钟可以核验不着几次", "20", "int", SINCE, None, "*", None, NOTE, "typical"),
    ParameterRow(
        MISSES_ALL, "全中心十分钟一共可以核验不着几次", "3000", "int", SINCE, None, "*", None, NOTE, "typical"
    ),
)

LIMITS = tuple(Bound(code, "1", "100000") for code in MISS_BUDGETS)
"""写成零，抄错一个字的人就没有答复。"""
