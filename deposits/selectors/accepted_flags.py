"""认可了的职工异议：改了没有、怎么改。"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from deposits.models import Account, ChangeList, ChangeRow, FilingFlag
from deposits.rules.filing_flag import AMOUNTS, RATIOS
from deposits.selectors.facts import month_open_for
from deposits.selectors.filings import flag_json
from deposits.selectors.month_story import rows_with_change
from deposits.selectors.remittances import standing_remittances
from gjj.money.amounts import money_json, percent_json
from gjj.periods.month import Month

MONTHS = 12
"""看最近几个月的异议。"""


def uncorrected_flags(employer_account_id: int, on: date) -> list[FilingFlag]:
    """单位认可了、现在还是申报时那个数的异议；说的不是数的（状态、其他）看不出改没改，不在里面。"""
    rows = FilingFlag.objects.filter(
        employer_account_id=employer_account_id, status="accepted", field__in=(*AMOUNTS, *RATIOS),
        month__gte=Month.of(on).previous(MONTHS), account__employer_account_id=employer_account_id, account__status="active",
    )  # fmt: skip
    return [flag for flag in rows.select_related("account__person", "account__employer_account") if is_as_filed(flag)]


def is_as_filed(flag: FilingFlag) -> bool:
    """账户上现在还是申报时的数。"""
    return bool(flag.filed_value) and _now(flag.account, flag.field) == flag.filed_value


def _now(account: Account, field: str) -> str:
    if field in RATIOS:
        return f"{percent_json(getattr(account.employer_account, field))}%"
    return money_json(getattr(account, field))


@dataclass(frozen=True)
class Way:
    """认可之后怎么改。

    step：list 在清册里改（汇缴书没生成）、cancel 先撤销没付款的汇缴书再改、next 下个月的清册里更正；
    list_id、remittance_id 是那个月的；is_over 是申报多了，is_under 是申报少了；is_booked 是那个月已经入账。
    """

    step: str
    list_id: int | None
    remittance_id: int | None
    is_over: bool
    is_under: bool
    is_booked: bool
    is_ratio: bool
    is_corrected: bool


def way_of(flag: FilingFlag) -> Way:
    """一条认可了的异议怎么改；那个月的清册确认了、汇缴书没付款的，当月就能改。"""
    unit = flag.employer_account
    book = standing_remittances(unit.pk).filter(month=flag.month).first()
    head = (
        ChangeList.objects.filter(employer_account=unit, month=flag.month, status="confirmed").defer("content").first()
    )
    change = _change(flag)
    step = "next"
    if flag.month == month_open_for(unit) and not (head and _has_applied_row(head, flag.account)):
        step = "list" if book is None else "cancel" if book.status == "awaiting_funds" else "next"
    return Way(
        step, head.pk if head else None, book.pk if book else None, is_over=change < 0, is_under=change > 0,
        is_booked=book is not None and book.status == "allocated", is_ratio=flag.field in RATIOS,
        is_corrected=bool(flag.filed_value) and not is_as_filed(flag),
    )  # fmt: skip


def _change(flag: FilingFlag) -> Decimal:
    """应该是的减申报的；不是数的为零。"""
    if flag.field not in (*AMOUNTS, *RATIOS) or not flag.filed_value:
        return Decimal(0)
    try:
        return Decimal(flag.claimed.rstrip("%")) - Decimal(flag.filed_value.rstrip("%"))
    except ArithmeticError:
        return Decimal(0)


def _has_applied_row(head: ChangeList, account: Account) -> bool:
    """这个人在这份清册里已经有生效的行：生效的不改，同一个人也不写第二行。一行变化也没有的清册，撤销时一起作废，不算。"""
    if not rows_with_change(head):
        return False
    index = account.person.id_no_index
    return ChangeRow.objects.filter(change_list=head, id_no_index=index, applied_at__isnull=False).exists()


def unit_flag_json(flag: FilingFlag) -> dict[str, Any]:
    """单位的接口里的一条异议：比职工看的多了是谁、哪个月；认可了的写明怎么改、改了没有。"""
    way = way_of(flag) if flag.status == "accepted" else None
    return {
        **flag_json(flag), "month": str(flag.month), "account": flag.account.subaccount.number,
        "name": flag.account.person.name,
        "way": way and {
            "step": way.step, "change_list": way.list_id, "remittance": way.remittance_id,
            "is_corrected": way.is_corrected,
        },
    }  # fmt: skip
