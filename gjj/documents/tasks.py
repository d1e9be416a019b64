"""单证的任务：很长的清册排队排版，成批的、不急；删去过了时候的核验计数。都可以重复执行。"""

from datetime import datetime

from celery import shared_task

from gjj import clock
from gjj.documents.services.archiving import TASK, archive_long
from gjj.documents.services.verifying import forget_tries
from gjj.work.task import outbox_task


@outbox_task(TASK, patient=True)
def typeset_long(*, at: datetime, document_id: int, base_url: str) -> None:
    """排一份很长的。"""
    archive_long(document_id, base_url, at)


@shared_task(name="documents.forget_tries")
def forget_verify_tries() -> None:
    """删去过了时候的核验计数；跑多少遍都一样。"""
    forget_tries(clock.now())
