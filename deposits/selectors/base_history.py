"""职工看自己的基数历史：从哪个月起按多少缴、由哪份清册定的、怎么算的。"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from deposits.models import ChangeRow
from deposits.rules.roster_facts import TYPES
from deposits.selectors.change_lists import explanation_of
from deposits.selectors.people import own_accounts
from gjj.actors.actor import Actor
from gjj.periods.month import Month

KINDS = ("open", "unseal", "base_adjust", "base_correct")
"""会定下基数的几种：开户、启封、基数调整、基数更正。"""


@dataclass(frozen=True)
class BaseChange:
    """定一次基数：从哪个月起、哪一种、以前和以后的基数（元，第一次没有以前）、月缴存额、哪个单位的清册、谁确认的、怎么算的。"""

    month: Month
    kind: str
    before: Decimal | None
    base: Decimal
    amount: Decimal
    employer: str
    confirmed_by: str
    explanation: list[dict[str, Any]]

    @property
    def said(self) -> str:
        """哪一种的说法。"""
        return TYPES[self.kind]

    @property
    def how(self) -> str:
        """怎么算的写成几句，导出用。"""
        return "；".join(one["text"] for one in self.explanation)


def base_history(actor: Actor) -> list[BaseChange]:
    """本人定过的基数，新的在前；只有生效了的，别人的一行也没有。"""
    own = {row.person.id_no_index for row in own_accounts(actor)}
    rows = ChangeRow.objects.filter(id_no_index__in=own, applied_at__isnull=False, type__in=KINDS, base__isnull=False)
    rows = rows.select_related("change_list__employer_account__employer")
    rows = rows.defer("remarks", "mobile", "id_no", "change_list__content", "change_list__summary")
    found: list[BaseChange] = []
    last: dict[int, Decimal] = {}
    for row in rows.order_by("change_list__month", "id"):
        head = row.change_list
        assert row.base is not None
        found.append(
            BaseChange(
                head.month, row.type, last.get(head.employer_account_id), row.base, row.amount,
                head.employer_account.employer.name, head.confirmed_by, explanation_of(row, head),
            )
        )  # fmt: skip
        last[head.employer_account_id] = row.base
    return found[::-1]
