"""几个月之间单位的缴存比例怎么变的：哪几份调整书、哪一件办件。"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from deposits.models import Adjustment, EmployerAccount
from deposits.selectors.adjustments import ratios_taking_effect
from deposits.selectors.changes import ChangeFilter
from deposits.services.ratio_case import ratio_key
from gjj.actors.actor import Actor
from gjj.cases.selectors.cases import cases_of_keys
from gjj.periods.month import Month

if TYPE_CHECKING:
    from gjj.cases.models import Case

MOST_TOLD = 3
"""人员变更没有筛月份的，只说最近几份；全部在「调整书」里。"""


def with_cases(actor: Actor, rows: Iterable[Adjustment]) -> "list[tuple[Adjustment, Case | None]]":
    """每份调整书和它的办件；立办件以前调的没有办件。"""
    told = list(rows)
    known = cases_of_keys(actor, [ratio_key(row.pk) for row in told])
    return [(row, known.get(ratio_key(row.pk))) for row in told]


def ratios_asked(account: EmployerAccount, given: ChangeFilter) -> list[Adjustment]:
    """人员变更筛的那几个月里生效的比例调整；没有筛月份的只要最近几份，年度和起止都写了的取都在里面的。"""
    ends: tuple[Month | None, Month | None] = Month.ends_of_fund_year(given.year) if given.year else (None, None)
    first = max((one for one in (ends[0], given.since) if one), default=None)
    last = min((one for one in (ends[1], given.until) if one), default=None)
    found = ratios_taking_effect(account.pk, first, last)
    return found if first or last else found[-MOST_TOLD:]
