"""查审批。"""

from datetime import datetime

from django.db.models import QuerySet

from gjj.approvals.models import Proposal
from gjj.approvals.ports import Change, handler_of


def waiting() -> QuerySet[Proposal]:
    """等人批的，早提的在前。"""
    return Proposal.objects.filter(status="proposed").order_by("id")


def due(at: datetime) -> list[int]:
    """批准了、到了生效日子的，编号。"""
    rows = Proposal.objects.filter(status="approved", effective_at__lte=at)
    return list(rows.order_by("effective_at", "id").values_list("id", flat=True))


def changes_of(proposal: Proposal) -> list[Change]:
    """逐处改动。"""
    return handler_of(proposal.kind).changes(proposal.content, proposal.before)
