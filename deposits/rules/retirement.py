"""法定退休年龄：按性别和出生年月推算哪个月到龄；2025 年起渐进式延迟。"""

from dataclasses import dataclass
from datetime import date

from gjj.periods.month import Month
from gjj.regulations.implements import implements

REFORM = Month(2025, 1)
"""办法自 2025 年 1 月 1 日起施行。"""


@dataclass(frozen=True)
class RetirementTerms:
    """一种性别的退休年龄：原来几周岁、每几个月延迟一个月、最多延迟几个月。"""

    age: int
    step: int
    most: int


@implements("RET-01")
def retirement_month(born: date, terms: RetirementTerms) -> Month:
    """到达法定退休年龄的那个月。

    原来在 2025 年 1 月以后到龄的：每 step 个月延迟一个月，最多延迟 most 个月。依据：渐进式延迟法定退休年龄的办法第一条。
    """
    original = Month.of(born) + terms.age * 12
    if original < REFORM:
        return original
    return original + min((original - REFORM) // terms.step + 1, terms.most)
