"""下一次托收扣什么：哪一天、哪几个月的、多少元；没有要扣的照实说没有。"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from deposits.models import CollectionAgreement, CollectionOrder, EmployerAccount, Remittance
from deposits.rules.calendar import Deadline
from deposits.rules.collection import LEFT_TO_UNIT, again_said, collection_date, is_under_agreement
from deposits.selectors.collection import (
    OrderView,
    active_agreement,
    left_to_unit,
    next_collection,
    order_view,
)
from deposits.selectors.remittances import to_pay
from gjj.crypto.masking import mask_card
from gjj.money.amounts import ZERO, money_json
from gjj.parameters import selectors as parameters
from gjj.periods.days import SHANGHAI
from gjj.periods.month import Month, months_between


@dataclass(frozen=True)
class Coming:
    """下一次托收：那一天，要扣的汇缴书（没有的就是现在没有要扣的，那一天是今天以后的下一个约定日）。

    is_today：没有要扣的，而今天就是约定日，今天生成、没有付的今天还扣。left：没有要扣的，而有没扣成、照签的文本由单位决定再扣不再扣的。
    """

    day: Deadline
    books: tuple[Remittance, ...] = ()
    is_today: bool = False
    left: tuple[Remittance, ...] = ()

    @property
    def amount(self) -> Decimal:
        """一共要扣多少（元）。"""
        return sum((row.due for row in self.books), ZERO)


def day_for(agreement: CollectionAgreement, row: Remittance, today: date) -> Deadline | None:
    """这一份到哪一天自动扣；不归协议管的（已付、补缴、付款账户变了）、照签的文本由单位决定的为空。"""
    return _days(agreement, [row], today).get(row.pk)


def again_of(account: EmployerAccount, books: Iterable[Remittance], today: date) -> dict[int, str]:
    """还没付清的各份 → 到哪一天还没付清就自动再扣，或者照签的文本再扣不再扣由单位决定（一句话）；没有协议管着的不在里面。"""
    agreement = active_agreement(account.pk)
    if agreement is None:
        return {}
    agreement.employer_account = account
    owed = _owed(agreement, list(books))
    said = {pk: again_said(day, today) for pk, day in _days(agreement, owed, today).items()}
    return said | dict.fromkeys(left_to_unit(agreement, owed), LEFT_TO_UNIT)


def orders_shown(account: EmployerAccount, rows: Iterable[CollectionOrder], today: date) -> list[OrderView]:
    """一页托收单给人看的样子，没扣成的写明哪天自动再扣。"""
    views = [order_view(row) for row in rows]
    again = again_of(account, (one.row.remittance for one in views if one.advice), today)
    return [replace(one, again=again.get(one.row.remittance_id, "")) if one.advice else one for one in views]


def coming_of(account: EmployerAccount, today: date, unpaid: Sequence[Remittance] | None = None) -> Coming | None:
    """单位下一次托收扣什么；没有生效的协议、付款账户变了（到那天不扣）为空。"""
    agreement = active_agreement(account.pk)
    if agreement is None or agreement.payer_account != account.bank_account:
        return None
    agreement.employer_account = account
    return coming_collection(agreement, today, unpaid)


def coming_collection(
    agreement: CollectionAgreement, today: date, unpaid: Sequence[Remittance] | None = None
) -> Coming:
    """生效的协议下一次扣什么；unpaid 是查过的等付款的各份，不给就查。"""
    books = to_pay(agreement.employer_account_id) if unpaid is None else unpaid
    days = _days(agreement, books, today)
    if not days:
        is_today = next_collection(agreement, today).on == today
        waiting = left_to_unit(agreement, _owed(agreement, books))
        left = tuple(row for row in books if row.pk in waiting)
        return Coming(next_collection(agreement, today + timedelta(days=1)), is_today=is_today, left=left)
    first = min(days.values(), key=lambda day: day.on)
    return Coming(first, tuple(row for row in books if row.pk in days and days[row.pk].on == first.on))


def _owed(agreement: CollectionAgreement, books: Sequence[Remittance]) -> list[Remittance]:
    """等着付款、还差钱的；付款账户变了的协议扣不了，为空。"""
    if agreement.payer_account != agreement.employer_account.bank_account:
        return []
    return [row for row in books if row.status in ("awaiting_funds", "mismatch") and row.due > ZERO]


def _days(agreement: CollectionAgreement, books: Sequence[Remittance], today: date) -> dict[int, Deadline]:
    """汇缴书 → 自动扣它的那一天：今天或以后第一个管得着它、还没扣过的托收日。"""
    owed = _owed(agreement, books)
    left = left_to_unit(agreement, owed)
    owed = [row for row in owed if row.pk not in left]
    tried = set(
        CollectionOrder.objects.filter(remittance__in=owed, planned_on__gte=today).values_list(
            "remittance", "planned_on"
        )
    )
    current, calendar = Month.of(today), parameters.calendar()
    last = max([current + 1, *(row.month for row in owed)])
    found: dict[int, Deadline] = {}
    for agreed in months_between(current.previous(), last):
        day = collection_date(agreed, agreement.day, calendar)
        for row in owed:
            is_open = day.on >= today and (row.pk, day.on) not in tried
            if is_open and is_under_agreement(row.month, agreed, is_make_up=row.is_make_up):
                found.setdefault(row.pk, day)
    return found


def coming_json(coming: Coming) -> dict[str, Any] | None:
    """接口的下一次托收；没有要扣的为空。"""
    if not coming.books:
        return None
    return {
        "on": coming.day.on.isoformat(),
        "amount": money_json(coming.amount),
        "remittances": [
            {"id": row.pk, "number": row.number, "month": str(row.month), "amount": money_json(row.due)}
            for row in coming.books
        ],
    }


def agreement_json(row: CollectionAgreement, today: date) -> dict[str, Any]:
    """接口的一份协议；付款账号遮掩。生效的写明下一个约定日、那时扣什么。"""
    coming = coming_collection(row, today) if row.status == "active" else None
    return {
        "id": row.pk, "number": row.number, "status": row.status, "day": row.day,
        "payer_account": mask_card(row.payer_account), "payer_name": row.payer_name,
        "terms_version": row.terms_version, "reason": row.reason, "signed_by": row.signed_by,
        "signed_at": _moment(row.signed_at), "active_at": _moment(row.active_at),
        "ended_by": row.ended_by, "ended_at": _moment(row.ended_at),
        "next_on": _next_on(row, coming, today).isoformat() if coming else None,
        "next_collection": coming_json(coming) if coming else None,
    }  # fmt: skip


def _next_on(row: CollectionAgreement, coming: Coming, today: date) -> date:
    """下一个约定日：今天还有要扣的就是今天，没有的是以后的。"""
    return today if coming.books and coming.day.on == today else next_collection(row, today + timedelta(days=1)).on


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(SHANGHAI).isoformat(timespec="seconds") if at else None
