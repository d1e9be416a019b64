"""单位开户的一道门：登记单位、开单位账户、登记资料和柜面合同、给第一位管理员登录；命令、柜面、网上开户都走它，全办成或什么也不留。"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from deposits.errors.opening import contract_taken, opening_wrong
from deposits.models import CounterContract, EmployerAccount
from deposits.rules.unit_draft import UnitDraft
from deposits.selectors.facts import limits_in_force
from deposits.selectors.online_terms import ONLINE_TERMS, text_digest
from deposits.services.employer_profile import first_profile
from deposits.services.open_employer import open_employer_account
from deposits.services.tell_opening import tell_unit_opened
from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.identity.services.first_unit_admin import FirstAdministrator, first_administrator
from gjj.identity.services.register import PersonDraft, employer_of


@dataclass(frozen=True)
class Opened:
    """开好的：单位账户的编号、账号，第一位管理员。"""

    account_id: int
    number: str
    administrator: FirstAdministrator


@transaction.atomic
def open_unit(*, by: Actor, draft: UnitDraft, at: datetime, approval: int | None = None, seen_by: str = "") -> Opened:
    """照填好的开一个单位，短信告诉第一位管理员；认得的单位、认得的人、有登录的人都用原来的，不另建；seen_by 是谁看的证件，不写就是办的人。

    同一个代码、同一个合同号一份一份来。
    代码不合规、已开过户、比例不在范围、姓名对不上、用户名有人用抛 BizError，首月没有上下限抛 ParameterMissing；什么也没有办。
    依据：条例第十四条。
    """
    _one_of_each(draft)
    limits_in_force(draft.area, draft.first_month)
    employer = employer_of(by=by, uscc=draft.uscc, name=draft.unit_name, at=at)
    pk = open_employer_account(
        by=by, employer_id=employer, employer_ratio=draft.employer_ratio, personal_ratio=draft.personal_ratio,
        first_month=draft.first_month, bank_account=draft.bank_account, at=at, area=draft.area, branch_id=draft.branch,
    )  # fmt: skip
    account = EmployerAccount.objects.select_related("employer").get(pk=pk)
    first_profile(
        account, by=by, at=at, payday=draft.payday, founded_on=draft.founded_on,
        legal_representative=draft.legal_representative, registered_address=draft.registered_address,
    )  # fmt: skip
    if draft.contract_no and draft.contract_on:
        _keep_contract(account, draft.contract_no, draft.contract_on, by=by, at=at, approval=approval)
    who = PersonDraft(draft.name, draft.id_no, draft.mobile)
    first = first_administrator(
        by=by, employer_id=employer, person=who, username=draft.new_username, at=at, seen_by=seen_by
    )
    tell_unit_opened(account=account, person_id=first.person_id, username=first.username, at=at)
    return Opened(pk, str(account.number), first)


def _one_of_each(draft: UnitDraft) -> None:
    """先锁信用代码、再锁合同号：后来的等前面的办完，看得到它开好的，说得出为什么开不成。"""
    names = [f"opening:{draft.uscc}", *([f"contract:{draft.contract_no}"] if draft.contract_no else [])]
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _is_taken(number: str) -> bool:
    return CounterContract.objects.filter(number=number).exists()


def _keep_contract(
    account: EmployerAccount, number: str, signed_on: date, *, by: Actor, at: datetime, approval: int | None
) -> None:
    """柜面合同的文本就是现在这一版协议：换了版本，和网上签的一样要重新同意。"""
    assert approval is not None, "柜面合同随两个人批准的开户登记"
    if _is_taken(number):
        raise opening_wrong([{"field": "contract_no", "code": "opening_wrong", "message": contract_taken(number)}])
    row = CounterContract.objects.create(
        employer_account=account, number=number, version=ONLINE_TERMS, text_digest=text_digest(ONLINE_TERMS),
        signed_on=signed_on, approval=approval, recorded_by=by.name, recorded_at=at,
    )  # fmt: skip
    record(
        by=by, action="deposits.contract.record", object_type="employer_account", object_id=account.pk, at=at,
        summary=f"登记柜面合同 {row.number}", after={"文本版本": row.version, "签订日期": str(row.signed_on)},
    )  # fmt: skip
