"""对账单和缴存证明要的事实：一年的每一笔、年初年末；某一天的账户情况。"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings

from deposits.documents import SEALED
from deposits.models import Account, EmployerAccount
from deposits.selectors.coming_ratio import line_before
from deposits.selectors.paper_facts import day
from deposits.selectors.unit_ledger import unit_book
from deposits.workflow.account import WORDS
from gjj.crypto.masking import mask_id_no
from gjj.ledger.entries import SUSPENSE
from gjj.ledger.selectors.balances import party_balance
from gjj.ledger.selectors.books import KINDS, movements_of
from gjj.ledger.selectors.party_book import paid_by_month
from gjj.money.amounts import ZERO, money_json, percent_json
from gjj.money.words import in_words
from gjj.periods.month import Month

MONTHS_TOLD = 12
"""缴存证明列最近几个月。"""


def last_day_told(year: int, on: date) -> date:
    """一年的对账单说到哪一天：过完的年到年末，今年到今天。"""
    return min(date(year, 12, 31), on)


def statement_topic(year: int, on: date) -> str:
    """哪一份对账单：今年的带着截止日，过完的年只写年。"""
    until = last_day_told(year, on)
    return f"{year}年度" if until == date(year, 12, 31) else f"{year}年度（截至{until.isoformat()}）"


def unit_statement_facts(account: EmployerAccount, year: int, on: date) -> dict[str, Any]:
    """单位年度对账单：归集户年初余额、每一笔、年末余额；暂存也是到那一天的。"""
    book, until = unit_book(account, year, "fund"), last_day_told(year, on)
    told = [row for row in book.rows if row.line.on <= until]
    closing = told[-1].line.balance if told else book.opening
    return {
        "center": settings.GJJ_CENTER_NAME,
        "employer": account.employer.name,
        "employer_number": account.number,
        "year": year,
        "from": day(date(year, 1, 1)),
        "to": day(until),
        "issued_on": day(on),
        "opening": money_json(book.opening),
        "debit": money_json(sum((row.line.debit for row in told), ZERO)),
        "credit": money_json(sum((row.line.credit for row in told), ZERO)),
        "closing": money_json(closing),
        "closing_words": in_words(closing),
        "suspense": money_json(party_balance(SUSPENSE, account.pk, until)),
        "rows": [
            [
                row.line.on.isoformat(), row.label, str(row.month) if row.month else "", row.employees or "",
                money_json(row.line.debit), money_json(row.line.credit), money_json(row.line.balance),
            ]
            for row in told
        ],
    }  # fmt: skip


def person_years(account: Account, on: date) -> list[int]:
    """本人有对账单的年份，新的在前。"""
    first = movements_of([account.subaccount_id]).order_by("booked_on").values_list("booked_on", flat=True).first()
    return list(range(on.year, first.year - 1, -1)) if first else []


def person_statement_facts(account: Account, year: int, on: date) -> dict[str, Any]:
    """个人对账单：期初、各种发生、期末，每一笔；期初加发生等于期末，不等不出。"""
    until = last_day_told(year, on)
    lines = list(movements_of([account.subaccount_id], date(year, 1, 1), until).order_by("booked_on", "id"))
    before = movements_of([account.subaccount_id], None, date(year - 1, 12, 31)).first()
    opening = before.balance_after if before else ZERO
    sums: dict[str, Decimal] = {}
    for line in lines:
        sums[line.kind] = sums.get(line.kind, ZERO) + line.amount
    closing = lines[-1].balance_after if lines else opening
    if opening + sum(sums.values(), ZERO) != closing:
        raise AssertionError("期初加发生不等于期末")
    return {
        **_holder(account),
        "year": year,
        "from": day(date(year, 1, 1)),
        "to": day(until),
        "issued_on": day(on),
        "opening": money_json(opening),
        "sums": [[KINDS.get(kind, kind), money_json(amount)] for kind, amount in sums.items()],
        "closing": money_json(closing),
        "closing_words": in_words(closing),
        "rows": [
            [
                line.booked_on.isoformat(), KINDS.get(line.kind, line.kind), str(line.month) if line.month else "",
                money_json(line.amount), money_json(line.balance_after), line.voucher.serial,
            ]
            for line in lines
        ],
    }  # fmt: skip


def certificate_facts(account: Account, on: date) -> dict[str, Any]:
    """缴存证明：到这一天的账户状态、基数、月缴存额、缴至年月、余额，最近十二个月缴了哪些。"""
    balance = account.subaccount.carried + account.subaccount.current_year
    current = Month.of(on)
    months = [current.previous(back) for back in range(MONTHS_TOLD)]
    party, ids = account.employer_account_id, [account.subaccount_id]
    paid: dict[tuple[int, Month], Decimal] = {}
    for year in {month.year for month in months}:
        paid |= paid_by_month(party, ids, year)
    recent = [(month, paid.get((account.subaccount_id, month), ZERO)) for month in reversed(months)]
    return {
        **_holder(account),
        "as_of": day(on),
        "issued_on": day(on),
        "status": WORDS[account.status],
        "opened_on": day(account.subaccount.opened_on),
        **_deposit(account, current),
        "paid_through": account.paid_through.label if account.paid_through else "还没有缴存",
        "balance": money_json(balance),
        "balance_words": in_words(balance),
        "recent": [[month.label, money_json(amount) if amount else ""] for month, amount in recent],
        "recent_count": sum(1 for _, amount in recent if amount),
    }


def _deposit(account: Account, month: Month) -> dict[str, Any]:
    """基数、比例、月缴存额，取本人账户上的，三样对得上；封存的是封存前的，没有月缴存额。

    单位调的比例以后的月份才生效的，写调之前的：证明说的是这一天。
    """
    facts = {
        "base": money_json(account.base), "employer_ratio": account.terms["er"], "personal_ratio": account.terms["pr"],
    }  # fmt: skip
    if account.status == "sealed":
        return {"what": SEALED, **facts}
    amounts = account.employer_amount, account.personal_amount
    line = line_before(account, month)
    if line is not None:
        ratios = line.adjustment.employer_ratio_before, line.adjustment.personal_ratio_before
        amounts = line.employer_before, line.personal_before
        facts = {
            "base": money_json(line.base_before), "employer_ratio": percent_json(ratios[0]),
            "personal_ratio": percent_json(ratios[1]),
        }  # fmt: skip
    employer, personal = amounts
    return {
        **facts, "employer_amount": money_json(employer), "personal_amount": money_json(personal),
        "monthly": money_json(employer + personal),
    }  # fmt: skip


def _holder(account: Account) -> dict[str, Any]:
    """纸上的本人：证件号遮掩着，核验的人对得上前后几位就够了。"""
    return {
        "center": settings.GJJ_CENTER_NAME,
        "name": account.person.name,
        "id_no": mask_id_no(account.person.id_no),
        "number": account.subaccount.number,
        "employer": account.employer_account.employer.name,
    }
