"""付款指令：写下、送出、查证。"""

import logging
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from gjj.actors.actor import Actor, system_actor
from gjj.audit.selectors import case_written
from gjj.audit.services import record
from gjj.money.amounts import format_money
from gjj.settlement.channels import bank_http
from gjj.settlement.models import COLLECTION, PAYOUT, BankAccount, Instruction
from gjj.settlement.ports import payouts, purpose_of
from gjj.settlement.selectors.payments import NOT_ANSWERED, NOT_REACHED, send_key
from gjj.settlement.workflow import INSTRUCTION
from gjj.work.services import enqueue
from gjj.work.task import Retry

log = logging.getLogger("gjj.settlement")

NO_ANSWER = "没有听到银行的回音，正在查证"
UNSEEN_IS_FINAL_AFTER = timedelta(seconds=30)
"""银行说没见过，从送出起还要再等这么久才认作没办：请求可能还在路上。"""


@transaction.atomic
def collect(
    *,
    by: Actor,
    payer_account: str,
    payer_name: str,
    amount: Decimal,
    purpose: str,
    reference: str,
    remark: str,
    key: str,
    at: datetime,
    mandate: str = "",
    case: str = "",
) -> int:
    """写下一条收款指令（从单位账户扣到归集专户），返回编号；同键只有一条。送银行由发件箱办。

    mandate 是托收协议号：写了就凭协议托收，不写就是单位当场付款。case 是办件编号，写进审计。
    """
    facts = {
        "kind": "collect", "payer_account": payer_account, "payer_name": payer_name, "amount": amount,
        "purpose": purpose, "reference": reference, "remark": remark, "mandate": mandate,
    }  # fmt: skip
    return _write(by, key, facts, at, case)


@transaction.atomic
def pay_out(
    *,
    by: Actor,
    payee_account: str,
    payee_name: str,
    amount: Decimal,
    purpose: str,
    reference: str,
    remark: str,
    key: str,
    at: datetime,
    case: str = "",
) -> int:
    """写下一条付款指令（从归集专户付给对方），返回编号；同键只有一条。送银行由发件箱办。"""
    facts = {
        "kind": PAYOUT, "payer_account": payee_account, "payer_name": payee_name, "amount": amount,
        "purpose": purpose, "reference": reference, "remark": remark,
    }  # fmt: skip
    return _write(by, key, facts, at, case)


def _write(by: Actor, key: str, facts: dict[str, Any], at: datetime, case: str) -> int:
    row, created = Instruction.objects.get_or_create(
        key=key, defaults={**facts, "bank_account": BankAccount.objects.get(code=COLLECTION), "created_at": at}
    )
    amount = row.amount
    if created:
        record(
            by=by, action="settlement.instruct", object_type="instruction", object_id=row.pk, at=at, case=case,
            summary=f"付款指令 {row.bank_id}：{format_money(amount)} 元",
        )  # fmt: skip
        enqueue("settlement.send", key=send_key(row.pk), at=at, instruction_id=row.pk)
    return int(row.pk)


def send_instruction(instruction_id: int, at: datetime) -> None:
    """把指令送到银行。已经送过的不再送：结果未知的只能查证。没连上可以再试，没听清转未知。"""
    row = Instruction.objects.select_related("bank_account").get(pk=instruction_id)
    if row.status != "created":
        return
    known = _query_before_resend(row)
    if known is None:
        Instruction.objects.filter(pk=instruction_id).update(sent_at=at)
        try:
            known = _send(row)
        except bank_http.NotReached as error:
            raise Retry(3, NOT_REACHED) from error
        except bank_http.NoAnswer as error:
            log.warning("no answer from the bank instruction=%s: %r", instruction_id, error.__cause__ or error)
            _move(instruction_id, "unknown", NO_ANSWER, at)
            return
    _apply(instruction_id, known, at)


def _send(row: Instruction) -> bank_http.Result:
    """收款从对方账户扣到专户，凭托收协议的走托收；付出从专户付给对方。"""
    if row.kind == PAYOUT:
        return bank_http.send(
            payment_id=row.bank_id, payer_account=row.bank_account.number, payer_name=row.bank_account.name,
            payee_account=row.payer_account, amount=row.amount, remark=row.remark, path="/v1/payouts",
        )  # fmt: skip
    return bank_http.send(
        payment_id=row.bank_id, payer_account=row.payer_account, payer_name=row.payer_name,
        payee_account=row.bank_account.number, amount=row.amount, remark=row.remark,
        **({"path": "/v1/collections", "mandate": row.mandate} if row.mandate else {}),
    )  # fmt: skip


def _query_before_resend(row: Instruction) -> bank_http.Result | None:
    """送之前先查银行见没见过：上一个进程可能送出后就倒下了，没来得及记。"""
    try:
        result = bank_http.query(row.bank_id)
    except (bank_http.NotReached, bank_http.NoAnswer) as error:
        raise Retry(3, f"{NOT_ANSWERED}：{error}") from error
    return None if result.status == "unseen" else result


def query_open(at: datetime) -> int:
    """查证所有还没有结果的指令，返回有了结果的条数；一条查不成不耽误别的。"""
    settled = 0
    for row in Instruction.objects.filter(status__in=("sent", "unknown")).order_by("id"):
        try:
            settled += _query_one(row, at)
        except Exception:  # 银行答得古怪、业务收不下，都只影响这一条，下次再查
            log.exception("query failed instruction=%s", row.pk)
    return settled


def _query_one(row: Instruction, at: datetime) -> bool:
    try:
        result = bank_http.query(row.bank_id)
    except (bank_http.NotReached, bank_http.NoAnswer):
        return False
    if result.status == "unseen":
        if at - (row.sent_at or row.created_at) < UNSEEN_IS_FINAL_AFTER:
            return False
        result = bank_http.Result("failed", "银行没有收到这条指令")
    return _apply(row.pk, result, at)


def money_arrived(row: Instruction, purpose: str, reference: str, at: datetime) -> None:
    """这条指令的钱已经到账：不等查证，就是扣款成功；在匹配的事务里，业务已锁。"""
    if row.is_open and (row.purpose, row.reference) == (purpose, reference):
        _apply(row.pk, bank_http.Result("succeeded", ""), at)


def _apply(instruction_id: int, result: bank_http.Result, at: datetime) -> bool:
    """按银行说的推进状态；没扣成的告诉业务，只告诉一次。"""
    target = {"accepted": "sent", "succeeded": "sent", "failed": "failed"}[result.status]
    with transaction.atomic():
        row, moved = _move(instruction_id, target, result.reason, at)
        if result.status == "succeeded" and row.status == "sent":
            row, settled = _move(instruction_id, "succeeded", "", at)
            if settled and row.kind == PAYOUT:
                payouts()[row.purpose].paid(row.reference, row.bank_account_id, at)
        if moved and row.status == "failed":
            fallback = "银行没有付款" if row.kind == PAYOUT else "银行没有扣款"
            purpose_of(row.purpose).failed(row.reference, row.reason or fallback, at)
    return row.status in ("succeeded", "failed")


@transaction.atomic
def _move(instruction_id: int, target: str, reason: str, at: datetime) -> tuple[Instruction, bool]:
    """锁住指令，走一步，返回它和走了没有；已经在那个状态或已有结果的不动。"""
    peek = Instruction.objects.only("purpose", "reference").get(pk=instruction_id)
    purpose_of(peek.purpose).lock(peek.reference)
    row = Instruction.objects.select_for_update().get(pk=instruction_id)
    if row.status == target or row.status in ("succeeded", "failed"):
        return row, False
    INSTRUCTION.require(row.status, target)
    row.status, row.reason = target, reason[:200]
    if target in ("succeeded", "failed"):
        row.settled_at = at
    row.save(update_fields=("status", "reason", "settled_at"))
    record(
        by=system_actor("银行结果"), action="settlement.result", object_type="instruction", object_id=row.pk, at=at,
        case=case_written("instruction", row.pk),
        summary=f"付款指令 {row.bank_id}：{row.status_word}",
    )  # fmt: skip
    return row, True
