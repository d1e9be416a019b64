"""清册的行有了变化，重新数：几行、通过几行、金额、汇总等式。"""

from decimal import Decimal

from django.db.models import Count, F, Q, Sum

from deposits.models import ChangeList, ChangeRow
from deposits.rules.summary import Change, summarize
from deposits.selectors.facts import paying
from deposits.services.stage_list import summary_json
from gjj.money.amounts import ZERO

COUNTED = ("rows_count", "valid_count", "error_count", "warning_count", "list_amount", "summary")


def recount(head: ChangeList) -> None:
    """照现在的行重算清册的行数、金额、汇总等式；清册和单位账户由调用者锁住，也由它保存（COUNTED）。

    确认过的清册，上月的人数和金额用确认那时的：已生效的行已经在账户上了。
    """
    amount = F("employer_amount") + F("personal_amount")
    rows = ChangeRow.objects.filter(change_list=head)
    found = rows.aggregate(
        rows=Count("id"), valid=Count("id", filter=Q(is_valid=True)), warned=Count("id", filter=Q(has_warning=True)),
        amount=Sum(amount, filter=Q(is_valid=True)),
    )  # fmt: skip
    head.rows_count, head.valid_count, head.warning_count = found["rows"], found["valid"], found["warned"]
    head.error_count = head.rows_count - head.valid_count
    head.list_amount = found["amount"] or ZERO
    # 不变的人不进等式的增减，不取
    moved = rows.filter(is_valid=True).exclude(type="unchanged", amount_before=amount)
    changes = [
        Change(kind, before, own + theirs)
        for kind, before, own, theirs in moved.values_list(
            "type", "amount_before", "employer_amount", "personal_amount"
        )
    ]
    head.summary = summary_json(summarize(*_last_month(head), changes))


def _last_month(head: ChangeList) -> tuple[int, Decimal]:
    """等式里的上月：人数、金额（元）。"""
    if head.status == "confirmed" and head.summary:
        return int(head.summary["people"][0]), Decimal(head.summary["amount"][0])
    return paying(head.employer_account_id)
