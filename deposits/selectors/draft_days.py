"""开户草稿留几天、到期以前几天提醒，那天的参数。"""

from dataclasses import dataclass
from datetime import date, timedelta

from deposits.models import UnitApplication
from gjj.parameters import selectors as parameters
from gjj.periods.days import business_date

KEPT, NOTICE = "deposits.opening_draft_days", "deposits.opening_draft_notice"


@dataclass(frozen=True)
class DraftDays:
    """留几天（kept）、到期以前几天提醒（notice）。"""

    kept: int
    notice: int

    def until(self, row: UnitApplication) -> date:
        """这份草稿留到哪一天：上次存了以后 kept 天；提醒晚了的，从提醒那天起满 notice 天。"""
        kept = business_date(row.saved_at or row.created_at) + timedelta(days=self.kept)
        return max(kept, business_date(row.reminded_at) + timedelta(days=self.notice)) if row.reminded_at else kept


def draft_days(on: date) -> DraftDays:
    """没有公布参数的抛 ParameterMissing。"""
    told = parameters.values((KEPT, NOTICE), on=on)
    return DraftDays(int(told[KEPT]), int(told[NOTICE]))
