"""情形：按业务的说法造出来的单位、职工、清册、汇缴书；全部经真实的服务。"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

from deposits.models import Account, ChangeList, EmployerAccount, Remittance
from deposits.roster.template import write_roster
from deposits.services.allocate_remittance import allocate_remittance
from deposits.services.confirm_list import Confirmed, confirm_change_list
from deposits.services.create_remittance import create_remittance
from deposits.services.file_list import Filed, file_change_list
from deposits.services.open_employer import open_employer_account
from deposits.services.refund_suspense import REFUNDS, refund_suspense
from gjj.actors.actor import Actor, system_actor
from gjj.actors.levels import VERIFIED
from gjj.actors.roles import UNIT_ADMIN
from gjj.identity.models import Branch, Grant, Login
from gjj.identity.selectors.grants import actor_of
from gjj.identity.services.register import (
    PersonDraft,
    create_login,
    give_grant,
    register_employer,
    register_persons,
)
from gjj.management.city.people import credit_code, id_number
from gjj.periods.month import Month
from gjj.settlement.channels.bank_http import Notice, Result
from gjj.settlement.models import Receipt
from gjj.settlement.selectors.payments import center_account, instructions_for
from gjj.settlement.services.instructions import _apply
from gjj.settlement.services.receipts import match_receipt, record_receipt

SAMPLES = Path(__file__).parent / "samples"
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
"""北京时间 2026-11-24 12:00。"""
TODAY = date(2026, 11, 24)
NOVEMBER = Month(2026, 11)
PASSWORD = "Demo@2026-Hall"
HAN_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")
_serial = count(1)
_people = count(1)


@dataclass(frozen=True)
class Unit:
    """一个单位：单位账户、经办、复核、名称。"""

    account_id: int
    employer_id: int
    name: str
    agent: Actor
    reviewer: Actor

    @property
    def account(self) -> EmployerAccount:
        return EmployerAccount.objects.get(pk=self.account_id)


@dataclass(frozen=True)
class Worker:
    """一个职工写在清册里的样子。"""

    name: str
    id_no: str
    mobile: str
    base: Decimal


def in_han(number: int, width: int = 1) -> str:
    """数写成汉字，姓名里用：0012 → 〇〇一二。"""
    return f"{number:0{width}d}".translate(HAN_DIGITS)


def worker(name: str = "", base: str = "8000.00") -> Worker:
    """一个还没有账户的人。"""
    number = next(_people)
    return Worker(
        name or f"职工{in_han(number, 4)}",
        id_number(date(1990, 1, 1 + number % 28), number),
        f"138{number:08d}",
        Decimal(base),
    )


def _member(role: str, scope: str, **where: Any) -> Actor:
    number = next(_serial)
    person = worker(f"{role[:2]}办事人{number}")
    people = register_persons(
        by=system_actor(), drafts=[PersonDraft(person.name, person.id_no, person.mobile)], at=NOON
    )
    login_id = create_login(
        by=system_actor(),
        username=f"{role}-{number}",
        person_id=next(iter(people.values())),
        password=PASSWORD,
        at=NOON,
        is_own=True,
    )
    grant = give_grant(
        by=system_actor(), login_id=login_id, role=role, scope=scope, at=NOON, valid_from=date(2020, 1, 1), **where
    )
    return actor_of(
        Login.objects.get(pk=login_id), Grant.objects.get(pk=grant), channel="test", level=VERIFIED, ip="127.0.0.1"
    )


def staff(role: str) -> Actor:
    """一个柜面身份的人。"""
    return _member(role, "all")


def branch(code: str = "01") -> Branch:
    """一个管理部；登记过的就是它。"""
    return Branch.objects.get_or_create(code=code, defaults={"name": f"{in_han(int(code))}号管理部"})[0]


def branch_staff(role: str, of: Branch) -> Actor:
    """只管一个网点的柜面身份的人。"""
    return _member(role, "branch", branch_id=of.pk)


def unit(
    name: str = "", first_month: Month = NOVEMBER, ratio: str = "8", area: str = "*", branch_id: int | None = None
) -> Unit:
    """一个刚开户、还没有职工的单位；归哪个管理部，空着是中心直接管。"""
    number = next(_serial)
    name = name or f"测试单位{number:04d}"
    employer_id = register_employer(by=system_actor(), uscc=credit_code(number), name=name, at=NOON)
    account_id = open_employer_account(
        by=system_actor(), employer_id=employer_id, employer_ratio=Decimal(ratio), personal_ratio=Decimal(ratio),
        first_month=first_month, bank_account=f"62000000{number:08d}", at=NOON, area=area,
        branch_id=branch_id,
    )  # fmt: skip
    return Unit(
        account_id, employer_id, name,
        _member("unit_agent", "employer", employer_id=employer_id),
        _member("unit_reviewer", "employer", employer_id=employer_id),
    )  # fmt: skip


def agent_of(of: Unit) -> Actor:
    """同一个单位的另一个经办人。"""
    return _member("unit_agent", "employer", employer_id=of.employer_id)


def administrator_of(of: Unit) -> Actor:
    """单位的第一位管理员：就是那位经办，另加管理员。"""
    give_grant(
        by=system_actor(), login_id=of.agent.login_id or 0, role=UNIT_ADMIN, scope="employer", at=NOON,
        employer_id=of.employer_id, valid_from=date(2020, 1, 1),
    )  # fmt: skip
    return replace(of.agent, is_unit_admin=True)


def member_of(of: Unit, role: str) -> Actor:
    """同一个单位里某种身份的另一个人。"""
    return _member(role, "employer", employer_id=of.employer_id)


def line(kind: str, one: Worker, base: str | None = None, ratio: str = "8") -> tuple[Any, ...]:
    """清册的一行。"""
    amount = one.base if base is None else Decimal(base)
    return (kind, one.name, one.id_no, one.mobile, amount, f"{ratio}%", f"{ratio}%", "")


def roster(of: Unit, lines: Sequence[tuple[Any, ...]], month: Month = NOVEMBER) -> bytes:
    """一份清册文件。"""
    return write_roster(unit_name=of.name, month=month, people=lines)


def filed(of: Unit, lines: Sequence[tuple[Any, ...]], month: Month = NOVEMBER, at: datetime = NOON) -> Filed:
    """上传了一份清册。"""
    return file_change_list(by=of.agent, month=month, data=roster(of, lines, month), filename="清册.xlsx", at=at)


def confirmed(of: Unit, lines: Sequence[tuple[Any, ...]], month: Month = NOVEMBER, at: datetime = NOON) -> Confirmed:
    """上传并确认了一份清册。"""
    return confirm_change_list(by=of.agent, change_list_id=filed(of, lines, month, at).change_list_id, at=at)


def unit_with_workers(number: int = 3, **kwargs: Any) -> tuple[Unit, list[Worker]]:
    """一个单位，几名职工刚开户，这个月还没汇缴。"""
    made = unit(**kwargs)
    workers = [worker() for _ in range(number)]
    confirmed(made, [line("开户", one) for one in workers], kwargs.get("first_month", NOVEMBER))
    return made, workers


def remittance_of(of: Unit, month: Month = NOVEMBER, at: datetime = NOON) -> Remittance:
    """生成了汇缴书。"""
    return Remittance.objects.get(pk=create_remittance(by=of.agent, month=month, at=at))


def money_arrives(
    row: Remittance, amount: Decimal | None = None, serial: str = "", at: datetime = NOON, payment_id: str = ""
) -> int:
    """一笔钱带着缴款识别码到了归集专户，返回到账编号；还没匹配。"""
    bank_serial = serial or f"BK{next(_serial):08d}"
    notice = Notice(
        seq=next(_serial), bank_serial=bank_serial, account=center_account().number, amount=row.amount if amount is None else amount,
        payer_name="付款单位", payer_account="6200", remark=f"{row.payment_code} 汇缴", payment_id=payment_id, booked_at=at,
    )  # fmt: skip
    record_receipt(notice=notice, at=at)
    return int(Receipt.objects.get(bank_serial=bank_serial).pk)


def paid(row: Remittance, amount: Decimal | None = None, at: datetime = NOON) -> Remittance:
    """钱到了、匹配了，够的话也分配了。"""
    match_receipt(money_arrives(row, amount, at=at), at)
    allocate_remittance(remittance_id=row.pk, at=at)
    row.refresh_from_db()
    return row


def given_back(of: Unit, amount: Decimal, at: datetime = NOON) -> int:
    """暂存里的一笔退回了单位，银行付成了；返回退款编号。"""
    refund = refund_suspense(by=of.agent, amount=amount, at=at)
    refund_went_out(refund, at)
    return refund


def refund_went_out(refund: int, at: datetime = NOON) -> None:
    """银行把这笔退款付出去了。"""
    (instruction,) = instructions_for(REFUNDS, str(refund))
    _apply(instruction.pk, Result("succeeded"), at)


def month_done(of: Unit, lines: Sequence[tuple[Any, ...]], month: Month, at: datetime = NOON) -> Remittance:
    """一个月从清册到入账全部办完。"""
    confirmed(of, lines, month, at)
    return paid(remittance_of(of, month, at), at=at)


def account_of(one: Worker) -> Account:
    """职工的个人账户。"""
    from gjj.crypto.blind import blind_index

    return Account.objects.get(person__id_no_index=blind_index("id_no", one.id_no))


def list_of(made: Filed) -> ChangeList:
    """清册。"""
    return ChangeList.objects.get(pk=made.change_list_id)


def holder(one: Worker) -> Actor:
    """职工本人的登录。"""
    return holder_of(account_of(one))


def holder_of(account: Account) -> Actor:
    """一个个人账户的本人的登录。"""
    person = account.person_id
    login_id = create_login(
        by=system_actor(), username=f"person-{next(_serial)}", person_id=person, password=PASSWORD, at=NOON,
        is_own=True,
    )  # fmt: skip
    grant = give_grant(
        by=system_actor(), login_id=login_id, role="person", scope="self", at=NOON, valid_from=date(2020, 1, 1)
    )
    return actor_of(
        Login.objects.get(pk=login_id), Grant.objects.get(pk=grant), channel="personal_hall", level=1, ip="127.0.0.1"
    )


def flagged(of: Unit, one: Worker, at: datetime = NOON) -> int:
    """职工对单位这个月的申报提了一条异议。"""
    from deposits.rules.filing_flag import filing_id
    from deposits.services.flags import raise_flag

    number = filing_id(account_of(one).pk, NOVEMBER)
    return raise_flag(by=holder(one), number=number, field="base", claimed="9000.00", text="九月起工资调了", at=at)


def told(*, employer_id: int | None = None, person_id: int | None = None, at: datetime = NOON, fact: str = "") -> int:
    """收到了一条汇缴到账的消息：给单位，或给职工；返回消息编号。"""
    from deposits.messages import ALLOCATED_TO_PERSON, ALLOCATED_TO_UNIT
    from gjj.messaging.models import Message
    from gjj.messaging.services.announce import announce

    month, amount = {"month": "2026年11月"}, {"amount": "1,280.00"}
    number = fact or f"told:{next(_serial)}"
    if employer_id is not None:
        more = {**month, **amount, "employees": "1", "number": "202611240000001"}
        announce(fact=number, template=ALLOCATED_TO_UNIT, at=at, employer_id=employer_id, about_id=1, variables=more)
    else:
        more = {**month, **amount, "employer": "测试单位", "balance": "1,280.00"}
        announce(fact=number, template=ALLOCATED_TO_PERSON, at=at, person_id=person_id, variables=more)
    return int(Message.objects.get(fact=number).pk)
