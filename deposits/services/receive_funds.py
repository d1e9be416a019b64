"""钱到了：记到账凭证，够了就排队分配，不够的全部留在暂存。"""

from datetime import datetime
from decimal import Decimal
from functools import partial

from deposits.models import Remittance
from deposits.postings import receipt_voucher
from deposits.services.locks import lock_remittance_of_money
from deposits.services.mark_papers import correct_receipt
from deposits.services.move_remittance import BANK, move, remark
from deposits.services.remit_case import case_key, follow
from deposits.services.tell import tell_came_short
from deposits.workflow.remittance import VOID, WORDS
from gjj.actors.actor import system_actor
from gjj.audit.services import record
from gjj.cases.selectors.cases import number_of
from gjj.ledger.services.post import post
from gjj.money.amounts import format_money
from gjj.periods.days import business_date
from gjj.work.services import enqueue


def lock_for_receipt(remittance_id: int) -> None:
    """先锁办件，再锁单位，再锁汇缴书。"""
    lock_remittance_of_money(remittance_id)


def receive_funds(*, remittance_id: int, receipt_id: int, amount: Decimal, bank_account_id: int, at: datetime) -> int:
    """一笔到账：借 101 贷 219，返回凭证编号；汇缴书已由 lock_for_receipt 锁住。

    累计到账够应缴：排队分配，多的留在单位暂存；不够：全部留在暂存，状态到账不足；已入账、已撤销的又来钱：留在暂存。
    """
    row = Remittance.objects.get(pk=remittance_id)
    voucher = post(
        by=system_actor("到账记账"),
        draft=receipt_voucher(
            receipt_id=receipt_id, remittance_id=row.pk, number=row.number, amount=amount,
            party=row.employer_account_id, bank_account=bank_account_id, on=business_date(at),
        ),
        at=at,
    )  # fmt: skip
    count_in(remittance_id=row.pk, amount=amount, said="到账", source=f"receipt:{receipt_id}", at=at)
    return voucher


def count_in(*, remittance_id: int, amount: Decimal, said: str, source: str, at: datetime) -> None:
    """钱已经记在单位暂存：算进汇缴书的到账，看够不够，不够的告诉单位；source 是哪一笔钱。汇缴书已锁。"""
    row = Remittance.objects.get(pk=remittance_id)
    row.received += amount
    row.save(update_fields=("received",))
    record(
        by=system_actor("到账记账"), action="deposits.receive", object_type="remittance", object_id=row.pk, at=at, case=number_of(case_key(row)),
        summary=f"{row.title} {row.number} 到账 {format_money(amount)} 元",
    )  # fmt: skip
    _follow(row, f"{said} {format_money(amount)} 元", at)
    if row.status == "mismatch":
        tell_came_short(row, source=source, amount=amount, at=at)


def _follow(row: Remittance, said: str, at: datetime) -> None:
    if row.status == "allocated":
        remark(row, at=at, by=BANK, note=f"又{said}；已经入账，这一笔留在单位暂存")
        correct_receipt(row, f"入账以后又{said}，留在单位暂存", by=system_actor("到账记账"), at=at)
        return
    if row.status in VOID:
        remark(row, at=at, by=BANK, note=f"{said}；这一份{WORDS[row.status]}，这一笔留在单位暂存")
        return
    if row.due > 0:
        short = format_money(row.due)
        note = f"{said}，还差 {short} 元；已到的全部留在单位暂存，没有分配"
        step = remark if row.status == "mismatch" else partial(move, target="mismatch")
        step(row, at=at, by=BANK, note=note)
        return
    if row.status != "paying":
        move(row, "paying", at=at, by=BANK, note=f"{said}，已够应缴")
    else:
        follow(row, by=BANK, at=at, said=f"{said}，已够应缴", side="bank")
    enqueue("deposits.allocate", key=f"remittance:{row.pk}", at=at, remittance_id=row.pk)
