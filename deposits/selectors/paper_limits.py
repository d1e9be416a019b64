"""收材料的规矩，那天的参数。"""

from datetime import date

from deposits.rules.unit_papers import PaperLimits
from gjj.parameters import selectors as parameters

KINDS, MOST_MB, MOST_TIMES = "deposits.paper_kinds", "deposits.paper_mb", "deposits.paper_times"


def paper_limits(on: date) -> PaperLimits:
    """收哪几种、一份最大多少、一样最多传几次。没有公布参数的抛 ParameterMissing。"""
    told = parameters.values((KINDS, MOST_MB, MOST_TIMES), on=on)
    return PaperLimits.of(told[KINDS], int(told[MOST_MB]), int(told[MOST_TIMES]))
