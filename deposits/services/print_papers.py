"""出具单证：问权限、锁业务、看现在给不给出，再由内核出具；同样的事实只有一份。"""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from deposits.documents import (
    CERTIFICATE,
    HANDOVER,
    MAKE_UP,
    NOTICE,
    OF_REMITTANCE,
    PERSON_STATEMENT,
    RECEIPT,
    REGISTER,
    UNIT_STATEMENT,
)
from deposits.errors import (
    ledger_year_empty,
    no_employer_account,
    no_own_account,
    own_year_empty,
    receipt_not_ready,
    receipt_reversed,
    register_volume_unknown,
    remittance_cancelled,
)
from deposits.errors.handing import handover_not_found
from deposits.models import Account, HandOver, Remittance
from deposits.selectors import scope
from deposits.selectors.handover import HANDED, handovers
from deposits.selectors.paper_facts import (
    handover_facts,
    make_up_facts,
    notice_facts,
    receipt_facts,
    register_facts,
    volume_facts,
)
from deposits.selectors.statement_facts import (
    certificate_facts,
    person_statement_facts,
    person_years,
    statement_topic,
    unit_statement_facts,
)
from deposits.selectors.unit_ledger import ledger_years
from deposits.services.locks import lock_employer_account, lock_remittance
from deposits.services.mark_papers import correct_other_registers
from deposits.services.remit_case import case_key
from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.cases.selectors.cases import number_of
from gjj.declarations.permissions import require
from gjj.documents.services.issuing import Subject, issue
from gjj.ledger.selectors.books import last_posted, last_posted_for
from gjj.ledger.services.post import lock_subaccounts
from gjj.periods.days import business_date
from gjj.work.retry import money_tx

if TYPE_CHECKING:
    from gjj.declarations.documents import DocumentKind
    from gjj.documents.models import Document

FACTS = {
    NOTICE.code: notice_facts, RECEIPT.code: receipt_facts, MAKE_UP.code: make_up_facts, REGISTER.code: register_facts,
}  # fmt: skip
REMITTANCE, UNIT, PERSON = "remittance", "employer_account", "account"


@money_tx
def print_remittance(*, by: Actor, remittance_id: int, kind: str, at: datetime, volume: int = 1) -> "Document":
    """一份汇缴书的汇缴书（remittance_notice）、清册（remittance_register）或回执（deposit_receipt），返回单证。

    人多的清册分册（Remittance.volumes），volume 是第几册，各册是各自的一份；没有那一册抛 register_volume_unknown（404）。
    撤销了的什么也不出，没入账的不出回执，抛 BizError（409）；别的单位的抛 404。
    """
    require(by, "deposits.document.print")
    account, row = lock_remittance(by, remittance_id)
    _check(row, kind)
    if kind == REGISTER.code and not 1 <= volume <= row.volumes:
        raise register_volume_unknown(volume, row.volumes)
    if row.is_make_up and kind == NOTICE.code:
        kind = MAKE_UP.code
    in_volumes, topic = kind == REGISTER.code and row.volumes > 1, row.month.label
    facts = volume_facts(row, volume) if in_volumes else FACTS[kind](row)
    if in_volumes:
        topic = f"{topic} {facts['volume_label']}"
    subject = Subject(REMITTANCE, row.pk, topic, employer_id=account.employer_id)
    made = _issue(OF_REMITTANCE[kind], subject, facts, by, at, case_key(row))
    if kind == REGISTER.code:
        correct_other_registers(row, by=by, at=at)
    return made


@money_tx
def print_unit_statement(*, by: Actor, year: int, at: datetime, employer_number: str | None = None) -> "Document":
    """单位年度对账单；没有账的年份抛 ledger_year_empty（404）。"""
    require(by, "deposits.document.print")
    seen = scope.employer_account(by, employer_number)
    if seen is None:
        raise no_employer_account()
    account = lock_employer_account(seen.pk)
    at = _not_before(at, last_posted_for(account.pk))
    on = business_date(at)
    if year not in ledger_years(account):
        raise ledger_year_empty(year)
    subject = Subject(UNIT, account.pk, statement_topic(year, on), employer_id=account.employer_id)
    return _issue(UNIT_STATEMENT, subject, unit_statement_facts(account, year, on), by, at)


@money_tx
def print_handover(*, by: Actor, handover_id: int, at: datetime) -> "Document":
    """一份交接单；交接的时候就出具了，以后打印都是那一份。别的单位的抛 handover_not_found（404）。"""
    require(by, "deposits.document.print")
    seen = handovers(by).filter(pk=handover_id).first()
    if seen is None:
        raise handover_not_found()
    return issue_handover(row=seen, by=by, at=at)


def issue_handover(*, row: HandOver, by: Actor, at: datetime) -> "Document":
    """出具交接单，在调用者的事务里；谁能出由调用者先问过。"""
    subject = Subject(HANDED, row.pk, row.number, employer_id=row.employer_account.employer_id)
    return _issue(HANDOVER, subject, handover_facts(row), by, at)


@money_tx
def print_certificate(*, by: Actor, at: datetime) -> "Document":
    """本人的缴存证明；还没有账户抛 404。"""
    require(by, "deposits.own.print")
    account = _own(by)
    at = _not_before(at, last_posted(account.subaccount_id))
    on = business_date(at)
    subject = Subject(PERSON, account.pk, on.isoformat(), person_id=account.person_id)
    return _issue(CERTIFICATE, subject, certificate_facts(account, on), by, at)


@money_tx
def print_person_statement(*, by: Actor, year: int, at: datetime) -> "Document":
    """本人一年的对账单；没有账的年份抛 own_year_empty（404）。"""
    require(by, "deposits.own.print")
    account = _own(by)
    at = _not_before(at, last_posted(account.subaccount_id))
    on = business_date(at)
    if year not in person_years(account, on):
        raise own_year_empty(year)
    subject = Subject(PERSON, account.pk, statement_topic(year, on), person_id=account.person_id)
    return _issue(PERSON_STATEMENT, subject, person_statement_facts(account, year, on), by, at)


def _own(by: Actor) -> Account:
    """本人的账户，锁住分户账再读：冲账正在办的等它办完，办完以后不会还说着冲掉的那笔。"""
    found = scope.accounts(by).order_by("id").first() if by.scope == "self" else None
    if found is None:
        raise no_own_account()
    lock_subaccounts([found.subaccount_id])
    return scope.accounts(by).get(pk=found.pk)


def _not_before(at: datetime, posted: datetime | None) -> datetime:
    """出具的时刻不早于读到的最近一笔：请求先来、锁住时账已经又记了一笔的，单证说的是记了以后的。"""
    return at if posted is None else max(at, posted)


def _check(row: Remittance, kind: str) -> None:
    if row.status == "cancelled":
        raise remittance_cancelled(row.number, row.title)
    if kind == RECEIPT.code and row.status == "reversed":
        raise receipt_reversed(row.number, row.title)
    if kind == RECEIPT.code and row.status != "allocated":
        raise receipt_not_ready(row.number, row.title)


def _issue(
    kind: "DocumentKind", subject: Subject, facts: dict[str, Any], by: Actor, at: datetime, case: str = ""
) -> "Document":
    """出具；新出具的记一笔审计，原样给回的不记。case 是它的办件的业务键，没有办件的不写。"""
    made = issue(kind=kind, subject=subject, facts=facts, by=by, at=at)
    if made.issued_at == at:
        record(
            by=by, action="deposits.document.print", object_type="document", object_id=made.pk, at=at,
            case=number_of(case) if case else "",
            summary=f"出具{kind.title} {made.number}（{made.topic}）",
        )  # fmt: skip
    return made
