"""付款：给银行一条收款指令，或者用单位暂存抵缴；没扣成的退回可以再付的状态。"""

from datetime import datetime
from decimal import Decimal

from deposits.errors import (
    already_paid,
    already_paying,
    amount_not_due,
    no_free_suspense,
    remittance_cancelled,
    remittance_reversed,
)
from deposits.models import CollectionOrder, EmployerAccount, Remittance
from deposits.rules.back_in_suspense import backs_of
from deposits.selectors.coming_collection import again_of
from deposits.selectors.failed_tries import NOT_TAKEN
from deposits.selectors.month_story import NOT_PAID
from deposits.selectors.owed import owed_in
from deposits.selectors.remittances import PURPOSE as PURPOSE
from deposits.selectors.suspense import free_suspense
from deposits.services.locks import lock_remittance, lock_remittance_of_money
from deposits.services.move_remittance import BANK, move, remark
from deposits.services.remit_case import case_key
from deposits.services.review_acts import to_pay
from deposits.services.reviewing import gate
from deposits.services.tell import tell_payment_failed
from gjj.actors.actor import Actor, system_actor
from gjj.audit.services import record
from gjj.cases.selectors.cases import number_of
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import require
from gjj.ledger.selectors.balances import party_balance
from gjj.money.amounts import ZERO, format_money
from gjj.periods.days import business_date
from gjj.settlement.selectors.payments import instructions_for, still_coming
from gjj.settlement.services.instructions import collect
from gjj.work.retry import money_tx
from gjj.work.services import enqueue


def pay_remittance(
    *,
    by: Actor,
    remittance_id: int,
    at: datetime,
    amount: Decimal | None = None,
    any_amount: bool = False,
    use_suspense: bool = False,
) -> int | None:
    """为一份汇缴书付款，返回付款指令编号；用暂存抵缴就够了的返回空，不经过银行。

    不写金额就是应付的；写了别的金额只有演示（any_amount）才行。说了用暂存（use_suspense）才用，先抵缴，不够的再付。
    正在付、已入账、已撤销、没有可用的暂存抛 BizError（409），不会付两次。
    开着双人复核的，等复核人（review_pending）。
    """
    require(by, "deposits.remittance.pay")
    done = _pay(by, remittance_id, at, amount=amount, any_amount=any_amount, use_suspense=use_suspense)
    if isinstance(done, BizError):
        raise done
    return done


@money_tx
def _pay(
    by: Actor, remittance_id: int, at: datetime, *, amount: Decimal | None, any_amount: bool, use_suspense: bool
) -> int | None | BizError:  # fmt: skip
    """一个事务；要等复核人的答为什么：复核单要留下，所以是答，不是抛。"""
    account, row = lock_remittance(by, remittance_id)
    check_unpaid(row)
    earlier = instructions_for(PURPOSE, str(row.pk))
    if still_coming(PURPOSE, str(row.pk)):
        raise already_paying(row.number, row.title)
    used = _covering(account, row) if use_suspense else ZERO
    left = row.due - used
    paid = left if amount is None or left == 0 else amount
    if left and (paid <= 0 or (paid != left and not any_amount)):
        raise amount_not_due(paid, left)
    asked = {"amount": None if amount is None else str(amount), "any_amount": any_amount, "use_suspense": use_suspense}
    passed = gate(by, account, to_pay(account, row, covered=used, amount=paid, params=asked), at)
    if isinstance(passed, BizError):
        return passed
    row.covered += used
    told = f"用单位暂存抵缴 {format_money(used)} 元；" if used else ""
    if left == 0:
        move(row, "paying", at=at, by=by, note=f"{told}已够应缴，{NOT_PAID}")
        enqueue("deposits.allocate", key=f"remittance:{row.pk}", at=at, remittance_id=row.pk)
        _remember(by, row, f"用暂存抵缴 {format_money(used)} 元", at)
        return None
    instruction = collect(
        by=by, payer_account=account.bank_account, payer_name=account.employer.name, amount=paid,
        purpose=PURPOSE, reference=str(row.pk), remark=f"{row.payment_code} {row.month.label}住房公积金{row.title[:2]}",
        key=f"remittance:{row.pk}:{len(earlier) + 1}", at=at, case=number_of(case_key(row)),
    )  # fmt: skip
    move(row, "paying", at=at, by=by, note=f"{told}付款 {format_money(paid)} 元，已受理，交银行办理")
    _remember(by, row, f"{told}付款 {format_money(paid)} 元", at)
    return instruction


def check_unpaid(row: Remittance) -> None:
    """还能付的不说话；正在付、已入账、已撤销、已冲销抛 BizError（409）。"""
    if row.status == "paying":
        raise already_paying(row.number, row.title)
    if row.status == "allocated":
        raise already_paid(row.number, row.title)
    if row.status == "cancelled":
        raise remittance_cancelled(row.number, row.title)
    if row.status == "reversed":
        (back,) = backs_of([owed_in(row)[1]], free_suspense(row.employer_account_id))
        raise remittance_reversed(row.number, row.title, f"{back.where}。", back.way)


def _covering(account: EmployerAccount, row: Remittance) -> Decimal:
    """可用的暂存里要拿出来抵缴多少；一点也没有的抛 BizError。单位已锁。"""
    used = min(free_suspense(account.pk), row.due)
    if used <= 0:
        raise no_free_suspense(party_balance("219", account.pk))
    return used


def _remember(by: Actor, row: Remittance, said: str, at: datetime) -> None:
    record(
        by=by, action="deposits.remittance.pay", object_type="remittance", object_id=row.pk, at=at, case=number_of(case_key(row)),
        summary=f"{row.title} {row.number} {said}",
    )  # fmt: skip


def payment_failed(remittance_id: int, reason: str, at: datetime) -> None:
    """银行没有扣成：退回待付款；有到账的是到账不足（等银行时又到了一笔的本来就是），经过里写明。在结算的事务里。

    抵缴的暂存放回去：还差多少变了，单位自己再选用不用。已够应缴的不受影响。
    """
    _, row = lock_remittance_of_money(remittance_id)
    if row.status not in ("paying", "mismatch") or row.due <= 0:
        return
    was_covered, row.covered = row.covered, ZERO
    put_back = f"；抵缴的暂存 {format_money(was_covered)} 元放回" if was_covered else ""
    still = f"，已到的 {format_money(row.held)} 元还在单位暂存，还差 {format_money(row.due)} 元" if row.held else ""
    note = f"{NOT_TAKEN}{reason}{put_back}。这一次没有扣钱{still}，可以重新付款"
    if row.status == "mismatch":
        row.save(update_fields=("covered",))
        remark(row, at=at, by=BANK, note=note)
    else:
        move(row, "mismatch" if row.held else "awaiting_funds", at=at, by=BANK, note=note)
    record(
        by=system_actor("银行结果"), action="deposits.payment_failed", object_type="remittance", object_id=row.pk, at=at, case=number_of(case_key(row)),
        summary=f"{row.title} {row.number} 没有扣款：{reason}",
    )  # fmt: skip
    failed = instructions_for(PURPOSE, str(row.pk))[-1]  # 同一份同时只有一条在银行
    is_collected = CollectionOrder.objects.filter(instruction_id=failed.pk).exists()
    tell_payment_failed(
        row, instruction_id=failed.pk, amount=failed.amount, reason=reason, is_collected=is_collected,
        put_back=was_covered, again=again_of(row.employer_account, [row], business_date(at)).get(row.pk, ""), at=at,
    )  # fmt: skip
