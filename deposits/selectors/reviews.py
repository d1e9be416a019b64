"""查双人复核：开没开着、等着的几份、看得到的复核单、某一件有没有等着复核。"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from deposits.models import ChangeList, Review, ReviewPeriod
from deposits.selectors import scope
from deposits.selectors.remittances import standing_remittances
from deposits.workflow.review import CONFIRM, OPEN, SWITCH, WORDS
from gjj.actors.actor import Actor
from gjj.declarations.permissions import allowed
from gjj.idnumbers.whole import whole_number
from gjj.periods.days import SHANGHAI

PAGES = {"change_list": "deposits:change_list", "remittance": "deposits:remittance"}
"""复核的那一件在大厅里的一页；别的没有自己的页。"""


@dataclass(frozen=True)
class ReviewsNow:
    """首页上说的：开没开着、等复核的几份、本人交的被退回还没有重新交的。"""

    is_on: bool
    waiting: list[Review]
    sent_back: list[Review]


def reviews(by: Actor) -> QuerySet[Review]:
    """看得到的复核单，新的在前。"""
    return Review.objects.filter(employer_account__in=scope.employer_accounts(by)).order_by("-id")


def reviews_found(by: Actor, *, status: str = "", kind: str = "", text: str = "") -> QuerySet[Review]:
    """按状态、办什么、复核单号、提交人、复核人找。"""
    rows = reviews(by)
    if status:
        rows = rows.filter(status=status)
    if kind:
        rows = rows.filter(kind=kind)
    if text:
        number = whole_number(text.upper().removeprefix("FH"))
        rows = rows.filter(Q(asked_by__icontains=text) | Q(decided_by__icontains=text) | Q(pk=number or 0))
    return rows


def is_switched_on(employer_account_id: int) -> bool:
    """双人复核现在开着。"""
    return ReviewPeriod.objects.filter(employer_account_id=employer_account_id, ended_at=None).exists()


def open_review_of(by: Actor, object_type: str, object_id: int) -> Review | None:
    """这一件等着复核的一份；没有为空。"""
    return reviews(by).filter(object_type=object_type, object_id=object_id, status__in=OPEN).first()


def sent_back_of(by: Actor, object_type: str, object_id: int) -> Review | None:
    """这一件最近交的一份给退回了，还没有重新交；不是的为空。"""
    last = reviews(by).filter(object_type=object_type, object_id=object_id).first()
    return last if last is not None and last.status == "sent_back" else None


def reviews_now(by: Actor, employer_account_id: int) -> ReviewsNow:
    """首页的一块；没有开过、也没有等着的，都是空的。"""
    waiting = list(reviews(by).filter(status="waiting").select_related("employer_account"))
    back = reviews(by).filter(status="sent_back", asked_person=by.person_id or 0)
    last = back.first()
    later = last is not None and reviews(by).filter(
        kind=last.kind, object_type=last.object_type, object_id=last.object_id, pk__gt=last.pk
    ).exists()  # fmt: skip
    return ReviewsNow(is_switched_on(employer_account_id), waiting, [] if last is None or later else [last])


def may_decide(by: Actor, row: Review) -> bool:
    """他批得了这一份：有复核的身份，不是自己交的，还等着。"""
    is_own = by.person_id == row.asked_person or by.login_id == row.asked_login
    return row.status == "waiting" and not is_own and allowed(by, "deposits.review.approve")


def may_withdraw(by: Actor, row: Review) -> bool:
    """他撤得回这一份。"""
    return row.status == "waiting" and by.person_id == row.asked_person and allowed(by, "deposits.review.withdraw")


def page_name_of(row: Review) -> str:
    """复核的那一件的一页；没有为空。"""
    return PAGES.get(row.object_type, "")


def needs_rows(row: Review) -> bool:
    """要到清册里逐行看的。"""
    return row.kind == CONFIRM


def lacks_remittance(row: Review) -> bool:
    """清册复核通过、生效了，那个月的汇缴书还没有生成：下一步是生成汇缴书。"""
    if row.kind != CONFIRM or row.status != "effective":
        return False
    head = ChangeList.objects.only("month", "employer_account_id").get(pk=row.object_id)
    return not standing_remittances(head.employer_account_id).filter(month=head.month).exists()


def is_switch(row: Review) -> bool:
    """开关本身。"""
    return row.kind == SWITCH


def review_json(row: Review) -> dict[str, Any]:
    """接口的一份复核单：恰好会生效的内容和它的摘要。"""
    return {
        "id": row.pk, "number": row.number, "kind": row.kind, "title": row.get_kind_display(), "status": row.status,
        "status_label": WORDS[row.status], "facts": [{"name": name, "value": said} for name, said in row.facts],
        "digest": row.digest, "object_type": row.object_type, "object_id": row.object_id, "asked_by": row.asked_by,
        "asked_at": _moment(row.asked_at), "decided_by": row.decided_by, "decided_at": _moment(row.decided_at),
        "reason": row.reason,
    }  # fmt: skip


def _moment(at: datetime | None) -> str | None:
    return at.astimezone(SHANGHAI).isoformat(timespec="seconds") if at else None
