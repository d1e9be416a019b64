"""单位为本人申报的：每个月的基数、比例、金额，和上个月比；提过的异议和答复。"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from deposits.models import Account, ChangeList, FilingFlag, RemittanceLine
from deposits.rules.calendar import Deadline, is_come, payday_in_force
from deposits.rules.derivation import explain
from deposits.rules.filing_flag import FIELDS, filing_id, refusal_of_flag
from deposits.rules.funded import funded_said
from deposits.selectors.after_reversal import AfterReversal, after_reversal
from deposits.selectors.facts import limits_in_force, month_open_for
from deposits.selectors.flag_due import with_due
from deposits.selectors.month_story import Node
from deposits.selectors.overview import deadline, paydays_of
from deposits.selectors.people import own_accounts
from deposits.selectors.remittances import standing_remittances
from deposits.workflow.flag import WORDS
from gjj.actors.actor import Actor
from gjj.money.amounts import ZERO, money_json, percent_json
from gjj.parameters import selectors as parameters
from gjj.periods.days import SHANGHAI
from gjj.periods.month import Month
from gjj.periods.said import day_said

HISTORY = 12
STAGES = {
    "not_filed": "还没有申报",
    "confirmed": "已确认清册",
    "awaiting_funds": "待付款",
    "paying": "付款办理中",
    "mismatch": "到账不足",
    "allocated": "已入账",
    "reversed": "入账已冲销",
    "made_up": "已补缴入账",
}
"""申报走到哪一步。"""


@dataclass(frozen=True)
class Amounts:
    """一个月的基数、比例（%）、金额（元）。"""

    base: Decimal
    employer_ratio: Decimal
    personal_ratio: Decimal
    employer_amount: Decimal
    personal_amount: Decimal

    @property
    def total(self) -> Decimal:
        """月缴存额（元）。"""
        return self.employer_amount + self.personal_amount

    def told(self, field: str) -> str:
        """某一项写成话，记在异议上。"""
        value = getattr(self, field, None)
        if value is None:
            return ""
        return f"{percent_json(value)}%" if field.endswith("ratio") else money_json(value)


@dataclass(frozen=True)
class Filing:
    """一个月的申报：编号、账户、年月、走到哪一步、本月的数（不缴的为空）、上月的数、截止日、怎么算的、异议；钱是不是备齐了、现在是哪个月。"""

    id: int
    account: Account
    month: Month
    stage: str
    now: Amounts | None
    before: Amounts | None
    due: Deadline
    explanation: list[dict[str, Any]]
    flags: list[FilingFlag]
    may_flag: bool
    is_funded: bool
    current: Month
    after: AfterReversal | None = None

    @property
    def has_come(self) -> bool:
        """那个月到了。"""
        return is_come(self.month, self.current)

    @property
    def is_prepaid(self) -> bool:
        """单位已经预缴，只等这个月到来。"""
        return self.is_funded and not self.has_come

    @property
    def said(self) -> str:
        """走到哪一步的说法；钱备齐了在等入账的不说「付款办理中」。"""
        if self.after:
            return self.after.said
        return funded_said(self.month, self.current) if self.is_funded else STAGES[self.stage]

    @property
    def open_flag(self) -> FilingFlag | None:
        """还没答复的异议。"""
        return next((flag for flag in self.flags if flag.status == "open"), None)


def flag_limits(area: str, on: date) -> tuple[int, int]:
    """最多提几次、几个月以内。"""
    values = parameters.values(("deposits.flag_limit", "deposits.flag_months"), on=on, area=area)
    return int(values["deposits.flag_limit"]), int(values["deposits.flag_months"])


def own_filings(actor: Actor, today: date, count: int = HISTORY) -> list[Filing]:
    """本人各账户最近几个月的申报，新的在前；本月还没申报的也在，写明没有申报。"""
    return [filing for account in own_accounts(actor) for filing in filings_of(account, today, count)]


def own_filing(actor: Actor, account_id: int, month: Month, today: date) -> Filing | None:
    """本人一个月的申报，多早的都在；不是本人的、没有申报的为空。"""
    account = next((row for row in own_accounts(actor) if row.pk == account_id), None)
    book = AccountFilings(account, today) if account else None
    entry = next((one for one in book.entries if one.month == month), None) if book else None
    return book.filing(entry) if book and entry and entry.stage != "not_filed" else None


def filings_of(account: Account, today: date, count: int = HISTORY) -> list[Filing]:
    """一个账户最近几个月的申报。"""
    book = AccountFilings(account, today, count + 1)
    return [book.filing(entry) for entry in book.entries[:count]]


@dataclass(frozen=True)
class Entry:
    """一个月：走到哪一步、数、推导、钱是不是备齐了在等入账。"""

    month: Month
    stage: str
    now: Amounts | None
    terms: Any
    is_funded: bool = False
    after: AfterReversal | None = None


class AccountFilings:
    """一个账户的各月；``most`` 只取最近几份汇缴书的，不写是全部。"""

    def __init__(self, account: Account, today: date, most: int | None = None) -> None:
        self.account, self.today, self.current = account, today, Month.of(today)
        lines = (
            RemittanceLine.objects.filter(account=account, remittance__kind="remittance")
            .exclude(remittance__status="cancelled")
            .select_related("remittance")
            .order_by("-id")[:most]
        )
        self.lines = {line.remittance.month: line for line in lines}
        self.entries = self._entries()
        self.limits = flag_limits(account.employer_account.area, today)

    @cached_property
    def paydays(self) -> list[tuple[Month, int | None]]:
        """单位登记过的发薪日。"""
        return paydays_of(self.account.employer_account_id)

    @cached_property
    def flags(self) -> list[FilingFlag]:
        """提过的异议，新的在前，带着最迟哪天答复。"""
        return list(with_due(FilingFlag.objects.filter(account=self.account)).order_by("-id"))

    def _entries(self) -> list[Entry]:
        """各月，新的在前；应办的月份还没有汇缴的也在。"""
        gone = {month: line for month, line in self.lines.items() if line.remittance.status == "reversed"}
        after = after_reversal(self.account, gone)
        found = [_of_book(month, line, after.get(month)) for month, line in self.lines.items()]
        open_ = month_open_for(self.account.employer_account)
        if open_ not in self.lines and is_come(open_, self.current):
            found.append(_of_open_month(self.account, open_))
        return sorted(found, key=lambda one: one.month, reverse=True)

    def filing(self, entry: Entry) -> Filing:
        """一个月给人看的样子：和上月比、截止日、怎么算的、异议。"""
        account, month = self.account, entry.month
        mine, (limit, months) = [flag for flag in self.flags if flag.month == month], self.limits
        refusal = refusal_of_flag(
            month, self.current, raised=len(mine), has_open=any(flag.status == "open" for flag in mine), limit=limit,
            months=months,
        )  # fmt: skip
        shown = {one.month: one.now for one in self.entries if one.month in self.lines}
        return Filing(
            id=filing_id(account.pk, month), account=account, month=month, stage=entry.stage, now=entry.now,
            before=shown.get(month.previous()),
            due=deadline(month, self.today, account.employer_account.area, payday_in_force(self.paydays, month)),
            explanation=explain(entry.terms) if entry.now else [], flags=mine,
            may_flag=entry.stage != "not_filed" and refusal is None,
            is_funded=entry.is_funded, current=self.current, after=entry.after,
        )  # fmt: skip


def _of_open_month(account: Account, month: Month) -> Entry:
    """应办的月份还没有本人的汇缴：清册确认了的按账户现在的数，没确认的是还没有申报。"""
    book = standing_remittances(account.employer_account_id).filter(month=month).first()
    confirmed = ChangeList.objects.filter(
        employer_account=account.employer_account, month=month, status="confirmed"
    ).exists()
    if book is None and not confirmed:
        return Entry(month, "not_filed", None, None)
    stage, is_funded = (book.status, book.is_ready) if book else ("confirmed", False)
    if account.status != "active" or book is not None:
        return Entry(month, stage, None, None, is_funded)
    terms = {**account.terms, **limits_in_force(account.employer_account.area, month)}
    return Entry(month, stage, _amounts(account.base, terms, account.employer_amount, account.personal_amount), terms)


def _of_book(month: Month, line: RemittanceLine, after: AfterReversal | None) -> Entry:
    """一份汇缴书里的一个月；冲销以后补够了的，写补缴以后合起来的数。"""
    if after is None or after.made_up_on is None:
        return Entry(month, line.remittance.status, _of_line(line), line.derivation, line.remittance.is_ready, after)
    last = after.lines[-1]
    own = sum((one.employer_amount for one in after.lines), ZERO)
    theirs = sum((one.personal_amount for one in after.lines), ZERO)
    return Entry(month, "made_up", _amounts(last.base, last.derivation, own, theirs), last.derivation, False, after)


def _of_line(line: RemittanceLine) -> Amounts:
    return _amounts(line.base, line.derivation, line.employer_amount, line.personal_amount)


def _amounts(base: Decimal, terms: Any, employer: Decimal, personal: Decimal) -> Amounts:
    kept = terms if isinstance(terms, Mapping) else {}
    return Amounts(base, Decimal(kept.get("er", "0")), Decimal(kept.get("pr", "0")), employer, personal)


def story_of_flag(flag: FilingFlag) -> list[Node]:
    """一条异议的经过；等着的写明单位最迟哪天答复（with_due 添的）。"""
    told = f"{FIELDS[flag.field]}：申报的是 {flag.filed_said or '—'}，应该是 {flag.claimed_said}。{flag.text}"
    story = [Node("提出异议", "done", flag.raised_at, note=told)]
    if flag.status == "open":
        due: date | None = getattr(flag, "reply_by", None)
        return [*story, Node("等单位答复", "current", note=f"最迟 {day_said(due)}答复" if due else "")]
    said = {"accepted": "单位认可，会改正", "rejected": "单位没有改", "withdrawn": "已撤回"}[flag.status]
    state = "wrong" if flag.status == "rejected" else "done"
    return [*story, Node(said, state, flag.closed_at, flag.closed_by, flag.answer or "")]


def flag_json(flag: FilingFlag) -> dict[str, Any]:
    """异议给接口看的样子；等着答复的写明单位最迟哪天答复（with_due 添的）。"""
    due: date | None = getattr(flag, "reply_by", None) if flag.status == "open" else None
    return {
        "id": flag.pk,
        "field": flag.field,
        "field_label": FIELDS[flag.field],
        "filed_value": flag.filed_value,
        "claimed": flag.claimed,
        "text": flag.text,
        "status": flag.status,
        "status_label": WORDS[flag.status],
        "raised_at": flag.raised_at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        "reply_by": due.isoformat() if due else None,
        "answer": flag.answer,
        "closed_at": flag.closed_at.astimezone(SHANGHAI).isoformat(timespec="seconds") if flag.closed_at else None,
    }


def _amounts_json(amounts: Amounts | None) -> dict[str, str] | None:
    if amounts is None:
        return None
    return {
        "base": money_json(amounts.base),
        "employer_ratio": percent_json(amounts.employer_ratio),
        "personal_ratio": percent_json(amounts.personal_ratio),
        "employer_amount": money_json(amounts.employer_amount),
        "personal_amount": money_json(amounts.personal_amount),
        "total": money_json(amounts.total),
    }


def filing_json(filing: Filing) -> dict[str, Any]:
    """GET …/me/filings/ 的一行。"""
    return {
        "id": filing.id,
        "month": str(filing.month),
        "employer": filing.account.employer_account.employer.name,
        "status": filing.stage,
        "status_label": filing.said,
        "due_on": filing.due.on.isoformat(),
        "now": _amounts_json(filing.now),
        "before": _amounts_json(filing.before),
        "explanation": filing.explanation,
        "reversed_on": filing.after.reversed_on.isoformat() if filing.after else None,
        "made_up_on": filing.after.made_up_on.isoformat() if filing.after and filing.after.made_up_on else None,
        "may_flag": filing.may_flag,
        "flags": [flag_json(flag) for flag in filing.flags],
    }


def open_flags(employer_account_id: int) -> int:
    """单位还没答复的异议有几条。"""
    return FilingFlag.objects.filter(employer_account_id=employer_account_id, status="open").count()
