"""大额的暂存退回要两个人：单位的经办人提，会计或主任批（审批的一类）；批准了才交银行。付出去的不改回去。

单位开着双人复核的，先过本单位的复核人，再提给中心：钱越大，看的人不少一个。
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from deposits.errors import no_employer_account, over_said, refund_already_asked, refund_gone, refund_too_much
from deposits.items import SUSPENSE
from deposits.models import EmployerAccount, Remittance
from deposits.selectors import scope
from deposits.selectors.suspense import free_suspense
from deposits.services.locks import lock_employer_account
from deposits.services.refund_case import refund_key
from deposits.services.refund_suspense import (
    BIG,
    limit_on,
    refund_agreed,
    refund_remittance,
    refund_suspense,
    returnable,
    total_with,
)
from deposits.services.remit_case import number_about
from deposits.services.review_acts import to_refund
from deposits.services.reviewing import gate
from deposits.services.tell import tell_refund_not_agreed
from gjj.actors.actor import Actor
from gjj.approvals.drafting import drafted
from gjj.approvals.models import Proposal
from gjj.approvals.ports import Change, Facts
from gjj.approvals.selectors import proposals_about
from gjj.approvals.services import propose
from gjj.cases.selectors.cases import number_of
from gjj.catalog.services.closing import require_open
from gjj.crypto.blind import index_of
from gjj.crypto.masking import mask_card
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.money.amounts import format_money
from gjj.work.retry import money_tx

WHY = "大额的暂存退回"
MOVED = "提出以后付款账户或汇缴书变过，申请作废，还要退的请重新提"


def key_of(employer_account_id: int) -> str:
    """一个单位的大额退回在审批里怎么写。"""
    return f"big_refund:{employer_account_id}"


def big_refunds_of(employer_account_id: int) -> QuerySet[Proposal]:
    """一个单位提过的大额退回，新的在前。"""
    return proposals_about(key_of(employer_account_id))


def give_back(
    *, by: Actor, amount: Decimal | None, remittance_id: int | None = None, employer_number: str | None = None, at: datetime
) -> int | None:  # fmt: skip
    """退回的一道门，页面和本单位的复核都走它：大额的提给中心，返回审批的编号；不大的当场交银行，返回空。

    amount 空的是那份汇缴书（remittance_id）到的全部。退不了的抛 BizError，什么也没有退、没有提。
    """
    asked = ask_if_big(by=by, amount=amount, remittance_id=remittance_id, employer_number=employer_number, at=at)
    if asked is None and amount is not None:
        refund_suspense(by=by, amount=amount, at=at, employer_number=employer_number)
    elif asked is None:
        refund_remittance(by=by, remittance_id=remittance_id or 0, at=at)
    return asked


def ask_if_big(
    *, by: Actor, amount: Decimal | None, remittance_id: int | None = None, employer_number: str | None = None, at: datetime
) -> int | None:  # fmt: skip
    """大额的替单位提一份审批，返回编号；不大的为空，照常退。amount 空的是那份汇缴书到的全部。

    退不了的、事项停着的、已经有一份在等的抛 BizError，什么也没有提。开着双人复核的，先等本单位的复核人（review_pending），
    他同意了才提给中心。
    """
    require(by, "deposits.suspense.refund")
    done = _ask_if_big(by, amount, remittance_id, employer_number, at)
    if isinstance(done, BizError):
        raise done
    return done


@money_tx
def _ask_if_big(
    by: Actor, amount: Decimal | None, remittance_id: int | None, employer_number: str | None, at: datetime
) -> int | None | BizError:
    require_open(SUSPENSE, by=by, at=at)
    seen = scope.employer_account(by, employer_number)
    if seen is None:
        raise no_employer_account()
    row = None
    if amount is None:
        row = scope.remittances(by).filter(pk=remittance_id or 0).first()
        if row is None:
            raise no_employer_account()
        amount = returnable(row)
    account = lock_employer_account(seen.pk)
    total, limit = total_with(account, amount, at), limit_on(at)
    if total <= limit:
        return None
    waiting = big_refunds_of(account.pk).filter(status="proposed").first()
    if waiting is not None:
        raise refund_already_asked(waiting.number)
    asked = {"account": account.pk, "amount": str(amount), "remittance": remittance_id}
    drafted(by=by, kind=BIG, asked=asked, reason=WHY, at=at)  # 提不了的现在就说，不等复核人看过
    passed = gate(by, account, to_refund(account, amount, row, over=over_said(amount, total, limit)), at)
    if isinstance(passed, BizError):
        return passed
    return propose(by=by, kind=BIG, asked=asked, reason=WHY, at=at)


class BigRefund:
    """大额的暂存退回单位账户。"""

    kind = BIG
    title = "大额的暂存退回"
    by_day = False

    def may_propose(self, by: Actor, asked: Facts) -> None:
        """能不能提。"""
        require(by, "deposits.suspense.refund")

    def may_approve(self, by: Actor, content: Facts) -> None:
        """能不能批。"""
        require(by, "deposits.suspense.refund.approve")

    def prepared(self, asked: Facts, effective_at: datetime) -> dict[str, Any]:
        """退多少、从哪里退、退到哪个账户（遮掩）。退多了的抛 BizError。"""
        account = EmployerAccount.objects.select_related("employer").get(pk=asked["account"])
        amount, free = Decimal(asked["amount"]), free_suspense(account.pk)
        book = Remittance.objects.filter(pk=asked["remittance"] or 0, employer_account=account).first()
        if book is None and not 0 < amount <= free:
            raise refund_too_much(amount, free)
        return {
            "account": account.pk, "number": account.number, "name": account.employer.name, "amount": str(amount),
            "remittance": book and book.pk, "book": f"{book.month.label}{book.title} {book.number}" if book else "",
            "payee": mask_card(account.bank_account), "over": str(limit_on(effective_at)),
        }  # fmt: skip

    def current(self, content: Facts) -> dict[str, Any]:
        """登记着哪个账户（盲索引）；从汇缴书退的，它到了多少、走到哪一步。"""
        account = EmployerAccount.objects.only("bank_account_index", "bank_account_index_other").get(
            pk=content["account"]
        )
        book = Remittance.objects.filter(pk=content["remittance"] or 0).first()
        told = [book.status, str(book.received), str(book.returned)] if book else None
        return {"payee": index_of(account, "bank_account_index"), "book": told}

    def named(self, content: Facts) -> str:
        """谁退多少。"""
        return f"暂存退回 {format_money(Decimal(content['amount']))} 元：{content['name']}"

    def changes(self, content: Facts, before: Facts) -> list[Change]:
        """谁、多少、从哪里、到哪里，为什么要批。"""
        amount, free = Decimal(content["amount"]), free_suspense(content["account"])
        source = f"{content['book']} 到账不足的钱" if content["book"] else f"可用的暂存，现在 {format_money(free)} 元"
        return [
            Change("单位", "", f"{content['number']} {content['name']}"),
            Change("从哪里退", source, f"退 {format_money(amount)} 元"),
            Change("退到", "", f"单位登记的付款账户 {content['payee']}"),
            Change("为什么要批", "", f"这个单位一天退的合计超过 {format_money(Decimal(content['over']))} 元"),
            Change("批准以后", "", "交银行办理；银行付成了暂存才减少，没付成钱还在暂存"),
        ]

    def about(self, content: Facts) -> list[str]:
        """哪个单位。"""
        return [f"unit:{content['account']}", key_of(content["account"])]

    def case_of(self, content: Facts, result: Facts) -> str:
        """交了银行的是那笔退款的办件；以前从汇缴书退的是汇缴书的，从暂存退的还没有。"""
        if "refund" in result:
            return number_of(refund_key(result["refund"]))
        return number_about("remittance", content["remittance"] or 0)

    def apply(self, content: Facts, by: Actor, at: datetime, approval: int) -> dict[str, Any]:
        """交银行。"""
        return {"refund": refund_agreed(by=by, approval=approval, at=at)}

    def turned_down(self, content: Facts, by: Actor, at: datetime, approval: int) -> None:
        """没有批准的告诉单位为什么；单位自己撤回的不用说。"""
        row = Proposal.objects.get(pk=approval)
        if row.status == "rejected":
            account = EmployerAccount.objects.get(pk=content["account"])
            tell_refund_not_agreed(account, row.number, Decimal(content["amount"]), row.note, at)

    def voided(self, content: Facts, at: datetime, approval: int) -> None:
        """作废了（付款账户换过，或者那份汇缴书动过），也告诉单位。"""
        account = EmployerAccount.objects.get(pk=content["account"])
        number = Proposal.objects.get(pk=approval).number
        tell_refund_not_agreed(account, number, Decimal(content["amount"]), MOVED, at)

    def undoing(self, content: Facts, before: Facts) -> dict[str, Any]:
        """交了银行的退回不改回去。"""
        raise refund_gone(content["number"], Decimal(content["amount"]))
