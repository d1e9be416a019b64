"""到账：取通知、记下、匹配。"""

import re
from datetime import datetime

from django.db import transaction

from gjj.idnumbers import mod11_10
from gjj.settlement.channels import bank_http
from gjj.settlement.channels.bank_http import Notice
from gjj.settlement.models import BankAccount, Instruction, NoticeCursor, Receipt
from gjj.settlement.ports import ReceiptFacts, purposes
from gjj.settlement.services.instructions import money_arrived
from gjj.settlement.workflow import RECEIPT
from gjj.work.retry import money_tx
from gjj.work.services import enqueue

BANK = "bank"
CODE = re.compile(r"(?<!\d)\d{16}(?!\d)")


def payment_code_in(remark: str) -> str:
    """附言里的缴款识别码（16 位，校验位对）；没有为空串。"""
    for found in CODE.findall(remark):
        if mod11_10.is_valid(found):
            return str(found)
    return ""


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
            new += record_receipt(notice=notice, at=at)
        NoticeCursor.objects.filter(bank=BANK, after__lt=batch[-1].seq).update(after=batch[-1].seq)


@transaction.atomic
def record_receipt(*, notice: Notice, at: datetime) -> bool:
    """记下一笔到账并排队匹配；同一流水号已经记过返回假。"""
    account = BankAccount.objects.get(number=notice.account)
    receipt, created = Receipt.objects.get_or_create(
        bank_account=account,
        bank_serial=notice.bank_serial,
        defaults={
            "amount": notice.amount,
            "payer_name": notice.payer_name,
            "payer_account": notice.payer_account,
            "remark": notice.remark,
            "payment_code": payment_code_in(notice.remark),
            "instruction": _instruction_of(notice.payment_id),
            "booked_at": notice.booked_at,
            "received_at": at,
        },
    )
    if created:
        enqueue("settlement.match", key=f"receipt:{receipt.pk}", at=at, receipt_id=receipt.pk)
    return created


def _instruction_of(payment_id: str) -> Instruction | None:
    if not (payment_id.startswith("GJJ") and payment_id[3:].isdigit()):
        return None
    return Instruction.objects.filter(pk=int(payment_id[3:])).first()


@money_tx
def match_receipt(receipt_id: int, at: datetime) -> str:
    """认出到账是哪项业务的并记账，返回状态；认不出的转 unmatched，等会计认领。

    先锁业务与单位，再锁到账，和别处的顺序一样。已经匹配过的什么也不做。
    """
    peek = Receipt.objects.get(pk=receipt_id)
    if peek.status != "received":
        return str(peek.status)
    for purpose in purposes().values():
        reference = purpose.resolve(peek.payment_code) if peek.payment_code else None
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
    return _settle(receipt, "unmatched", "", "", None) if receipt.status == "received" else str(receipt.status)


def lock_receipt(receipt_id: int) -> Receipt:
    """锁住一笔到账。"""
    return Receipt.objects.select_for_update().get(pk=receipt_id)


def _settle(receipt: Receipt, status: str, purpose: str, reference: str, voucher_id: int | None) -> str:
    RECEIPT.require(receipt.status, status)
    receipt.status, receipt.purpose, receipt.reference, receipt.voucher_id = status, purpose, reference, voucher_id
    receipt.save(update_fields=("status", "purpose", "reference", "voucher_id"))
    return status
