"""从一件走到另一件：单位、职工、汇缴书、清册之间，以及和人、凭证、银行之间。"""

from typing import Any

from deposits.admin.move_branch import moving_address
from deposits.admin.record_profile import record_address
from deposits.models import (
    Account,
    Adjustment,
    ChangeList,
    CollectionAgreement,
    CollectionOrder,
    EmployerAccount,
    EmployerProfile,
    FilingFlag,
    Refund,
    Remittance,
)
from deposits.services.pay_remittance import PURPOSE
from deposits.services.refund_suspense import REFUNDS
from deposits.services.remit_case import case_key, remit_key
from gjj.actors.actor import Actor
from gjj.backoffice.things import Link, listing, page_of, roads_from
from gjj.cases.selectors.cases import case_of_key
from gjj.declarations.permissions import allowed


def _recording(account_id: int, actor: Actor) -> list[Link]:
    """登记资料的人才有的。"""
    may = allowed(actor, "deposits.employer.profile")
    return [Link("登记或变更资料", record_address(account_id))] if may else []


def _at_the_bank(actor: Actor, roads: dict[str, str]) -> list[Link]:
    """银行的流水、指令是全中心的，只管一个网点的人走不过去。"""
    return [Link(text, url) for text, url in roads.items()] if allowed(actor, "settlement.view") else []


def _unit_page(account_id: int) -> Link:
    return Link("单位账户", page_of("deposits_employeraccount", account_id))


def _case_of(key: str, actor: Actor) -> list[Link]:
    """业务键对得上的办件；看得到办件的人才有。清册和它的汇缴书共一件，指着哪一个都走得到。"""
    found = case_of_key(actor, key) if allowed(actor, "cases.view") else None
    return [Link(f"办件 {found.number}", page_of("cases_case", found.pk))] if found else []


@roads_from("deposits.employeraccount")
def from_unit(unit: EmployerAccount, actor: Actor) -> list[Link]:
    """单位账户 → 职工、汇缴书、变更清册、凭证、办件、登记资料、调整、退款、托收。"""
    mine = {"employer_account__id__exact": unit.pk}
    profile = EmployerProfile.objects.filter(employer_account=unit).values_list("id", flat=True).first()
    return [
        *([Link("登记资料", page_of("deposits_employerprofile", profile))] if profile else []),
        *_recording(unit.pk, actor),
        *([Link("单位迁移管理部", moving_address(unit.pk))] if allowed(actor, "deposits.employer.move") else []),
        Link("职工", listing("deposits_account", **mine)),
        Link("汇缴书", listing("deposits_remittance", **mine)),
        Link("变更清册", listing("deposits_changelist", **mine)),
        Link("凭证", listing("ledger_voucher", q=unit.number)),
        Link("调整书", listing("deposits_adjustment", **mine)),
        Link("退款", listing("deposits_refund", **mine)),
        Link("托收协议", listing("deposits_collectionagreement", **mine)),
        Link("职工异议", listing("deposits_filingflag", **mine)),
        *([Link("办件", listing("cases_case", q=unit.number))] if allowed(actor, "cases.view") else []),
    ]


@roads_from("deposits.account")
def from_account(account: Account, actor: Actor) -> list[Link]:
    """个人账户 → 单位、余额明细、每月的汇缴清册行。"""
    return [
        _unit_page(account.employer_account_id),
        Link("分户账和明细", page_of("ledger_subaccount", account.subaccount_id)),
        Link("每月应缴", listing("deposits_remittanceline", account__id__exact=account.pk)),
    ]


@roads_from("deposits.changelist")
def from_list(head: ChangeList, actor: Actor) -> list[Link]:
    """变更清册 → 每一行、有错误的行、汇缴书、办件、单位。"""
    mine = {"change_list__id__exact": head.pk}
    found = [Link("每一行", listing("deposits_changerow", **mine))]
    if head.error_count:
        found.append(Link("有错误的行", listing("deposits_changerow", **mine, is_valid__exact=0)))
    if head.version:
        found.append(Link("修改过的格子", listing("deposits_changeedit", **mine)))
    books = Remittance.objects.filter(change_list=head)
    found += [Link(f"汇缴书 {book.number}", page_of("deposits_remittance", book.pk)) for book in books]
    if head.job_id and allowed(actor, "work.view"):
        found.append(Link("读取的进度", page_of("work_job", head.job_id)))
    return [*found, *_case_of(remit_key(head.pk), actor), _unit_page(head.employer_account_id)]


@roads_from("deposits.adjustment")
def from_adjustment(row: Adjustment, actor: Actor) -> list[Link]:
    """调整书 → 每人一行、单位。"""
    return [
        Link("每个职工", listing("deposits_adjustmentline", adjustment__id__exact=row.pk)),
        _unit_page(row.employer_account_id),
    ]


@roads_from("deposits.remittance")
def from_book(book: Remittance, actor: Actor) -> list[Link]:
    """汇缴书 → 每人一行、凭证、到账、付款指令、托收单、清册、办件、单位。"""
    money = {"purpose": PURPOSE, "reference__exact": book.pk}
    collected = CollectionOrder.objects.filter(remittance=book).exists()
    return [
        Link("每个职工", listing("deposits_remittanceline", remittance__id__exact=book.pk)),
        Link("凭证", listing("ledger_voucher", source_type__exact="remittance", source_id__exact=book.pk)),
        *_at_the_bank(
            actor,
            {"到账": listing("settlement_receipt", **money), "付款指令": listing("settlement_instruction", **money)},
        ),
        *([Link("变更清册", page_of("deposits_changelist", book.change_list_id))] if book.change_list_id else []),
        *([Link("托收单", listing("deposits_collectionorder", remittance__id__exact=book.pk))] if collected else []),
        *_case_of(case_key(book), actor),
        _unit_page(book.employer_account_id),
    ]


@roads_from("deposits.refund")
def from_refund(row: Refund, actor: Actor) -> list[Link]:
    """退款 → 付款指令、凭证、单位。"""
    return [
        *_at_the_bank(actor, {"付款指令": listing("settlement_instruction", purpose=REFUNDS, reference__exact=row.pk)}),
        Link("凭证", listing("ledger_voucher", source_type__exact="refund", source_id__exact=row.pk)),
        _unit_page(row.employer_account_id),
    ]


@roads_from("deposits.collectionagreement")
def from_agreement(row: CollectionAgreement, actor: Actor) -> list[Link]:
    """托收协议 → 每一次托收、单位。"""
    return [
        Link("每一次托收", listing("deposits_collectionorder", agreement__id__exact=row.pk)),
        _unit_page(row.employer_account_id),
    ]


@roads_from("deposits.collectionorder")
def from_order(row: CollectionOrder, actor: Actor) -> list[Link]:
    """托收单 → 协议、汇缴书、付款指令。"""
    return [
        Link("托收协议", page_of("deposits_collectionagreement", row.agreement_id)),
        Link("汇缴书", page_of("deposits_remittance", row.remittance_id)),
        *_at_the_bank(actor, {"付款指令": page_of("settlement_instruction", row.instruction_id)}),
    ]


@roads_from("deposits.filingflag")
def from_flag(row: FilingFlag, actor: Actor) -> list[Link]:
    """职工异议 → 个人账户、单位。"""
    return [Link("个人账户", page_of("deposits_account", row.account_id)), _unit_page(row.employer_account_id)]


@roads_from("deposits.employerprofile")
def from_profile(row: EmployerProfile, actor: Actor) -> list[Link]:
    """登记资料 → 变更、单位账户。"""
    return [*_recording(row.employer_account_id, actor), _unit_page(row.employer_account_id)]


@roads_from("cases.case")
def from_case(case: Any, actor: Actor) -> list[Link]:
    """办件 → 单位账户。"""
    found = EmployerAccount.objects.filter(number=case.account_number).values_list("id", flat=True).first()
    return [_unit_page(found)] if found else []


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
