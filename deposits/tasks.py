"""归集的任务：读大清册、分配到账；都可以重复执行。"""

from datetime import datetime

from celery import shared_task

from deposits.services.allocate_remittance import allocate_months_come, allocate_remittance
from deposits.services.stage_list import give_up_reading
from deposits.services.stage_list import stage_change_list as stage
from gjj import clock
from gjj.work.task import outbox_task


def not_read(*, at: datetime, change_list_id: int) -> None:
    """大清册反复读不完。"""
    give_up_reading(change_list_id, at)


@outbox_task("deposits.stage_change_list", on_dead=not_read)
def stage_change_list(*, at: datetime, change_list_id: int) -> None:
    """读一份大清册。"""
    stage(change_list_id, at)


@outbox_task("deposits.allocate")
def allocate(*, at: datetime, remittance_id: int) -> None:
    """分配一份汇缴书。"""
    allocate_remittance(remittance_id=remittance_id, at=at)


@shared_task(name="deposits.allocate_months_come")
def months_come() -> None:
    """预缴的月份到了就分配。"""
    allocate_months_come(at=clock.now())
