"""生成补缴书：一个单位一个月几名职工，金额就此定下，得到缴款识别码；付款、入账、撤销走汇缴书同一条路。"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from deposits.errors import make_up_people, no_employer_account, sealed_then
from deposits.models import Account, EmployerAccount, Remittance, RemittanceLine
from deposits.rules.make_up import REASONS
from deposits.selectors import scope
from deposits.selectors.make_up import (
    Preview,
    bases_then,
    counts_as_continuous,
    month_terms,
    paid_for,
    preview,
    sealed_in,
)
from deposits.services.create_remittance import numbers
from deposits.services.locks import lock_employer_account, lock_open_months
from deposits.services.move_remittance import remember
from deposits.services.remit_case import case_key, open_make_up_case
from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.cases.selectors.cases import number_of
from gjj.declarations.permissions import require
from gjj.money.amounts import ZERO, format_money
from gjj.periods.days import business_date
from gjj.periods.month import Month
from gjj.work.retry import money_tx

MOST_PEOPLE = 1000
"""一份补缴书最多几个人。"""


@dataclass(frozen=True)
class ForWhom:
    """给谁补：个人账号；那个月的基数不写就照他那时的。"""

    number: str
    base: Decimal | None = None


@dataclass(frozen=True)
class Why:
    """为什么补：原因编码（rules.make_up.REASONS）和说明。"""

    reason: str
    note: str = ""


@money_tx
def make_up(
    *, by: Actor, month: Month, people: Sequence[ForWhom], why: Why, at: datetime, employer_number: str | None = None
) -> int:
    """生成一个月的补缴书，返回编号。

    那个月单位还没汇缴、基数超出那时的上下限、已经缴够、不是本单位的人、同一个人写了两次、封存着的月份说成整月漏缴抛 BizError，一份也不生成。
    补的加上已缴的不会超过应缴；还没付款的补缴书也算已缴，不会补两次。依据：条例第二十条、指导意见第六条。
    """
    require(by, "deposits.make_up.create")
    seen = scope.employer_account(by, employer_number)
    if seen is None:
        raise no_employer_account()
    lock_open_months(seen)
    unit = lock_employer_account(seen.pk)
    lines = previews(unit, month, people, at)
    check_reason(unit, month, lines, why.reason, at)
    row = _create(by, unit, month, lines, why, at)
    record(
        by=by, action="deposits.make_up.create", object_type="remittance", object_id=row.pk, at=at, case=number_of(case_key(row)),
        summary=f"生成{month.label}补缴书 {row.number}：{row.employees:,} 人，{format_money(row.amount)} 元，{REASONS[why.reason][0]}",
    )  # fmt: skip
    return int(row.pk)


@money_tx
def make_up_months(
    *, by: Actor, months: Sequence[Month], people: Sequence[ForWhom], why: Why, at: datetime
) -> list[int]:
    """几个月各生成一份补缴书，返回编号；有一个月不能补就一份也不生成。"""
    return [make_up(by=by, month=month, people=people, why=why, at=at) for month in sorted(months)]


def previews(unit: EmployerAccount, month: Month, people: Sequence[ForWhom], at: datetime) -> list[Preview]:
    """每个人该补多少；不是本单位的人、写了两次抛 BizError。不动任何账户。那个月的事实一起取，几个人都是那几问。"""
    numbers_given = [one.number for one in people]
    if not 0 < len(numbers_given) <= MOST_PEOPLE or len(set(numbers_given)) < len(numbers_given):
        raise make_up_people(MOST_PEOPLE)
    rows = Account.objects.filter(employer_account=unit, subaccount__number__in=numbers_given)
    known = {row.subaccount.number: row for row in rows.select_related("person", "subaccount")}
    if len(known) < len(numbers_given):
        raise no_employer_account()
    terms, ids = month_terms(unit, month, business_date(at)), [row.pk for row in known.values()]
    paid, bases = paid_for(ids, month), bases_then(list(known.values()), month)
    return [
        preview(
            terms, row, bases[row.pk] if one.base is None else one.base, paid.get(row.pk, (ZERO, ZERO))
        )
        for one in people
        for row in (known[one.number],)
    ]  # fmt: skip


def check_reason(unit: EmployerAccount, month: Month, lines: Sequence[Preview], reason: str, at: datetime) -> None:
    """那个月账户封存着的，不是漏缴：原因写整月漏缴的抛 sealed_then（409），问清楚是不是该缴。"""
    if reason != "missed":
        return
    sealed = sealed_in(unit, [one.account for one in lines], month, Month.of(business_date(at)))
    if sealed:
        raise sealed_then([one.person.name for one in sealed], month)


def _create(
    by: Actor, unit: EmployerAccount, month: Month, lines: Sequence[Preview], why: Why, at: datetime
) -> Remittance:
    employer = sum((one.owed.employer_amount for one in lines), ZERO)
    personal = sum((one.owed.personal_amount for one in lines), ZERO)
    number, code = numbers(at, "03")
    row = Remittance.objects.create(
        number=number, payment_code=code, employer_account=unit, kind="make_up", month=month, reason=why.reason,
        note=why.note, is_continuous=counts_as_continuous(unit, business_date(at)), employees=len(lines),
        employer_amount=employer, personal_amount=personal, amount=employer + personal, created_at=at,
        created_by=by.name,
    )  # fmt: skip
    RemittanceLine.objects.bulk_create(
        [
            RemittanceLine(
                remittance=row, account=one.account, subaccount_id=one.account.subaccount_id, base=one.base,
                employer_amount=one.owed.employer_amount, personal_amount=one.owed.personal_amount,
                derivation=one.facts,
            )
            for one in lines
        ]
    )  # fmt: skip
    said = f"生成补缴书：{REASONS[why.reason][0]}，{row.employees:,} 人，{format_money(row.amount)} 元"
    open_make_up_case(unit, row, by=by, at=at, said=said)
    remember(row, at=at, by=by, note=said)
    return row
