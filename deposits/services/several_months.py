"""几个月一起办：逐月各生成一份汇缴书，一起付款；后面的月份照上月不变，将来的月份是预缴。"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from deposits.errors import draft_waiting, nothing_to_pay
from deposits.errors.reviewing import review_month_by_month
from deposits.models import ChangeList, EmployerAccount, Remittance
from deposits.selectors import scope
from deposits.selectors.facts import paying
from deposits.selectors.remittances import unpaid_make_ups, unpaid_remittances, waiting_for_unit
from deposits.selectors.suspense import free_suspense
from deposits.services.confirm_list import confirm_change_list
from deposits.services.create_remittance import create_remittance
from deposits.services.file_list import check_months
from deposits.services.locks import lock_employer_account, lock_open_months
from deposits.services.pay_remittance import pay_remittance
from deposits.services.review_acts import to_pay_all
from deposits.services.reviewing import carrying, gate, is_reviewed
from deposits.services.same_as_last_month import file_same_as_last_month
from gjj.actors.actor import Actor
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.money.amounts import ZERO, format_money
from gjj.periods.month import Month
from gjj.work.retry import money_tx


@dataclass(frozen=True)
class PaidTogether:
    """一起付的结果：请银行付多少、用单位暂存抵缴多少（元），付的是哪几份（编号，按年月先后）。"""

    to_bank: Decimal
    from_suspense: Decimal
    paid: tuple[int, ...] = field(default=(), compare=False)

    @property
    def said(self) -> str:
        """给人看的一句；没有的那一样不提。"""
        bank = f"付款 {format_money(self.to_bank)} 元已受理，交银行办理" if self.to_bank else ""
        suspense = f"用单位暂存抵缴 {format_money(self.from_suspense)} 元" if self.from_suspense else ""
        if not bank:
            return f"{suspense}，已够应缴，不用经过银行"
        return f"{suspense}，其余{bank}" if suspense else bank


@money_tx
def create_remittances(
    *,
    by: Actor,
    months: Sequence[Month],
    at: datetime,
    employer_number: str | None = None,
    same_as_last_month: bool = False,
    told: Callable[[int], None] = lambda done: None,
    ended: Callable[[list[int]], None] = lambda made: None,
) -> list[int]:
    """逐月生成几个月的汇缴书，返回编号（按年月先后）；有一个月不能办就一份也不生成，抛那个月的 BizError。

    月份要从应办的那个月起逐月相连；same_as_last_month 为真时没有清册的月份照上月不变。
    将来的月份是预缴：到账先记单位暂存，那个月到了才分配（见 allocate_remittance）。
    told 收办到第几人次；ended 收编号，和汇缴书同一个事务。依据：条例第十九条、第二十条。
    """
    require(by, "deposits.remittance.create")
    account = scope.employer_account(by, employer_number)
    if account is not None:
        lock_open_months(account)
        lock_employer_account(account.pk)
    made: list[int] = []
    people = paying(account.pk)[0] if account is not None else 0
    for place, month in enumerate(sorted(months)):
        told(place * people)
        if account is not None and same_as_last_month:
            _list_for(by, account, month, at, lambda done, before=place * people: told(before + done))  # type: ignore[misc]
        made.append(
            create_remittance(by=by, month=month, at=at, employer_number=employer_number, ahead=len(made) > 0 or same_as_last_month)
        )  # fmt: skip
    ended(made)
    return made


def check_several(account: EmployerAccount, months: Sequence[Month], at: datetime) -> None:
    """办之前看得出办不了的：月份不相连、太远，有草稿等着单位定，抛 BizError。什么也不生成。"""
    check_months(account, months, at)
    for month in months:
        if not _has_list(account, month) and is_reviewed(account.pk, at):
            raise review_month_by_month(month.label)


def _has_list(account: EmployerAccount, month: Month) -> bool:
    """这个月有没有确认过的清册；有草稿的先让单位自己定（draft_waiting）。"""
    lists = ChangeList.objects.filter(employer_account=account, month=month).exclude(status="discarded")
    known = list(lists.values_list("id", "status"))
    if any(status == "confirmed" for _, status in known):
        return True
    if known:
        raise draft_waiting(month, known[0][0])
    return False


def _list_for(by: Actor, account: EmployerAccount, month: Month, at: datetime, told: Callable[[int], None]) -> None:
    """这个月还没有清册的，写一份与上月相同的并确认，都在这个事务里。"""
    if _has_list(account, month):
        return
    if is_reviewed(account.pk, at):
        raise review_month_by_month(month.label)
    filed = file_same_as_last_month(by=by, month=month, at=at, employer_number=account.number, ahead=True, at_once=True)
    told(0)
    confirm_change_list(by=by, change_list_id=filed.change_list_id, at=at, ahead=True, told=told)


def pay_several(
    *, by: Actor, at: datetime, employer_number: str | None = None, use_suspense: bool = False, make_ups: bool = False
) -> PaidTogether:
    """把等着付款的汇缴书（make_ups 为真时是补缴书）按年月先后一起付，返回请银行付多少、用暂存抵缴多少（元）。

    每份各一条付款指令、各用各的缴款识别码；说了用暂存才用，先抵最早的月份。没有等着付款的抛 BizError（409）。
    开着双人复核的，几份一起等复核人（review_pending）。
    """
    require(by, "deposits.remittance.pay")
    done = _pay_several(by, at, employer_number=employer_number, use_suspense=use_suspense, make_ups=make_ups)
    if isinstance(done, BizError):
        raise done
    return done


@money_tx
def _pay_several(
    by: Actor, at: datetime, *, employer_number: str | None, use_suspense: bool, make_ups: bool
) -> PaidTogether | BizError:  # fmt: skip
    seen = scope.employer_account(by, employer_number)
    unpaid = unpaid_make_ups if make_ups else unpaid_remittances
    rows: list[Remittance] = []
    if seen is not None:
        lock_open_months(seen)
        rows = unpaid(lock_employer_account(seen.pk).pk)
    waiting = waiting_for_unit(rows)
    if not waiting:
        raise nothing_to_pay("补缴书" if make_ups else "汇缴书")
    account = waiting[0].employer_account
    asked = {"use_suspense": use_suspense, "make_ups": make_ups}
    passed = gate(by, account, to_pay_all(account, waiting, free_suspense(account.pk), asked), at)
    if isinstance(passed, BizError):
        return passed
    with carrying(passed):
        return _pay_each(by, waiting, at, use_suspense=use_suspense)


def _pay_each(by: Actor, waiting: Sequence[Remittance], at: datetime, *, use_suspense: bool) -> PaidTogether:
    """一份一份付；单位和汇缴书已锁。"""
    to_bank = from_suspense = ZERO
    for row in waiting:
        cover, before = use_suspense and free_suspense(row.employer_account_id) > 0, row.covered
        instruction = pay_remittance(by=by, remittance_id=row.pk, at=at, use_suspense=cover)
        row.refresh_from_db(fields=("covered",))
        from_suspense += row.covered - before
        to_bank += row.due if instruction is not None else ZERO
    return PaidTogether(to_bank, from_suspense, tuple(row.pk for row in waiting))
