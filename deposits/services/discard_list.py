"""作废变更清册草稿。"""

from datetime import datetime

from deposits.errors import list_not_draft
from deposits.models import CellDraft, HeldFile
from deposits.services.list_jobs import end_job
from deposits.services.locks import lock_change_list
from deposits.workflow.change_list import CHANGE_LIST
from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.declarations.permissions import require
from gjj.work.retry import money_tx


@money_tx
def discard_change_list(*, by: Actor, change_list_id: int, at: datetime) -> None:
    """作废一份没确认的清册，它排着的、办着的工作一起结束；已作废的什么也不做，已确认的抛 BizError。"""
    require(by, "deposits.list.discard")
    _, head = lock_change_list(by, change_list_id)
    if head.status == "discarded":
        return
    if head.status == "confirmed" or not CHANGE_LIST.allows(head.status, "discarded"):
        raise list_not_draft(head.status)
    head.status = "discarded"
    head.save(update_fields=("status",))
    CellDraft.objects.filter(change_list=head).delete()
    HeldFile.objects.filter(change_list=head).delete()
    if head.job_id:
        end_job(head.job_id, change_list_id, at)
    record(
        by=by,
        action="deposits.list.discard",
        object_type="change_list",
        object_id=head.pk,
        at=at,
        summary=f"作废{head.month.label}变更清册",
    )
