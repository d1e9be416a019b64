"""到账：取通知、记下、匹配。"""

import json
import re
from dataclasses import asdict
from datetime import datetime

from django.db import DataError, transaction

from gjj.actors.actor import system_actor
from gjj.audit.services import record
from gjj.idnumbers.payment_code import payment_codes_in
from gjj.ledger.services.post import post
from gjj.money.amounts import format_money
from gjj.periods.days import business_date
from gjj.settlement.channels import bank_http
from gjj.settlement.channels.bank_http import Notice, Unreadable
from gjj.settlement.models import BankAccount, Instruction, NoticeCursor, Receipt, UnreadNotice
from gjj.settlement.ports import ReceiptFacts, ReceiptPurpose, purposes
from gjj.settlement.postings import unidentified_voucher
from gjj.settlement.services.instructions import money_arrived
from gjj.settlement.workflow import RECEIPT
from gjj.work.retry import money_tx
from gjj.work.services import enqueue

BANK = "bank"
OWN_ID = re.compile(r"GJJ([0-9]{1,15})")
"""自己写下的付款指令的编号。"""


def fetch_receipts(at: datetime) -> int:
    """从游标处取新的到账通知，逐条记下，返回新的笔数。通知重复来不重复记；银行不应答下次再取。"""
    new = 0
    while True:
        cursor, _ = NoticeCursor.objects.get_or_create(bank=BANK)
        try:
            batch = bank_http.notices(cursor.after)
        except (bank_http.NotReached, bank_http.NoAnswer):
            return new
        if not batch:
            return new
        for notice in batch:
            if isinstance(notice, Unreadable):
                put_aside(seq=notice.seq, content=notice.content, reason=notice.reason, at=at)
            else:
                new += _record_or_put_aside(notice, at)
        last = max(one.seq for one in batch)
        if last <= cursor.after:
            return new
        NoticeCursor.objects.filter(bank=BANK, after__lt=last).update(after=last)


def _record_or_put_aside(notice: Notice, at: datetime) -> bool:
    """记下一笔到账；收款账号不是中心的、流水号重复而金额不同的、库里放不下的，存到读不懂的通知里。"""
    try:
        if not BankAccount.objects.filter(number=notice.account).exists():
            raise ValueError("收款账号不是中心的账户")
        with transaction.atomic():
            return record_receipt(notice=notice, at=at)
    except (ValueError, DataError) as error:
        said = str(error) if type(error) is ValueError else "内容放不下"
        content = json.dumps(asdict(notice), ensure_ascii=False, default=str)
        put_aside(seq=notice.seq, content=content, reason=said, at=at)
        return False


@transaction.atomic
def put_aside(*, seq: int, content: str, reason: str, at: datetime) -> None:
    """读不懂的通知原样存下，等会计看；同一条只存一次。"""
    UnreadNotice.objects.get_or_create(
        bank=BANK, seq=seq, defaults={"content": content, "reason": reason[:200], "received_at": at}
    )


@transaction.atomic
def record_receipt(*, notice: Notice, at: datetime) -> bool:
    """记下一笔到账并排队匹配；同一流水号已经记过返回假，金额和记过的不同抛 ValueError。"""
    account = BankAccount.objects.get(number=notice.account)
    receipt, created = Receipt.objects.get_or_create(
        bank_account=account,
        bank_serial=notice.bank_serial,
        defaults={
            "amount": notice.amount,
            "payer_name": notice.payer_name,
            "payer_account": notice.payer_account,
            "remark": notice.remark,
            "payment_code": code_in(notice.remark),
            "instruction": _instruction_of(notice.payment_id),
            "booked_at": notice.booked_at,
            "received_at": at,
        },
    )
    if receipt.amount != notice.amount:
        raise ValueError(f"流水号 {notice.bank_serial} 已经记过一笔，金额不同")
    if created:
        enqueue("settlement.match", key=f"receipt:{receipt.pk}", at=at, receipt_id=receipt.pk)
    return created


def code_in(remark: str) -> str:
    """附言里的缴款识别码；写了几个像的（账号的校验位也会碰巧对），只有一个查得到业务就是它，都查得到、都查不到的算没有，等会计查。"""
    codes = payment_codes_in(remark)
    if len(codes) > 1:
        codes = {one for one in codes if any(each.resolve(one) is not None for each in purposes().values())}
    return codes.pop() if len(codes) == 1 else ""


def _instruction_of(payment_id: str) -> Instruction | None:
    found = OWN_ID.fullmatch(payment_id)
    return Instruction.objects.filter(pk=int(found.group(1))).first() if found else None


@money_tx
def match_receipt(receipt_id: int, at: datetime) -> str:
    """认出到账是哪项业务的并记账，返回状态；认不出的转 unmatched，记在中心暂收，等人查是谁的。

    先锁业务与单位，再锁到账，和别处的顺序一样。已经匹配过的什么也不做。
    """
    peek = Receipt.objects.select_related("instruction").get(pk=receipt_id)
    if peek.status != "received":
        return str(peek.status)
    for purpose in purposes().values():
        reference = _reference_for(peek, purpose)
        if reference is None:
            continue
        purpose.lock(reference)
        receipt = lock_receipt(receipt_id)
        if receipt.status != "received":
            return str(receipt.status)
        facts = ReceiptFacts(
            receipt.pk, receipt.amount, receipt.payment_code, receipt.bank_account_id, receipt.booked_at
        )
        if receipt.instruction is not None:
            money_arrived(receipt.instruction, purpose.code, reference, at)
        voucher = purpose.received(reference, facts, at)
        return _settle(receipt, "matched", purpose.code, reference, voucher)
    receipt = lock_receipt(receipt_id)
    if receipt.status != "received":
        return str(receipt.status)
    record(
        by=system_actor("到账记账"), action="settlement.unmatched", object_type="receipt", object_id=receipt.pk, at=at,
        summary=f"到账 {format_money(receipt.amount)} 元认不出是谁的，记在中心暂收",
    )  # fmt: skip
    draft = unidentified_voucher(
        receipt_id=receipt.pk, serial=receipt.bank_serial, amount=receipt.amount,
        bank_account=receipt.bank_account_id, on=business_date(at),
    )  # fmt: skip
    return _settle(receipt, "unmatched", "", "", post(by=system_actor("到账记账"), draft=draft, at=at))


def _reference_for(receipt: Receipt, purpose: ReceiptPurpose) -> str | None:
    """到账是这种用途的哪件业务：先认缴款识别码；附言里没有的，看是不是自己写下的付款指令。"""
    if receipt.payment_code:
        return purpose.resolve(receipt.payment_code)
    own = receipt.instruction
    return own.reference if own is not None and own.purpose == purpose.code else None


def lock_receipt(receipt_id: int) -> Receipt:
    """锁住一笔到账。"""
    return Receipt.objects.select_for_update().get(pk=receipt_id)


def _settle(receipt: Receipt, status: str, purpose: str, reference: str, voucher_id: int | None) -> str:
    RECEIPT.require(receipt.status, status)
    receipt.status, receipt.purpose, receipt.reference, receipt.voucher_id = status, purpose, reference, voucher_id
    receipt.save(update_fields=("status", "purpose", "reference", "voucher_id"))
    return status


def mark_claimed(receipt: Receipt, *, purpose: str, reference: str) -> None:
    """会计查明了待查的一笔：转已认领，记下为哪件业务（只留在单位暂存的为空）；到账已锁，原来的凭证不变。"""
    _settle(receipt, "claimed", purpose, reference, receipt.voucher_id)


def mark_unclaimed(receipt: Receipt) -> None:
    """认错了：回到待查，可以再认给别处；到账已锁，原来的凭证不变。"""
    _settle(receipt, "unmatched", "", "", receipt.voucher_id)
