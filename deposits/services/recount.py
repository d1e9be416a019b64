"""清册的行有了变化，重新数：几行、通过几行、金额、汇总等式。"""

from decimal import Decimal
from typing import Any

from deposits.models import ChangeList
from deposits.selectors.list_totals import list_totals
from deposits.services.stage_list import summary_json
from gjj.money.amounts import money_json

COUNTED = ("rows_count", "valid_count", "error_count", "warning_count", "list_amount", "summary")


def recount(head: ChangeList) -> None:
    """照现在的行重算清册的行数、金额、汇总等式，确认以后比例调整的增减也算上；清册和单位账户由调用者锁住，也由它保存（COUNTED）。"""
    found = list_totals(head.pk, head.employer_account_id, head.month, _last_month(head))
    head.rows_count, head.valid_count, head.error_count = found.rows, found.valid, found.errors
    head.warning_count, head.list_amount = found.warned, found.amount
    head.summary = add_ratio_change(summary_json(found.summary), head.ratio_more, head.ratio_less)


def add_ratio_change(summary: dict[str, Any], more: Decimal, less: Decimal) -> dict[str, Any]:
    """清册数过以后才有的比例调整：增（more）、减（less）加进汇总等式（元），本月跟着变。"""
    before, added, removed, after = (Decimal(one) for one in summary["amount"])
    amount = before, added + more, removed + less, after + more - less
    return {**summary, "amount": [money_json(one) for one in amount]}


def _last_month(head: ChangeList) -> tuple[int, Decimal] | None:
    """等式里的上月：确认过的用确认那时的（已生效的行已经在账户上了），没确认的看现在的账户。"""
    if head.status == "confirmed" and head.summary:
        return int(head.summary["people"][0]), Decimal(head.summary["amount"][0])
    return None
