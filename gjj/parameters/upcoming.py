"""还没有生效的参数改动：批准了等日子的、等人批的，照审批里写着的说。"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from gjj.approvals.models import Proposal
from gjj.approvals.workflow import OPEN
from gjj.parameters.labels import in_words
from gjj.parameters.models import Parameter

KIND = "parameters.change"


@dataclass(frozen=True)
class Upcoming:
    """一处：从哪天起、改成什么、批了没有、哪一份审批。"""

    since: date
    said: str
    is_approved: bool
    proposal: Proposal


def upcoming(row: Parameter) -> list[Upcoming]:
    """这个参数、这个区域还没有生效的改动，先到日子的在前；一次查出。"""
    rows = Proposal.objects.filter(
        kind=KIND, status__in=OPEN, about__contains=[f"parameter:{row.code}"], content__area=row.area
    )
    return [
        Upcoming(
            date.fromisoformat(one.content["valid_from"]), in_words(row.kind, one.content["value"]),
            one.status == "approved", one,
        )
        for one in rows.order_by("effective_at", "id")
    ]  # fmt: skip


def approved_starts() -> dict[tuple[str, str], date]:
    """批准了、还没到日子的：编码和区域 → 最早从哪天起。"""
    rows = Proposal.objects.filter(kind=KIND, status="approved").order_by("-effective_at")
    return {
        (one["code"], one["area"]): date.fromisoformat(one["valid_from"])
        for one in rows.values_list("content", flat=True)
    }


def scheduled(rows: QuerySet[Parameter], today: date) -> QuerySet[Parameter]:
    """将来生效的：从以后的日子起的一期，和现在在用、批准了要改的一期。"""
    found = Q(valid__startswith__gt=today)
    for code, area in approved_starts():
        found |= Q(code=code, area=area, valid__contains=today)
    return rows.filter(found)
