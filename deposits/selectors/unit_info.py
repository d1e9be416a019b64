"""单位信息：登记的资料、经办人、每个资金品种的汇缴情况。"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from deposits.models import EmployerAccount, EmployerProfile
from deposits.models.accounts import FUNDS
from deposits.rules.calendar import Deadline, months_in_arrears, payday_in_force
from deposits.selectors.collection import said_of
from deposits.selectors.coming_ratio import RatioNow, monthly_now, ratio_now
from deposits.selectors.facts import month_open_for, paying
from deposits.selectors.overview import deadline_of, paydays_of, suspense_of
from gjj.crypto.masking import mask_card, mask_id_no, mask_mobile
from gjj.identity.selectors.grants import staff_of
from gjj.identity.selectors.people import employer_uscc
from gjj.ledger.entries import FUND
from gjj.ledger.selectors.balances import party_balance
from gjj.parameters import selectors as parameters
from gjj.periods.month import Month
from gjj.settlement.selectors.payments import center_account

NOT_YET = (("subsidy", "新职工补贴"),)
"""单位信息里也要列、现在没有单位开立的资金品种。"""


@dataclass(frozen=True)
class Member:
    """本单位的一名经办人或复核人；证件号、手机号遮掩。"""

    name: str
    role: str
    id_no: str
    mobile: str


@dataclass(frozen=True)
class FundFacts:
    """一个资金品种的汇缴信息；没有开立的只有名称。"""

    title: str
    account: EmployerAccount | None
    status: str = ""
    people: int = 0
    monthly: Decimal | None = None
    balance: Decimal | None = None
    suspense: Decimal | None = None
    open_month: Month | None = None
    ratio: RatioNow | None = None


@dataclass(frozen=True)
class UnitInfo:
    """单位信息页要的全部。"""

    account: EmployerAccount
    profile: EmployerProfile | None
    uscc: str
    organization_code: str
    phone: str
    members: list[Member]
    bank: str
    payer_account: str
    collection: str
    payday: int
    own_payday: int | None
    coming: tuple[Month, int] | None
    due: Deadline
    funds: list[FundFacts]


def unit_info(account: EmployerAccount, today: date) -> UnitInfo:
    """登记资料、经办人、各资金品种的汇缴信息。"""
    profile = EmployerProfile.objects.filter(employer_account=account).first()
    uscc = employer_uscc(account.employer_id)
    members = _members(account.employer_id, today)
    opened = {row.fund: row for row in EmployerAccount.objects.filter(employer_id=account.employer_id)}
    registered, usual = paydays_of(account.pk), parameters.value("deposits.payday", on=today, area=account.area)
    # 后登记的在前：只有最后登记的、还没轮到的那一次算数
    coming = registered[0] if registered and registered[0][0] > Month.of(today) else None
    return UnitInfo(
        account=account,
        profile=profile,
        uscc=uscc,
        # 统一社会信用代码第 9 至 17 位是组织机构代码（GB 32100）
        organization_code=f"{uscc[8:16]}-{uscc[16]}" if len(uscc) == 18 else "",
        phone=mask_mobile(profile.phone) if profile and profile.phone else "",
        members=members,
        bank=center_account().bank,
        payer_account=mask_card(account.bank_account),
        collection=said_of(account),
        payday=payday_in_force(registered, Month.of(today)) or usual,
        own_payday=payday_in_force(registered, Month.of(today)),
        coming=coming and (coming[0], coming[1] or usual),
        due=deadline_of(account, Month.of(today), today),
        funds=[_fund(title, opened.get(code), Month.of(today)) for code, title in (*FUNDS, *NOT_YET)],
    )


def _members(employer_id: int, today: date) -> list[Member]:
    """一个人一行，几样身份写在一起。"""
    found: dict[int, tuple[Any, list[str]]] = {}
    for grant in staff_of(employer_id, today):
        found.setdefault(grant.login_id, (grant.login.person, []))[1].append(grant.get_role_display())
    return [
        Member(person.name, "、".join(roles), mask_id_no(person.id_no), mask_mobile(person.mobile or ""))
        for person, roles in found.values()
    ]


def _fund(title: str, account: EmployerAccount | None, current: Month) -> FundFacts:
    if account is None:
        return FundFacts(title, None)
    people, monthly = paying(account.pk)
    before = monthly_now(account, current)
    expected = month_open_for(account)
    behind = len(months_in_arrears(expected, current))
    status = f"欠缴 {behind} 个月" if behind > 0 else "正常"
    return FundFacts(
        title, account, status, people, monthly if before is None else before, party_balance(FUND, account.pk),
        suspense_of(account), expected, ratio_now(account, current),
    )  # fmt: skip
