"""一份清册的合计：几行、通过几行、金额、各类型的增减；一句 SQL 数出来，行再多也快。"""

from dataclasses import dataclass
from decimal import Decimal
from operator import itemgetter
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Greatest

from deposits.models import ChangeRow
from deposits.rules.summary import Moves, Summary, ratio_change_apart, summarize_moves
from deposits.selectors.facts import paying, ratio_changes
from gjj.money.amounts import ZERO
from gjj.periods.month import Month


@dataclass(frozen=True)
class ListTotals:
    """合计：行数、通过、有错误、有提醒、通过的行的金额（元）、汇总等式。"""

    rows: int
    valid: int
    errors: int
    warned: int
    amount: Decimal
    summary: Summary


def list_totals(
    change_list_id: int, employer_account_id: int, month: Month, last_month: tuple[int, Decimal] | None = None
) -> ListTotals:
    """照存着的行数；上月的人数和金额（元）不写就是现在账户上的，本月起的比例调整算在增减里。"""
    amount = F("employer_amount") + F("personal_amount")
    more = Greatest(amount - F("amount_before"), ZERO)
    kinds: list[Any] = list(
        ChangeRow.objects.filter(change_list_id=change_list_id)
        .values("type", "is_valid")
        .annotate(
            rows=Count("id"), warned=Count("id", filter=Q(has_warning=True)), paid=Sum(amount), more=Sum(more),
            before=Sum("amount_before"),
        )
        .order_by()
    )  # fmt: skip
    kinds.sort(key=itemgetter("type", "is_valid"))  # 库里排先后要连十万行一起排
    good = [one for one in kinds if one["is_valid"]]
    # 原来的加上增加的、减去减少的，就是现在的：减少的不必再逐行比一遍
    moves = {one["type"]: Moves(one["rows"], one["more"], one["before"] + one["more"] - one["paid"]) for one in good}
    rows, valid = sum(one["rows"] for one in kinds), sum(one["rows"] for one in good)
    summary = summarize_moves(*(last_month or paying(employer_account_id)), moves)
    if last_month is None:
        summary = ratio_change_apart(summary, *ratio_changes(employer_account_id, month))
    return ListTotals(
        rows, valid, rows - valid, sum(one["warned"] for one in kinds), sum((one["paid"] for one in good), ZERO),
        summary,
    )  # fmt: skip
