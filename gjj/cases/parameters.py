"""办件的参数：凭查询码查进度，填错的次数预算。"""

from datetime import date

from gjj.declarations.parameters import Bound, Order, ParameterRow

SINCE = date(2016, 2, 21)
MISSES_HERE, MISSES_NUMBER, MISSES_IP, MISSES_ALL = (
    "cases.progress_misses_per_number_and_ip", "cases.progress_misses_per_number", "cases.progress_misses_per_ip",
    "cases.progress_misses_in_all",
)  # fmt: skip
MISS_BUDGETS = (MISSES_HERE, MISSES_NUMBER, MISSES_IP, MISSES_ALL)
NOTE = "无条款规定：防猜查询码；登录以后在「我的办件」里看不受限"
BY_OTHERS = "无条款规定：比一个地址的多得多，外人填错几次不妨碍本人；各处合起来猜，一天也只有几千次，六位码猜中一件平均要一百多年"
MISSES_KEPT = "cases.progress_misses_kept_days"
KEPT = "无条款规定：预算只看十分钟以内的，多留几天给查被人乱试的用"

PARAMETERS = (
    ParameterRow(MISSES_HERE, "一个地址对一个办件编号十分钟可以填错几次查询码", "5", "int", SINCE, None, "*", None, NOTE, "typical"),
    ParameterRow(MISSES_NUMBER, "一个办件编号十分钟可以填错几次查询码，不论从哪里", "60", "int", SINCE, None, "*", None, BY_OTHERS, "typical"),
    ParameterRow(MISSES_IP, "一个地址十分钟可以填错几次查询码", "20", "int", SINCE, None, "*", None, NOTE, "typical"),
    ParameterRow(MISSES_ALL, "全中心十分钟一共可以填错几次查询码", "3000", "int", SINCE, None, "*", None, NOTE, "typical"),
    ParameterRow(MISSES_KEPT, "填错查询码的计数留多少天", "7", "int", SINCE, None, "*", None, KEPT, "typical"),
)  # fmt: skip

LIMITS: tuple[Bound | Order, ...] = (
    *(Bound(code, "1", "100000") for code in MISS_BUDGETS),
    Order(MISSES_HERE, MISSES_NUMBER),
    Bound(MISSES_KEPT, "1", "180"),
)
"""写成零，谁也查不了进度；计数留得比预算看的十分钟短，乱试的就数不到。"""
