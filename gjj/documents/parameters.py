"""单证的参数：核验查不着的次数预算。"""

from datetime import date

from gjj.declarations.parameters import Bound, ParameterRow

SINCE = date(2016, 2, 21)
MISSES_IP, MISSES_ALL = "documents.verify_misses_per_ip", "documents.verify_misses_in_all"
MISS_BUDGETS = (MISSES_IP, MISSES_ALL)
NOTE = "无条款规定：防拿核验当压测；真的核验码、原件总有答复，不受它限"
MISSES_KEPT = "documents.verify_misses_kept_days"
KEPT = "无条款规定：预算只看十分钟以内的，多留几天给查被人乱试的用"

PARAMETERS = (
    ParameterRow(MISSES_IP, "一个地址十分钟可以核验不着几次", "20", "int", SINCE, None, "*", None, NOTE, "typical"),
    ParameterRow(
        MISSES_ALL, "全中心十分钟一共可以核验不着几次", "3000", "int", SINCE, None, "*", None, NOTE, "typical"
    ),
    ParameterRow(MISSES_KEPT, "核验不着的计数留多少天", "7", "int", SINCE, None, "*", None, KEPT, "typical"),
)

LIMITS = (*(Bound(code, "1", "100000") for code in MISS_BUDGETS), Bound(MISSES_KEPT, "1", "180"))
"""写成零，抄错一个字的人就没有答复；计数留得比预算看的十分钟短，乱试的就数不到。"""
