"""单证的任务：很长的清册排队排版，成批的、不急；可以重复执行。"""

from datetime import datetime

from gjj.documents.services.archiving import TASK, archive_long
from gjj.work.task import outbox_task


@outbox_task(TASK, patient=True)
def typeset_long(*, at: datetime, document_id: int, base_url: str) -> None:
    """排一份很长的。"""
    archive_long(document_id, base_url, at)
