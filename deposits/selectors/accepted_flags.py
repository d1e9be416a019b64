"""认可了的职工异议：改了没有、现在能在哪里改。"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from deposits.models import Account, ChangeList, ChangeRow, EmployerAccount, FilingFlag
from deposits.rules.calendar import is_come
from deposits.rules.filing_flag import AMOUNTS, RATIOS
from deposits.selectors.cancelling import may_cancel
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
class Uncorrected:
    """认可了还没改的几条，和单位应办的那个月走到哪里：generate 汇缴书没生成、pay 等付款、later 付了或者各月都已办完。

    drafted 是应办的那个月的清册（list_id）里已经改了、还没确认的，不在 flags 里。
    """

    flags: list[FilingFlag]
    stage: str
    drafted: list[FilingFlag] = field(default_factory=list)
    list_id: int | None = None


def told_uncorrected(unit: EmployerAccount, on: date, head: ChangeList | None = None) -> Uncorrected | None:
    """页面上说的；没有为空。head 是正看着的清册：只看它改了没有，不写看应办的那个月的各份。"""
    flags = uncorrected_flags(unit.pk, on)
    if not flags:
        return None
    month = month_open_for(unit)
    book = standing_remittances(unit.pk).filter(month=month).first()
    if book is None:
        changed = _drafted(unit, month, flags, head)
        return Uncorrected(
            [flag for flag in flags if flag.pk not in changed], "generate" if is_come(month, Month.of(on)) else "later",
            [flag for flag in flags if flag.pk in changed], next(iter(changed.values()), None),
        )  # fmt: skip
    return Uncorrected(flags, "pay" if book.status == "awaiting_funds" else "later")


def _drafted(
    unit: EmployerAccount, month: Month, flags: Sequence[FilingFlag], head: ChangeList | None
) -> dict[int, int]:
    """这个月的清册里通过了、还没生效的行，改了哪几条异议说的数：异议 → 哪份清册；比例不在清册里改。"""
    people = {flag.pk: flag.account.person.id_no_index for flag in flags if flag.field in AMOUNTS}
    rows = ChangeRow.objects.filter(
        change_list__employer_account=unit, change_list__month=month, change_list__status__in=("draft", "confirmed"),
        id_no_index__in=set(people.values()), type__in=("base_adjust", "base_correct"), is_valid=True, applied_at=None,
    )  # fmt: skip
    rows = rows.filter(change_list=head) if head is not None else rows
    by_person = {row.id_no_index: row for row in rows.order_by("change_list_id")}
    found = {flag: by_person.get(people[flag.pk]) for flag in flags if flag.pk in people}
    return {
        flag.pk: row.change_list_id
        for flag, row in found.items()
        if row is not None and money_json(getattr(row, flag.field)) != flag.filed_value
    }


@dataclass(frozen=True)
class Place:
    """现在能在哪里改：mend 那个月确认了的清册里，upload 传一份清册，cancel 先撤销汇缴书，wait 现在改不了，到 month 再改。"""

    kind: str
    month: Month
    list_id: int | None = None
    remittance_id: int | None = None


def place_to_correct(unit: EmployerAccount, account: Account, on: date) -> Place:
    """单位应办的那个月能不能改这个人的数：月份没到、付了款、他在那份清册里的行已经生效的，等下一次。"""
    month = month_open_for(unit)
    if not is_come(month, Month.of(on)):
        book = standing_remittances(unit.pk).filter(month=month).first()
        return Place("wait", month + 1 if book else month)
    lists = ChangeList.objects.filter(employer_account=unit, month=month).defer("content")
    head = lists.filter(status="confirmed").first()
    if head and _has_applied_row(head, account):
        return Place("wait", month + 1)
    book = standing_remittances(unit.pk).filter(month=month).first()
    if book is not None:
        if may_cancel(book, on):
            return Place("cancel", month, head.pk if head else None, book.pk)
        return Place("wait", month + 1)
    open_list = head or lists.filter(status="draft").order_by("-id").first()
    return Place("mend", month, open_list.pk) if open_list else Place("upload", month)


@dataclass(frozen=True)
class Way:
    """认可之后怎么改。

    step：list 就在那个月的清册里改（汇缴书没生成）、cancel 先撤销那个月没付款的汇缴书再改、next 那个月改不了了，以后更正；
    place 是现在能在哪里改；list_id、remittance_id 是那个月的；is_over 是申报多了，is_under 是申报少了；is_booked 是那个月已经入账，
    is_paid 是付了款还没入账。
    """

    step: str
    place: Place
    list_id: int | None
    remittance_id: int | None
    is_over: bool
    is_under: bool
    is_booked: bool
    is_paid: bool
    is_ratio: bool
    is_corrected: bool


STEP = {"mend": "list", "upload": "list", "cancel": "cancel"}


def way_of(flag: FilingFlag, on: date) -> Way:
    """一条异议怎么改；那个月的清册确认了、汇缴书没付款的，当月就能改。"""
    unit = flag.employer_account
    book = standing_remittances(unit.pk).filter(month=flag.month).first()
    head = (
        ChangeList.objects.filter(employer_account=unit, month=flag.month, status="confirmed").defer("content").first()
    )
    change, place = _change(flag), place_to_correct(unit, flag.account, on)
    return Way(
        STEP.get(place.kind, "next") if place.month == flag.month else "next", place, head.pk if head else None,
        book.pk if book else None, is_over=change < 0, is_under=change > 0,
        is_booked=book is not None and book.status in ("allocated", "reversed"),
        is_paid=book is not None and book.status in ("paying", "mismatch"), is_ratio=flag.field in RATIOS,
        is_corrected=bool(flag.filed_value) and not is_as_filed(flag),
    )  # fmt: skip


def agreed_base(account: Account, month: Month) -> FilingFlag | None:
    """这个人这个月，单位最近认可了的、基数报少了的一条异议：补差额照它的数；没有为空。"""
    rows = FilingFlag.objects.filter(
        account=account, employer_account_id=account.employer_account_id, month=month, status="accepted", field="base"
    )
    flag = rows.order_by("-id").first()
    return flag if flag and _change(flag) > 0 else None


def said_to_unit(flag: FilingFlag, on: date) -> str:
    """报错了的，现在能怎么改：写在给单位的消息里，和那一条的页面同一套。"""
    way = way_of(flag, on)
    if way.is_ratio:
        return "报错了的在「缴存比例调整」里办，从办理的那个月起用"
    if way.step == "list":
        return f"{flag.month.label}的汇缴书还没有生成，报错了的在清册里改好再生成"
    if way.step == "cancel":
        return f"{flag.month.label}的汇缴书还没有付款，报错了的先撤销汇缴书，在清册里改好再付"
    why = "已经入账" if way.is_booked else "已经付款" if way.is_paid else "不能再改"
    return f"{flag.month.label}{why}，报错了的在{way.place.month.label}的清册里更正，少缴的入账以后补缴，多缴的到柜面办更正"


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


def unit_flag_json(flag: FilingFlag, on: date) -> dict[str, Any]:
    """单位的接口里的一条异议：比职工看的多了是谁、哪个月；认可了的写明怎么改、改了没有。"""
    way = way_of(flag, on) if flag.status == "accepted" else None
    return {
        **flag_json(flag), "month": str(flag.month), "account": flag.account.subaccount.number,
        "name": flag.account.person.name,
        "way": way and {
            "step": way.step, "change_list": way.list_id, "remittance": way.remittance_id,
            "is_corrected": way.is_corrected,
        },
    }  # fmt: skip
