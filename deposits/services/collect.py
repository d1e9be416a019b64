"""托收：凭协议请银行扣一份汇缴书的应付。每月约定日由系统办，没扣成的经办人可以再请一次。"""

from datetime import date, datetime

from deposits.errors import (
    already_paying,
    collected_enough,
    make_up_not_collected,
    no_agreement,
    payer_account_changed,
)
from deposits.models import CollectionAgreement, CollectionOrder, EmployerAccount, Remittance
from deposits.rules.collection import agreed_month, is_under_agreement
from deposits.selectors.collection import TRIES, active_agreement, due_today, left_to_unit
from deposits.services.locks import lock_remittance
from deposits.services.move_remittance import move
from deposits.services.pay_remittance import PURPOSE, check_unpaid
from deposits.services.remit_case import case_key
from deposits.services.review_acts import to_pay
from deposits.services.reviewing import gate
from gjj.actors.actor import Actor, system_actor
from gjj.audit.services import record
from gjj.cases.selectors.cases import number_of
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.money.amounts import ZERO, format_money
from gjj.parameters import selectors as parameters
from gjj.periods.days import business_date
from gjj.settlement.selectors.payments import instruction_counts, instructions_for, still_coming
from gjj.settlement.services.instructions import collect
from gjj.work.retry import money_tx
from gjj.work.services import enqueue

DAILY = system_actor("按月托收")


def collect_remittance(*, by: Actor, remittance_id: int, at: datetime) -> int:
    """经办人请银行马上托收一份汇缴书，返回付款指令编号。

    没有生效的协议、是补缴书、正在付、已入账、已撤销、付款账户变过、当天请得太多抛 BizError（409），不会扣两次。
    开着双人复核的，等复核人（review_pending）。
    """
    require(by, "deposits.remittance.pay")
    done = _collect(by, remittance_id, at)
    if isinstance(done, BizError):
        raise done
    return done


@money_tx
def _collect(by: Actor, remittance_id: int, at: datetime) -> int | BizError:
    account, row = lock_remittance(by, remittance_id)
    check_unpaid(row)
    if row.is_make_up:
        raise make_up_not_collected(row.number)
    agreement = active_agreement(account.pk)
    if agreement is None:
        raise no_agreement()
    today = business_date(at)
    most = parameters.values((TRIES,), on=today, area=account.area)[TRIES]
    # 一天请得太多的，银行会当成异常；按业务日数
    tried = [one for one in CollectionOrder.objects.filter(remittance=row) if business_date(one.created_at) == today]
    if len(tried) >= most:
        raise collected_enough(most)
    act = to_pay(account, row, covered=ZERO, amount=row.due, params={"by_agreement": True})
    passed = gate(by, account, act, at)
    if isinstance(passed, BizError):
        return passed
    return _order(by, account, row, agreement, None, at)


@money_tx
def collect_planned(*, remittance_id: int, planned_on: date, at: datetime) -> int | None:
    """到了约定日，托收一份汇缴书，返回付款指令编号；不用托收了（已付、已撤销、补缴、预缴、协议终止、账户变了、这一天托收过、照签的文本没扣成的由单位决定）返回空。"""
    account, row = lock_remittance(DAILY, remittance_id)
    agreement = active_agreement(account.pk)
    if agreement is None or row.status not in ("awaiting_funds", "mismatch") or row.due <= 0:
        return None
    agreed = agreed_month(planned_on, agreement.day, parameters.calendar())
    if not is_under_agreement(row.month, agreed, is_make_up=row.is_make_up):
        return None
    if agreement.payer_account != account.bank_account or row.collections.filter(planned_on=planned_on).exists():
        return None
    if left_to_unit(agreement, [row]) or still_coming(PURPOSE, str(row.pk)):
        return None
    return _order(DAILY, account, row, agreement, planned_on, at)


def _order(
    by: Actor,
    account: EmployerAccount,
    row: Remittance,
    agreement: CollectionAgreement,
    planned: date | None,
    at: datetime,
) -> int:
    """写下托收单和付款指令；汇缴书和单位已锁。"""
    if agreement.payer_account != account.bank_account:
        raise payer_account_changed(agreement.number)
    earlier = instructions_for(PURPOSE, str(row.pk))
    if still_coming(PURPOSE, str(row.pk)):
        raise already_paying(row.number, row.title)
    amount = row.due
    instruction = collect(
        by=by, payer_account=agreement.payer_account, payer_name=agreement.payer_name, amount=amount,
        purpose=PURPOSE, reference=str(row.pk), remark=f"{row.payment_code} {row.month.label}住房公积金托收",
        key=f"remittance:{row.pk}:{len(earlier) + 1}", at=at, mandate=agreement.number,
        case=number_of(case_key(row)),
    )  # fmt: skip
    CollectionOrder.objects.create(
        agreement=agreement, remittance=row, instruction_id=instruction, amount=amount, planned_on=planned,
        created_at=at, created_by=by.name,
    )  # fmt: skip
    said = f"凭托收协议 {agreement.number} 请银行扣 {format_money(amount)} 元"
    move(row, "paying", at=at, by=by, note=f"{said}，已受理，交银行办理")
    record(
        by=by, action="deposits.remittance.pay", object_type="remittance", object_id=row.pk, at=at, case=number_of(case_key(row)),
        summary=f"汇缴书 {row.number} {said}",
    )  # fmt: skip
    return instruction


def collect_monthly(at: datetime) -> int:
    """到今天为止该托收的汇缴书一份一份排队，返回几份；排过的不再排，错过了的补上，可以随时再跑。

    键里有这一份已有几条付款指令：排上以后单位自己付、又没有扣成的，还在这个约定日，要再排一次。
    """
    found = due_today(business_date(at))
    earlier = instruction_counts(PURPOSE, [str(remittance_id) for remittance_id, _ in found])
    for remittance_id, planned_on in found:
        enqueue(
            "deposits.collect", key=f"collect:{remittance_id}:{planned_on}:{earlier.get(str(remittance_id), 0)}", at=at,
            remittance_id=remittance_id, planned_on=planned_on.isoformat(),
        )  # fmt: skip
    return len(found)
