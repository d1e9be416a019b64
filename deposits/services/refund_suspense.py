"""退回：单位暂存里的钱付回单位登记的账户；银行付成才记账，没付成钱还在暂存。大额的要中心批准（agreed_refunds.py）。"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from deposits.errors import no_employer_account, nothing_to_return, payee_moved, refund_takes_two, refund_too_much
from deposits.items import SUSPENSE
from deposits.models import EmployerAccount, Refund, Remittance
from deposits.postings import refund_voucher
from deposits.selectors import scope
from deposits.selectors.suspense import free_suspense, refunded_on
from deposits.services.locks import lock_employer_account, lock_remittance
from deposits.services.mark_papers import correct_receipts_of_surplus
from deposits.services.move_remittance import move
from deposits.services.refund_case import (
    follow_refund,
    lock_before_refunding,
    lock_refund_case,
    open_refund_case,
    refund_key,
)
from deposits.services.review_acts import to_refund
from deposits.services.reviewing import gate
from deposits.services.tell import tell_refund_failed
from deposits.workflow.refund import REFUND
from gjj.actors.actor import Actor, system_actor
from gjj.approvals.selectors import sanction
from gjj.audit.services import record
from gjj.cases.selectors.cases import number_of
from gjj.catalog.services.closing import require_open
from gjj.catalog.services.exclusive import require_free
from gjj.crypto.blind import index_of, same
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.ledger.services.post import post
from gjj.money.amounts import ZERO, format_money
from gjj.parameters import selectors as parameters
from gjj.periods.days import business_date
from gjj.settlement.services.instructions import pay_out
from gjj.work.retry import money_tx

BIG, OVER = "deposits.big_refund", "deposits.refund_agreed_over"
"""大额退回的审批的种类，多大算大的参数。"""
REFUNDS = "deposits.refund"
"""退款这种付出的用途。"""


def refund_suspense(*, by: Actor, amount: Decimal, at: datetime, employer_number: str | None = None) -> int:
    """把可用的暂存退回单位账户，返回退款编号；多过可用的、事项停着的、大额要中心批准的（refund_takes_two）抛 BizError。

    开着双人复核的，等复核人（review_pending）；大额的由 agreed_refunds.py 提：先过单位的复核人，再由中心批准。
    """
    require(by, "deposits.suspense.refund")
    done = _refund(by, amount, at, employer_number)
    if isinstance(done, BizError):
        raise done
    return done


@money_tx
def _refund(by: Actor, amount: Decimal, at: datetime, employer_number: str | None) -> int | BizError:
    require_open(SUSPENSE, by=by, at=at)
    seen = scope.employer_account(by, employer_number)
    if seen is None:
        raise no_employer_account()
    lock_before_refunding(seen)
    account = lock_employer_account(seen.pk)
    free = free_suspense(account.pk)
    if not ZERO < amount <= free:
        raise refund_too_much(amount, free)
    _check_small(account, amount, at)
    passed = gate(by, account, to_refund(account, amount, None), at)
    if isinstance(passed, BizError):
        return passed
    return _start(by, account, amount, None, at, by.name)


def refund_remittance(*, by: Actor, remittance_id: int, at: datetime) -> int:
    """到账不足的不补了：到的钱全部退回单位，汇缴书回到待付款，返回退款编号。

    不是到账不足、付款还没有结果、事项停着的、大额要中心批准的（refund_takes_two）抛 BizError（409）。抵缴的暂存放回去，不退。
    开着双人复核的，等复核人（review_pending）。
    """
    require(by, "deposits.suspense.refund")
    done = _refund_book(by, remittance_id, at)
    if isinstance(done, BizError):
        raise done
    return done


@money_tx
def _refund_book(by: Actor, remittance_id: int, at: datetime) -> int | BizError:
    require_open(SUSPENSE, by=by, at=at)
    seen = scope.remittances(by).select_related("employer_account__employer").filter(pk=remittance_id).first()
    if seen is None:
        raise no_employer_account()
    lock_before_refunding(seen.employer_account)
    account, row = lock_remittance(by, remittance_id)
    amount = returnable(row)
    _check_small(account, amount, at)
    passed = gate(by, account, to_refund(account, amount, row), at)
    if isinstance(passed, BizError):
        return passed
    return _return_what_came(by, account, row, amount, at, by.name)


@money_tx
def refund_agreed(*, by: Actor, approval: int, at: datetime) -> int:
    """照批准的把大额的暂存、到账不足的钱退回单位账户，返回退款编号；申请人是提的人。没有批准的抛 LookupError。

    那时可用的暂存不够、汇缴书不是到账不足了、付款还没有结果的、刚换了付款账户的（payee_moved）抛 BizError（409），什么也没有退。
    """
    require(by, "deposits.suspense.refund.approve")
    told = sanction(approval, BIG, {})
    amount = Decimal(told.content["amount"])
    seen = EmployerAccount.objects.select_related("employer").get(pk=told.content["account"])
    lock_before_refunding(seen)
    if told.content["remittance"] is not None:
        account, row = lock_remittance(by, told.content["remittance"])
        _check_payee(account, told.before["payee"], told.also)
        if returnable(row) != amount:
            raise nothing_to_return(row.number, row.title)
        return _return_what_came(by, account, row, amount, at, told.proposed_by)
    account = lock_employer_account(seen.pk)
    _check_payee(account, told.before["payee"], told.also)
    free = free_suspense(account.pk)
    if not ZERO < amount <= free:
        raise refund_too_much(amount, free)
    return _start(by, account, amount, None, at, told.proposed_by)


def _check_payee(account: EmployerAccount, agreed: str, also: Mapping[str, Sequence[str]]) -> None:
    """锁住单位以后再看一遍：钱只付给批的那个账户。审批看过账户没变，到锁住单位，中间换得了付款账户。"""
    if not same(index_of(account, "bank_account_index"), agreed, also):
        raise payee_moved(account.number)


def limit_on(at: datetime) -> Decimal:
    """这一天一共退到多少元以上要中心批准。"""
    return Decimal(parameters.value(OVER, on=business_date(at)))


def total_with(account: EmployerAccount, amount: Decimal, at: datetime) -> Decimal:
    """这个单位今天连这一笔一共退多少：拆成几笔的也照合计看。单位由调用者锁住。"""
    return refunded_on(account.pk, business_date(at)) + amount


def _check_small(account: EmployerAccount, amount: Decimal, at: datetime) -> None:
    """大额的一个人退不了。"""
    total = total_with(account, amount, at)
    if total > limit_on(at):
        raise refund_takes_two(amount, total, limit_on(at))


def returnable(row: Remittance) -> Decimal:
    """到账不足的一份，到的钱能退多少；没有要退的、付款还没有结果的抛 BizError。要退的时候汇缴书已锁。"""
    amount = row.received - row.returned
    if row.status != "mismatch" or amount <= 0 or row.is_make_up:
        raise nothing_to_return(row.number, row.title)
    require_free("refund_while_paying", row)
    return Decimal(amount)


def _return_what_came(
    by: Actor, account: EmployerAccount, row: Remittance, amount: Decimal, at: datetime, name: str
) -> int:
    row.returned, row.covered = row.received, ZERO
    said = f"到的 {format_money(amount)} 元退回单位账户，交银行办理；汇缴书回到待付款"
    move(row, "awaiting_funds", at=at, by=by, note=said)
    return _start(by, account, amount, row, at, name)


def _start(
    by: Actor, account: EmployerAccount, amount: Decimal, row: Remittance | None, at: datetime, name: str
) -> int:
    refund = Refund.objects.create(
        employer_account=account, remittance=row, amount=amount, created_at=at, created_by=name
    )
    open_refund_case(account, refund, by=by, at=at)
    case = number_of(refund_key(refund.pk))
    pay_out(
        by=by, payee_account=account.bank_account, payee_name=account.employer.name, amount=amount, purpose=REFUNDS,
        reference=str(refund.pk), remark=f"{refund.number} 住房公积金暂存退回", key=f"refund:{refund.pk}", at=at,
        case=case,
    )  # fmt: skip
    record(
        by=by, action="deposits.suspense.refund", object_type="refund", object_id=refund.pk, at=at, case=case,
        summary=f"退回单位暂存 {format_money(amount)} 元",
    )  # fmt: skip
    return int(refund.pk)


def lock_refund(refund_id: int) -> Refund:
    """先锁办件，再锁单位，再锁退款。"""
    lock_refund_case(refund_id)
    seen = Refund.objects.only("employer_account_id").get(pk=refund_id)
    lock_employer_account(seen.employer_account_id)
    return Refund.objects.select_for_update().get(pk=refund_id)


def refund_paid(*, refund_id: int, bank_account_id: int, at: datetime) -> int:
    """银行付成了：借 219 贷 101，返回凭证编号；在结算的事务里，单位和退款已锁。"""
    row = Refund.objects.get(pk=refund_id)
    REFUND.require(row.status, "paid")
    draft = refund_voucher(
        refund_id=row.pk, number=row.number, amount=row.amount, party=row.employer_account_id,
        bank_account=bank_account_id, on=business_date(at),
    )  # fmt: skip
    row.voucher_id = post(by=system_actor("暂存退回"), draft=draft, at=at)
    row.status, row.settled_at = "paid", at
    row.save(update_fields=("voucher_id", "status", "settled_at"))
    follow_refund(row, by=system_actor("暂存退回"), at=at)
    reason = f"单位暂存 {format_money(row.amount)} 元已退回（{row.number}）"
    if row.remittance_id is None:  # 从一份到账不足的汇缴书退的，用的就是那一份到的，不是多到的
        correct_receipts_of_surplus(row.employer_account_id, row.voucher_id, reason, by=system_actor("暂存退回"), at=at)
    record(
        by=system_actor("暂存退回"), action="deposits.refund_paid", object_type="refund", object_id=row.pk, at=at, case=number_of(refund_key(row.pk)),
        summary=f"暂存 {format_money(row.amount)} 元已退回单位账户",
    )  # fmt: skip
    return row.voucher_id


def refund_failed(*, refund_id: int, reason: str, at: datetime) -> None:
    """银行没有付成：钱还在单位暂存，可以抵缴、可以再退；在结算的事务里。"""
    row = Refund.objects.get(pk=refund_id)
    REFUND.require(row.status, "failed")
    row.status, row.reason, row.settled_at = "failed", reason[:200], at
    row.save(update_fields=("status", "reason", "settled_at"))
    follow_refund(row, by=system_actor("暂存退回"), at=at)
    record(
        by=system_actor("暂存退回"), action="deposits.refund_failed", object_type="refund", object_id=row.pk, at=at, case=number_of(refund_key(row.pk)),
        summary=f"暂存没有退成：{reason}",
    )  # fmt: skip
    tell_refund_failed(row, at)
