"""单位明细账：归集（201）和暂存（219）两本，一年一本，每一笔之后的余额，能点到业务。"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from deposits.models import EmployerAccount, Remittance
from deposits.postings import IN_SUSPENSE
from gjj.backoffice.words import word, words_of
from gjj.ledger.entries import FUND, SUSPENSE
from gjj.ledger.selectors.party_book import PartyLine, opening_balance, party_lines, people_of, years_of
from gjj.money.amounts import ZERO, money_json
from gjj.periods.month import Month

BOOKS = {"fund": (FUND, "归集"), "suspense": (SUSPENSE, "单位暂存")}
"""两本账：归集是替职工缴进去的，暂存是到账还没分配的、多到的。"""
AMOUNT_MARKS, AMOUNT = re.compile(r"[¥,元\s]"), re.compile(r"[0-9]{1,14}(\.[0-9]{1,2})?")
"""金额里不算数的记号；去掉以后是不是一个金额。"""
CODES = {"allocation": "remittance"}
"""凭证种类对外的编码：汇缴分配就是「汇缴」，和个人明细同一个说法；其余照凭证种类。"""


@dataclass(frozen=True)
class LedgerRow:
    """一行：记账日、业务种类、汇缴年月、人数、借贷、余额、凭证、哪份汇缴书。"""

    line: PartyLine
    code: str
    label: str
    month: Month | None
    employees: int | None
    remittance_id: int | None


@dataclass(frozen=True)
class UnitBook:
    """一年的一本账：年初余额、各行、借贷合计、年末余额；有哪些种类；全年（不止列出的）借贷各是多少（元）。"""

    year: int
    book: str
    opening: Decimal
    rows: Sequence[LedgerRow]
    closing: Decimal
    kinds: dict[str, str]
    year_debit: Decimal
    year_credit: Decimal

    @property
    def is_whole(self) -> bool:
        """全年的每一笔都列出了。"""
        return (self.debit, self.credit) == (self.year_debit, self.year_credit)

    @property
    def debit(self) -> Decimal:
        """列出各行的借方合计（元）。"""
        return sum((row.line.debit for row in self.rows), ZERO)

    @property
    def credit(self) -> Decimal:
        """列出各行的贷方合计（元）。"""
        return sum((row.line.credit for row in self.rows), ZERO)


def book_and_kind(wanted: str) -> tuple[str, str]:
    """接口的 kind：fund、suspense 选哪本账；别的是业务种类，默认看归集，只在暂存里有的看暂存。"""
    if wanted in BOOKS:
        return wanted, ""
    return ("suspense" if wanted in IN_SUSPENSE else "fund"), wanted


def ledger_kinds() -> dict[str, str]:
    """会有的业务种类 → 说法；一年的账里没有这一种不算写错。"""
    return {one: said for code, said in words_of("voucher.kind").items() for one in (code, CODES.get(code, code))}


def ledger_years(account: EmployerAccount) -> list[int]:
    """有账的年份。"""
    return years_of(account.pk)


def unit_book(account: EmployerAccount, year: int, book: str, kind: str = "", search: str = "") -> UnitBook:
    """一年的一本账；按种类筛、按凭证流水号、摘要、金额找的时候余额仍是真的余额。"""
    subject, _ = BOOKS[book]
    lines = party_lines(subject, account.pk, year)
    first = lines[0] if lines else None
    # 有账的年份，年初余额就是第一笔之前的余额，不必再把往年加一遍
    opening = first.balance - first.credit + first.debit if first else opening_balance(subject, account.pk, year)
    kinds = {CODES.get(line.kind, line.kind): word("voucher.kind", line.kind) for line in lines}
    wanted = [line for line in lines if not kind or kind in (line.kind, CODES.get(line.kind, line.kind))]
    wanted = [line for line in wanted if not search or _is_about(line, search)]
    return UnitBook(
        year, book, opening, _told(wanted), lines[-1].balance if lines else opening, kinds,
        sum((line.debit for line in lines), ZERO), sum((line.credit for line in lines), ZERO),
    )  # fmt: skip


@dataclass(frozen=True)
class WrittenRow:
    """写进表里的一行：明细，或者年初余额、合计、年末余额（没有日期和凭证）。"""

    label: str
    on: date | None = None
    month: Month | None = None
    employees: int | None = None
    debit: Decimal | None = None
    credit: Decimal | None = None
    balance: Decimal | None = None
    serial: str = ""
    summary: str = ""


def written_rows(found: UnitBook) -> Iterator[WrittenRow]:
    """一本账写进表里的各行，自己对得上：年初余额 − 借方合计 + 贷方合计 = 年末余额；筛过的另有一行没有列出的合计。"""
    yield WrittenRow("年初余额", balance=found.opening)
    for row in found.rows:
        line = row.line
        yield WrittenRow(
            row.label,
            line.on,
            row.month,
            row.employees,
            line.debit,
            line.credit,
            line.balance,
            line.serial,
            line.summary,
        )
    if not found.is_whole:
        yield WrittenRow("列出的合计", debit=found.debit, credit=found.credit)
        yield WrittenRow(
            "没有列出的合计", debit=found.year_debit - found.debit, credit=found.year_credit - found.credit
        )
    yield WrittenRow("本年合计", debit=found.year_debit, credit=found.year_credit)
    yield WrittenRow("年末余额", balance=found.closing)


def _is_about(line: PartyLine, search: str) -> bool:
    """流水号、摘要里有这几个字，或者借方、贷方正好是这个数（带不带千分位、¥ 都行）。"""
    typed = unicodedata.normalize("NFKC", search).strip()
    if typed in line.serial or typed in line.summary:
        return True
    amount = AMOUNT_MARKS.sub("", typed)
    return AMOUNT.fullmatch(amount) is not None and Decimal(amount) in (line.debit or None, line.credit or None)


def _told(lines: Sequence[PartyLine]) -> list[LedgerRow]:
    # 汇缴分配的人数、年月写在汇缴书上；别的才去数个人明细
    facts = people_of([line for line in lines if line.kind != "allocation"])
    sources = [line.source_id for line in lines if line.source_type == "remittance"]
    books = {
        pk: (month, people)
        for pk, month, people in Remittance.objects.filter(pk__in=sources).values_list("id", "month", "employees")
    }
    rows = []
    for line in lines:
        people = facts.get(line.voucher_id)
        month, employees = books.get(line.source_id, (None, None)) if line.source_type == "remittance" else (None, None)
        counted = employees if line.kind == "allocation" else people.people if people else None
        rows.append(
            LedgerRow(
                line=line, code=CODES.get(line.kind, line.kind), label=word("voucher.kind", line.kind),
                month=month or (people.month if people else None), employees=counted,
                remittance_id=line.source_id if line.source_type == "remittance" else None,
            )
        )  # fmt: skip
    return rows


def ledger_json(row: LedgerRow) -> dict[str, Any]:
    """GET …/unit/ledger/ 的一行。"""
    return {
        "on": row.line.on.isoformat(),
        "kind": row.code,
        "kind_label": row.label,
        "month": str(row.month) if row.month else None,
        "employees": row.employees,
        "debit": money_json(row.line.debit),
        "credit": money_json(row.line.credit),
        "balance": money_json(row.line.balance),
        "voucher": row.line.serial,
        "summary": row.line.summary,
    }
