"""贷款利率：首套与二套各自成表，二套不由首套推算。"""

from datetime import date

from gjj.declarations.parameters import ParameterRow

STEPS: tuple[tuple[date, str, str, str, str], ...] = (
    (date(2014, 11, 22), "0.0375", "0.0425", "0.04125", "0.04675"),
    (date(2015, 3, 1), "0.0350", "0.0400", "0.0385", "0.0440"),
    (date(2015, 5, 11), "0.0325", "0.0375", "0.03575", "0.04125"),
    (date(2015, 6, 28), "0.0300", "0.0350", "0.0330", "0.0385"),
    (date(2015, 8, 26), "0.0275", "0.0325", "0.03025", "0.03575"),
    (date(2022, 10, 1), "0.0260", "0.0310", "0.03025", "0.03575"),
    (date(2024, 5, 18), "0.0235", "0.0285", "0.02775", "0.03325"),
    (date(2025, 5, 8), "0.0210", "0.0260", "0.02525", "0.03075"),
)
"""从哪天起：首套五年以下、首套五年以上、二套五年以下、二套五年以上。"""
KINDS = (
    ("loans.rate.first.short", "首套贷款年利率（5年以下含5年）"),
    ("loans.rate.first.long", "首套贷款年利率（5年以上）"),
    ("loans.rate.second.short", "二套贷款年利率（5年以下含5年）"),
    ("loans.rate.second.long", "二套贷款年利率（5年以上）"),
)
NOTE = "由国家公布；期限按合同原始期限划档"


def _rows() -> tuple[ParameterRow, ...]:
    """每次调整四行，到下一次调整为止。"""
    ends = [step[0] for step in STEPS[1:]] + [None]
    return tuple(
        ParameterRow(code, label, values[place], "rate", start, end, "*", "RATE-LOAN", NOTE)
        for (start, *values), end in zip(STEPS, ends, strict=True)
        for place, (code, label) in enumerate(KINDS)
    )


PARAMETERS: tuple[ParameterRow, ...] = _rows()

LIMITS = ()
"""只有利率，写法本身就守着：零到百分之百。"""
