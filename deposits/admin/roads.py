"""从一件走到另一件：单位、职工、汇缴书、清册之间，以及和人、凭证、银行之间。"""

from typing import Any

from deposits.models import Account, Adjustment, ChangeList, EmployerAccount, Remittance
from deposits.services.pay_remittance import PURPOSE
from gjj.actors.actor import Actor
from gjj.backoffice.things import Link, listing, page_of, roads_from


@roads_from("deposits.employeraccount")
def from_unit(unit: EmployerAccount, actor: Actor) -> list[Link]:
    """单位账户 → 职工、汇缴书、变更清册、凭证。"""
    mine = {"employer_account__id__exact": unit.pk}
    return [
        Link("职工", listing("deposits_account", **mine)),
        Link("汇缴书", listing("deposits_remittance", **mine)),
        Link("变更清册", listing("deposits_changelist", **mine)),
        Link("凭证", listing("ledger_voucher", q=unit.number)),
    ]


@roads_from("deposits.account")
def from_account(account: Account, actor: Actor) -> list[Link]:
    """个人账户 → 单位、余额明细、每月的汇缴清册行。"""
    return [
        Link("单位账户", page_of("deposits_employeraccount", account.employer_account_id)),
        Link("分户账和明细", page_of("ledger_subaccount", account.subaccount_id)),
        Link("每月应缴", listing("deposits_remittanceline", account__id__exact=account.pk)),
    ]


@roads_from("deposits.changelist")
def from_list(head: ChangeList, actor: Actor) -> list[Link]:
    """变更清册 → 每一行、有错误的行、汇缴书、单位。"""
    mine = {"change_list__id__exact": head.pk}
    found = [Link("每一行", listing("deposits_changerow", **mine))]
    if head.error_count:
        found.append(Link("有错误的行", listing("deposits_changerow", **mine, is_valid__exact=0)))
    if head.version:
        found.append(Link("修改过的格子", listing("deposits_changeedit", **mine)))
    books = Remittance.objects.filter(change_list=head)
    found += [Link(f"汇缴书 {book.number}", page_of("deposits_remittance", book.pk)) for book in books]
    if head.job_id:
        found.append(Link("读取的进度", page_of("work_job", head.job_id)))
    return found


@roads_from("deposits.adjustment")
def from_adjustment(row: Adjustment, actor: Actor) -> list[Link]:
    """调整书 → 每人一行、单位。"""
    return [
        Link("每个职工", listing("deposits_adjustmentline", adjustment__id__exact=row.pk)),
        Link("单位账户", page_of("deposits_employeraccount", row.employer_account_id)),
    ]


@roads_from("deposits.remittance")
def from_book(book: Remittance, actor: Actor) -> list[Link]:
    """汇缴书 → 每人一行、凭证、到账、付款指令、清册、单位。"""
    money = {"purpose": PURPOSE, "reference__exact": book.pk}
    return [
        Link("每个职工", listing("deposits_remittanceline", remittance__id__exact=book.pk)),
        Link("凭证", listing("ledger_voucher", source_type__exact="remittance", source_id__exact=book.pk)),
        Link("到账", listing("settlement_receipt", **money)),
        Link("付款指令", listing("settlement_instruction", **money)),
        *([Link("变更清册", page_of("deposits_changelist", book.change_list_id))] if book.change_list_id else []),
        Link("单位账户", page_of("deposits_employeraccount", book.employer_account_id)),
    ]


@roads_from("identity.employer")
def accounts_of_employer(employer: Any, actor: Actor) -> list[Link]:
    """缴存单位 → 单位账户。"""
    units = EmployerAccount.objects.filter(employer_id=employer.pk)
    return [Link(f"单位账户 {unit.number}", page_of("deposits_employeraccount", unit.pk)) for unit in units]


@roads_from("identity.person")
def accounts_of_person(person: Any, actor: Actor) -> list[Link]:
    """自然人 → 个人账户。"""
    accounts = Account.objects.filter(person_id=person.pk).select_related("subaccount")
    return [Link(f"个人账户 {one.subaccount.number}", page_of("deposits_account", one.pk)) for one in accounts]


@roads_from("ledger.subaccount")
def account_of_subaccount(subaccount: Any, actor: Actor) -> list[Link]:
    """分户账 → 个人账户。"""
    found = Account.objects.filter(subaccount_id=subaccount.pk).first()
    return [Link("个人账户", page_of("deposits_account", found.pk))] if found else []
