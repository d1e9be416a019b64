"""归集的任务：读大清册、确认大清册、分配到账、托收、告诉人；都可以重复执行。"""

from datetime import date, datetime
from typing import Any

from celery import shared_task

from deposits.models import ChangeRow
from deposits.services import tell
from deposits.services.allocate_remittance import allocate_months_come, allocate_remittance
from deposits.services.bind_register import bind_volume as bind
from deposits.services.collect import collect_monthly, collect_planned
from deposits.services.collection_agreement import ask_bank_to_sign, tell_bank_it_ended
from deposits.services.confirm_big_list import confirm_in_turn, give_up_confirming
from deposits.services.lapse_drafts import tend_drafts
from deposits.services.left_behind import list_left_behind
from deposits.services.mend_big import give_up_mending, mend_in_turn
from deposits.services.remind_arrears import remind_arrears as remind_arrears_due
from deposits.services.replace_big_file import give_up_replacing, replace_in_turn
from deposits.services.several_big import create_in_turn, give_up_creating
from deposits.services.stage_file import give_up_reading
from deposits.services.stage_file import stage_change_list as stage
from gjj import clock
from gjj.fields.statistics import count_again
from gjj.work.task import outbox_task


def not_read(*, at: datetime, change_list_id: int) -> None:
    """大清册反复读不完。"""
    give_up_reading(change_list_id, at)


@outbox_task("deposits.stage_change_list", on_dead=not_read)
def stage_change_list(*, at: datetime, change_list_id: int) -> None:
    """读一份大清册；读完请库把清册的行重新数一遍，接着打开的页面才快。"""
    stage(change_list_id, at)
    count_again(ChangeRow)


def not_confirmed(*, at: datetime, change_list_id: int, job_id: int, then_remit: bool = False, **_: object) -> None:
    """大清册反复确认不完。"""
    give_up_confirming(change_list_id=change_list_id, job_id=job_id, then_remit=then_remit, at=at)


@outbox_task("deposits.confirm_change_list", on_dead=not_confirmed)
def confirm_change_list(
    *, at: datetime, change_list_id: int, job_id: int, grant_id: int, channel: str, level: int, ip: str,
    then_remit: bool = False, version: int | None = None,
) -> None:  # fmt: skip
    """确认一份大清册。"""
    confirm_in_turn(
        change_list_id=change_list_id, job_id=job_id, grant_id=grant_id, channel=channel, level=level, ip=ip, at=at,
        then_remit=then_remit, version=version,
    )  # fmt: skip


def not_replaced(*, at: datetime, change_list_id: int, job_id: int, **_: object) -> None:
    """改好的大工作簿反复读不完。"""
    give_up_replacing(change_list_id=change_list_id, job_id=job_id, at=at)


@outbox_task("deposits.replace_file", on_dead=not_replaced)
def replace_file(*, at: datetime, **asked: Any) -> None:
    """换成改好的大工作簿。"""
    replace_in_turn(at=at, **asked)


def not_mended(*, at: datetime, change_list_id: int, job_id: int, **_: object) -> None:
    """一次改很多行，反复改不完。"""
    give_up_mending(change_list_id=change_list_id, job_id=job_id, at=at)


@outbox_task("deposits.mend_rows", on_dead=not_mended)
def mend_rows(*, at: datetime, **asked: Any) -> None:
    """一次改很多行：采纳、撤销、重做。"""
    mend_in_turn(at=at, **asked)


def not_created(*, at: datetime, job_id: int, **_: object) -> None:
    """几个月一起办，反复办不完。"""
    give_up_creating(job_id=job_id, at=at)


@outbox_task("deposits.create_several", on_dead=not_created)
def create_several(*, at: datetime, **asked: Any) -> None:
    """人多的单位几个月一起办。"""
    create_in_turn(at=at, **asked)


@outbox_task("deposits.bind_volume", patient=True)
def bind_volume(*, at: datetime, **asked: Any) -> None:
    """出具、排版一册清册。"""
    bind(at=at, **asked)


@outbox_task("deposits.allocate")
def allocate(*, at: datetime, remittance_id: int) -> None:
    """分配一份汇缴书。"""
    allocate_remittance(remittance_id=remittance_id, at=at)


@shared_task(name="deposits.allocate_months_come")
def months_come() -> None:
    """预缴的月份到了就分配。"""
    allocate_months_come(at=clock.now())


@outbox_task("deposits.sign_agreement")
def sign_agreement(*, at: datetime, agreement_id: int) -> None:
    """请银行登记一份托收协议。"""
    ask_bank_to_sign(agreement_id, at)


@outbox_task("deposits.end_agreement")
def end_agreement(*, at: datetime, agreement_id: int) -> None:
    """请银行终止一份托收协议。"""
    tell_bank_it_ended(agreement_id)


@outbox_task("deposits.collect")
def collect(*, at: datetime, remittance_id: int, planned_on: str) -> None:
    """到了约定日，托收一份汇缴书。"""
    collect_planned(remittance_id=remittance_id, planned_on=date.fromisoformat(planned_on), at=at)


@shared_task(name="deposits.collect_monthly", expires=50)
def collect_today() -> None:
    """今天该托收的排队。"""
    collect_monthly(clock.now())


@outbox_task("deposits.tell_allocated")
def tell_allocated(*, at: datetime, remittance_id: int) -> None:
    """通知汇缴到账。"""
    tell.tell_allocated(remittance_id=remittance_id, at=at)


@outbox_task("deposits.tell_reversed")
def tell_reversed(*, at: datetime, remittance_id: int) -> None:
    """通知职工入账冲销。"""
    tell.tell_reversed_people(remittance_id=remittance_id, at=at)


@outbox_task("deposits.tell_changes")
def tell_changes(*, at: datetime, change_list_id: int, applied_at: str) -> None:
    """通知开户、封存、启封、调基。"""
    tell.tell_changes(change_list_id=change_list_id, applied_at=datetime.fromisoformat(applied_at), at=at)


@outbox_task("deposits.tell_ratio")
def tell_ratio(*, at: datetime, adjustment_id: int) -> None:
    """通知比例调整、撤销调整。"""
    tell.tell_ratio(adjustment_id=adjustment_id, at=at)


@shared_task(name="deposits.list_left_behind", expires=1800)
def left_behind() -> None:
    """没有交接就离开的经办，留下的列成交接单。"""
    list_left_behind(clock.now())


@shared_task(name="deposits.remind_arrears", expires=300)
def remind_arrears() -> None:
    """过了截止日没有汇缴的单位，提醒一次。"""
    remind_arrears_due(today=clock.today(), at=clock.now())


@shared_task(name="deposits.tend_opening_drafts", expires=1800)
def tend_opening_drafts() -> None:
    """放着没有提交的开户草稿：先提醒，到期清掉。"""
    tend_drafts(clock.now())
