"""看得到谁的：单位只看本单位，职工只看本人，柜面看全中心；别处没有第二道口子。"""

from django.db.models import QuerySet

from deposits.models import Account, ChangeList, EmployerAccount, Remittance
from gjj.actors.actor import Actor


def employer_accounts(actor: Actor) -> QuerySet[EmployerAccount]:
    """看得到的单位账户。"""
    rows = EmployerAccount.objects.select_related("employer")
    if actor.scope in ("all", "branch"):
        return rows
    if actor.scope == "employer" and actor.employer_id is not None:
        return rows.filter(employer_id=actor.employer_id)
    return rows.none()


def employer_account(actor: Actor, number: str | None = None) -> EmployerAccount | None:
    """办事单位的单位账户；指明账号时必须是看得到的那个，没有为空。"""
    if actor.scope != "employer":
        return None
    rows = employer_accounts(actor)
    return rows.filter(number=number).first() if number else rows.order_by("id").first()


def accounts(actor: Actor) -> QuerySet[Account]:
    """看得到的个人账户。"""
    rows = Account.objects.select_related("person", "employer_account__employer", "subaccount")
    if actor.scope in ("all", "branch"):
        return rows
    if actor.scope == "employer" and actor.employer_id is not None:
        return rows.filter(employer_account__employer_id=actor.employer_id)
    if actor.scope == "self" and actor.person_id is not None:
        return rows.filter(person_id=actor.person_id)
    return rows.none()


def change_lists(actor: Actor) -> QuerySet[ChangeList]:
    """看得到的变更清册（不取文件内容）。"""
    return ChangeList.objects.filter(employer_account__in=employer_accounts(actor)).defer("content")


def remittances(actor: Actor) -> QuerySet[Remittance]:
    """看得到的汇缴书。"""
    return Remittance.objects.filter(employer_account__in=employer_accounts(actor)).select_related(
        "employer_account__employer"
    )
