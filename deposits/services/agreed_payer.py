"""变更单位付款账户要两个人：柜员提，复核员或主任批（审批的一类）；改回去是改回原来的账号，一样要两个人。"""

from datetime import datetime
from typing import Any

from deposits.errors import no_employer_account, payer_basis_missing, payer_unchanged
from deposits.models import EmployerAccount
from deposits.selectors.collection import agreement_of
from deposits.services.payer_account import CHANGE, PAYER, change_payer
from gjj.actors.actor import Actor
from gjj.approvals.ports import Change, Facts
from gjj.crypto.blind import card_index, index_of
from gjj.crypto.masking import mask_card
from gjj.declarations.permissions import require


class PayerChange:
    """一个单位的付款账户换成另一个。"""

    kind = CHANGE
    title = "变更付款账户"
    by_day = False
    secrets = ("to", "from")

    def may_propose(self, by: Actor, asked: Facts) -> None:
        """能不能提。"""
        require(by, "deposits.employer.payer.propose")

    def may_approve(self, by: Actor, content: Facts) -> None:
        """能不能批。"""
        require(by, "deposits.employer.payer.approve")

    def prepared(self, asked: Facts, effective_at: datetime) -> dict[str, Any]:
        """哪个单位、换成哪个账号、依据。没有这个单位、没写依据、没有变的抛 BizError。"""
        account = EmployerAccount.objects.select_related("employer").filter(pk=asked["account"]).first()
        if account is None:
            raise no_employer_account()
        basis, number = str(asked["basis"]).strip(), str(asked["payer_account"])
        if not basis:
            raise payer_basis_missing()
        if number == account.bank_account:
            raise payer_unchanged()
        return {
            "account": account.pk, "number": account.number, "name": account.employer.name, "index": card_index(number),
            "to": number, "shown": mask_card(number), "was_index": account.bank_account_index, "from": account.bank_account,
            "was_shown": mask_card(account.bank_account), "basis": basis,
        }  # fmt: skip

    def current(self, content: Facts) -> dict[str, Any]:
        """现在登记着哪个账号（盲索引）、算数的托收协议。"""
        account = EmployerAccount.objects.only("bank_account_index", "bank_account_index_other").get(
            pk=content["account"]
        )
        standing = agreement_of(content["account"])
        return {"index": index_of(account, "bank_account_index"), "agreement": standing and standing.pk}

    def named(self, content: Facts) -> str:
        """哪个单位。"""
        return f"变更付款账户：{content['number']} {content['name']}"

    def changes(self, content: Facts, before: Facts) -> list[Change]:
        """账号（遮掩）、依据、托收协议怎样、在办的怎样。"""
        standing = [Change("托收协议", "算数", "随之终止，单位用新账户重签")] if before["agreement"] else []
        return [
            Change(PAYER, content["was_shown"], content["shown"]),
            Change("依据", "", content["basis"]),
            *standing,
            Change("银行在办的付款、退款、托收", "", "照原来的账户办完；以后的退款、付款用新账户"),
        ]

    def about(self, content: Facts) -> list[str]:
        """哪个单位。"""
        return [f"unit:{content['account']}"]

    def apply(self, content: Facts, by: Actor, at: datetime, approval: int) -> dict[str, Any]:
        """变更。"""
        return {"account": change_payer(by=by, approval=approval, at=at)}

    def undoing(self, content: Facts, before: Facts) -> dict[str, Any]:
        """改回原来的账号。"""
        return {
            "account": content["account"], "payer_account": content["from"], "basis": f"改回：{content['basis']}",
        }  # fmt: skip
