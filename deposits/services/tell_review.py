"""双人复核、交接告诉单位：交接好了，等复核、退回了、生效了；消息全单位看得到，退回的另发短信给经办人。"""

from datetime import datetime

from deposits.messages import HANDED_OVER, LEFT_BEHIND, REVIEW_EFFECTIVE, REVIEW_SENT_BACK, REVIEW_WAITING
from deposits.models import HandOver, Review
from gjj.messaging.services.announce import announce


def tell_waiting(row: Review, at: datetime) -> None:
    """有一件等复核。"""
    _tell(row, REVIEW_WAITING, at, by=row.asked_by)


def tell_effective(row: Review, at: datetime) -> None:
    """复核通过，生效了。"""
    _tell(row, REVIEW_EFFECTIVE, at, by=row.decided_by)


def tell_sent_back(row: Review, at: datetime) -> None:
    """复核人退回了。"""
    _tell(row, REVIEW_SENT_BACK, at, by=row.decided_by, reason=row.reason)


def tell_handed_over(row: HandOver, at: datetime) -> None:
    """交接好了。"""
    announce(
        fact=f"handover:{row.pk}", template=HANDED_OVER, at=at, employer_id=row.employer_account.employer_id,
        about_id=row.pk,
        variables={
            "leaver": row.leaver, "successor": row.successor, "by": row.made_by, "number": row.number,
            "items": f"{len(row.items):,}",
        },
    )  # fmt: skip


def tell_left_behind(row: HandOver, at: datetime) -> None:
    """没有交接就离开了，留下的列在交接单上。"""
    announce(
        fact=f"left_behind:{row.pk}", template=LEFT_BEHIND, at=at, employer_id=row.employer_account.employer_id,
        about_id=row.pk, variables={"leaver": row.leaver, "number": row.number, "items": f"{len(row.items):,}"},
    )  # fmt: skip


def _tell(row: Review, template: str, at: datetime, **said: str) -> None:
    announce(
        fact=f"review:{row.pk}", template=template, at=at, employer_id=row.employer_account.employer_id, about_id=row.pk,
        variables={"what": row.get_kind_display(), "number": row.number, **said},
    )  # fmt: skip
