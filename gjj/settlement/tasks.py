"""结算的任务：送指令、匹配到账，定时取通知、查证。"""

from datetime import datetime

from celery import shared_task

from gjj import clock
from gjj.settlement.services import instructions, receipts
from gjj.work.task import outbox_task


@outbox_task("settlement.send")
def send(*, at: datetime, instruction_id: int) -> None:
    """送一条指令。"""
    instructions.send_instruction(instruction_id, at)


@outbox_task("settlement.match")
def match(*, at: datetime, receipt_id: int) -> None:
    """匹配一笔到账。"""
    receipts.match_receipt(receipt_id, at)


@shared_task(name="settlement.fetch_receipts", expires=10)
def fetch_receipts() -> None:
    """取银行的到账通知。"""
    receipts.fetch_receipts(clock.now())


@shared_task(name="settlement.query_unknown", expires=10)
def query_unknown() -> None:
    """查证还没有结果的指令。"""
    instructions.query_open(clock.now())
