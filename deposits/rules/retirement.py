"""法定退休年龄：按性别、岗位和出生年月推算哪个月到龄；2025 年起渐进式延迟。"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from deposits.parameters import RETIREMENT_REFORM
from gjj.periods.month import Month
from gjj.regulations.implements import implements

REFORM = Month.of(RETIREMENT_REFORM)
"""办法自 2025 年 1 月 1 日起施行。"""


@dataclass(frozen=True)
class RetirementTerms:
    """一种人的退休年龄：原来几周岁、每几个月延迟一个月、最多延迟几个月；女职工另有岗位。"""

    age: int
    step: int
    most: int
    post: str = ""


@dataclass(frozen=True)
class Reached:
    """到龄的提醒：怎么说；不论什么岗位都到了的 is_certain，只到了工人岗的要按岗位核对。"""

    said: str
    is_certain: bool


@implements("RET-01")
def retirement_month(born: date, terms: RetirementTerms) -> Month:
    """到达法定退休年龄的那个月。

    原来在 2025 年 1 月以后到龄的：每 step 个月延迟一个月，最多延迟 most 个月。依据：渐进式延迟法定退休年龄的办法第一条。
    """
    original = Month.of(born) + terms.age * 12
    if original < REFORM:
        return original
    return original + min((original - REFORM) // terms.step + 1, terms.most)


@implements("RET-01")
def reached(born: date, month: Month, tracks: Sequence[RetirementTerms]) -> Reached | None:
    """办 month 的汇缴时要不要提醒这个人到了退休年龄；不用提醒的为空。tracks 是这个性别的各种岗位，早的在前。

    当月到龄的当月还缴。名单里看不出岗位：最晚的岗位也过了，每个月都提醒；只过了早的岗位，到龄的下一个月提醒一次，
    免得管理岗的女职工月月被问。
    """
    early = retirement_month(born, tracks[0])
    if month <= early:
        return None
    if len(tracks) == 1:
        return Reached(f"按证件号码 {early.label}到了法定退休年龄，退休的职工要封存账户；还在岗的请忽略", True)
    late = retirement_month(born, tracks[-1])
    both = f"{tracks[0].post} {early.label}、{tracks[-1].post} {late.label}到法定退休年龄"
    if month > late:
        return Reached(f"按证件号码，女职工{both}，都过了；退休的职工要封存账户，还在岗的请忽略", True)
    if month == early + 1:
        said = f"按证件号码，女职工{both}；名单里看不出岗位，已经退休的请改成「封存」，没有退休的请忽略"
        return Reached(said, False)
    return None
