"""贷款利率：首套与二套各自成表，二套不由首套推算。"""

from datetime import date

from gjj.declarations.parameters import ParameterRow

_STEPS = (
    (date(2015, 8, 26), date(2022, 10, 1), "0.0275", "0.0325", "0.03025", "0.03575"),
    (date(2022, 10, 1), date(2024, 5, 18), "0.0260", "0.0310", "0.03025", "0.03575"),
    (date(2024, 5, 18), date(2025, 5, 8), "0.0235", "0.0285", "0.02775", "0.03325"),
    (date(2025, 5, 8), None, "0.0210", "0.0260", "0.02525", "0.03075"),
)
_KINDS = (
    ("loans.rate.first.short", "首套贷款年利率（5年以下含5年）"),
    ("loans.rate.first.long", "首套贷款年利率（5年以上）"),
    ("loans.rate.second.short", "二套贷款年利率（5年以下含5年）"),
    ("loans.rate.second.long", "二套贷款年利率（5年以上）"),
)
NOTE = "由国家公布；期限按合同原始期限划档"

PARAMETERS: tuple[ParameterRow, ...] = tuple(
    ParameterRow(code, label, values[place], "rate", start, end, "*", None, NOTE)
    for start, end, *values in _STEPS
    for place, (code, label) in enumerate(_KINDS)
)
