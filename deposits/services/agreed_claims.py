"""认领到账、撤销认领要两个人：会计提，另一位会计或主任批（审批的两类）；认领改回去就是撤销认领。"""

from datetime import datetime
from typing import Any

from deposits.errors import no_employer_account
from deposits.models import Claim, EmployerAccount, Remittance
from deposits.selectors.claims import claim_of
from deposits.services.claim_receipt import (
    CLAIM,
    check_claim_reason,
    check_claimable,
    check_waiting,
    claim_receipt,
)
from deposits.services.remit_case import number_about
from deposits.services.undo_claim import UNCLAIM, check_claimer, claim_to_undo, undo_claim
from gjj.actors.actor import Actor
from gjj.approvals.ports import Change, Facts
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.ledger.changing import mirrored, reversed_so_far, reversing, stays
from gjj.money.amounts import format_money
from gjj.settlement.selectors.payments import receipt_of

IN_SUSPENSE = "只留在单位暂存，由单位自己抵缴或退回"


class Claiming:
    """一笔待查的到账归到一个单位。"""

    kind = CLAIM
    title = "认领到账"
    by_day = False

    def may_propose(self, by: Actor, asked: Facts) -> None:
        """能不能提。"""
        require(by, "deposits.receipt.claim.propose")

    def may_approve(self, by: Actor, content: Facts) -> None:
        """能不能批。"""
        require(by, "deposits.receipt.claim.approve")

    def prepared(self, asked: Facts, effective_at: datetime) -> dict[str, Any]:
        """哪笔到账、归到哪里、凭什么。没写依据、没有的单位、别家的汇缴书、不在待查的、不用补钱的汇缴书抛 BizError。"""
        check_claim_reason(str(asked["reason"]))
        account = EmployerAccount.objects.select_related("employer").filter(pk=asked["unit"]).first()
        receipt = receipt_of(int(asked["receipt"]))
        if account is None or receipt is None:
            raise no_employer_account()
        book = None
        if asked["remittance"] is not None:
            book = Remittance.objects.filter(pk=asked["remittance"], employer_account=account).first()
            if book is None:
                raise no_employer_account()
        check_waiting(receipt)
        check_claimable(book)
        return {
            "receipt": receipt.pk, "serial": receipt.bank_serial, "amount": format_money(receipt.amount),
            "payer": receipt.payer_name, "remark": receipt.remark, "unit": account.pk, "number": account.number,
            "name": account.employer.name, "remittance": book and book.pk, "reason": str(asked["reason"]).strip()[:200],
            "use": f"记作 {book.month.label}{book.title} {book.number} 的到账，够了就分配" if book else IN_SUSPENSE,
        }  # fmt: skip

    def current(self, content: Facts) -> dict[str, Any]:
        """这笔到账、那份汇缴书现在的样子。"""
        receipt = receipt_of(content["receipt"])
        made = claim_of(content["receipt"])
        book = Remittance.objects.filter(pk=content["remittance"] or 0).first()
        return {
            "receipt": receipt and receipt.status, "claim": made and made.pk,
            "book": [book.status, str(book.due)] if book else None,
        }  # fmt: skip

    def named(self, content: Facts) -> str:
        """哪笔给谁。"""
        return f"认领到账：{content['amount']} 元归 {content['name']}"

    def changes(self, content: Facts, before: Facts) -> list[Change]:
        """哪笔、归谁、用在哪里、怎么记账。"""
        money = content["amount"]
        return [
            Change(
                "到账",
                f"{content['serial']}，{money} 元，{content['payer']}，附言：{content['remark'] or '没有写'}",
                "",
            ),
            Change("这笔钱", "中心暂收，待查", f"{content['number']} {content['name']} 的单位暂存"),
            Change("用在哪里", "", content["use"]),
            Change("认领依据", "", content["reason"]),
            Change("怎么记账", "", f"借 219 其他应付款（中心暂收）{money}，贷 219 其他应付款（单位暂存）{money}"),
        ]

    def about(self, content: Facts) -> list[str]:
        """哪笔到账、哪个单位。"""
        return [f"receipt:{content['receipt']}", f"unit:{content['unit']}"]

    def case_of(self, content: Facts, result: Facts) -> str:
        """认到哪份汇缴书，就是办哪一件；只留在暂存的没有办件。"""
        return number_about("remittance", content["remittance"] or 0)

    def apply(self, content: Facts, by: Actor, at: datetime, approval: int) -> dict[str, Any]:
        """认领。"""
        return {"claim": claim_receipt(by=by, approval=approval, at=at)}

    def undoing(self, content: Facts, before: Facts) -> dict[str, Any]:
        """改回去是撤销认领，另有一类审批。"""
        raise BizError(
            "claim_undone_elsewhere", "认领要撤的，到那件认领上提，申请没有提交。", status=409, money="没有任何款项变动。",
            fix="请打开这件认领，点「提出撤销认领」。",
        )  # fmt: skip


class Unclaiming:
    """撤销一件认领。"""

    kind = UNCLAIM
    title = "撤销认领"
    by_day = False

    def may_propose(self, by: Actor, asked: Facts) -> None:
        """能不能提。"""
        require(by, "deposits.receipt.unclaim.propose")

    def may_approve(self, by: Actor, content: Facts) -> None:
        """能不能批；自己认领的抛 claim_same_person。"""
        require(by, "deposits.receipt.unclaim.approve")
        check_claimer(claim_to_undo(content["claim"], content["reason"]), by)

    def prepared(self, asked: Facts, effective_at: datetime) -> dict[str, Any]:
        """撤哪件、为什么。没写原因、没有这件、撤过的抛 BizError。"""
        made = claim_to_undo(int(asked["claim"]), str(asked["reason"]))
        return {
            **reversing(made.voucher_id, str(asked["reason"])), "claim": made.pk, "number": made.number,
            "unit": made.employer_account_id, "name": made.employer_account.employer.name,
            "receipt": made.receipt.pk, "bank_serial": made.receipt.bank_serial,
        }  # fmt: skip

    def current(self, content: Facts) -> dict[str, Any]:
        """撤没撤过。"""
        return reversed_so_far(content)

    def named(self, content: Facts) -> str:
        """撤哪件。"""
        return f"撤销认领 {content['number']}：{content['amount']} 元不归 {content['name']}"

    def changes(self, content: Facts, before: Facts) -> list[Change]:
        """哪件、钱回到哪里、怎么记账。"""
        return [
            Change(f"到账 {content['bank_serial']}", f"{content['name']} 的单位暂存", "中心暂收，回到待查，可以再认"),
            *mirrored(content),
        ]

    def about(self, content: Facts) -> list[str]:
        """哪件认领、哪笔到账、哪个单位、哪张凭证。"""
        return [
            f"claim:{content['claim']}", f"receipt:{content['receipt']}", f"unit:{content['unit']}",
            f"voucher:{content['voucher']}",
        ]  # fmt: skip

    def case_of(self, content: Facts, result: Facts) -> str:
        """原来认到哪份汇缴书，就是办哪一件。"""
        book = Claim.objects.values_list("remittance_id", flat=True).get(pk=content["claim"])
        return number_about("remittance", book or 0)

    def apply(self, content: Facts, by: Actor, at: datetime, approval: int) -> dict[str, Any]:
        """撤销。"""
        return {"voucher": undo_claim(by=by, approval=approval, at=at)}

    def undoing(self, content: Facts, before: Facts) -> dict[str, Any]:
        """撤了的再认一次。"""
        raise stays("撤销认领")
