"""放着没有提交的开户草稿：到期以前几天提醒申请人，提醒过、还是没有动的到期清掉，填的、选的材料都不留。"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from deposits.messages import OPENING_DRAFT_GOING
from deposits.models import UnitApplication
from deposits.selectors.draft_days import DraftDays, draft_days
from deposits.services.apply_opening import forget_draft
from deposits.workflow.opening import WORDS
from gjj.actors.actor import system_actor
from gjj.audit.services import record
from gjj.cases.entries import Applicant
from gjj.cases.services.opening import lock_applicant
from gjj.messaging.services.announce import announce
from gjj.periods.days import business_date
from gjj.periods.said import day_said

log = logging.getLogger("gjj.deposits")
Deed = Callable[[UnitApplication, DraftDays, datetime], bool]


def tend_drafts(at: datetime) -> tuple[int, int]:
    """返回提醒了几份、清掉了几份；一份一个事务，一份办不成不挡着别的，跑多少遍都一样。停过再跑的，也要提醒过整整几天才清。"""
    days = draft_days(business_date(at))
    rows = UnitApplication.objects.filter(status="draft")
    going = rows.filter(reminded_at=None, saved_at__lte=at - timedelta(days=days.kept - days.notice))
    old = rows.filter(saved_at__lte=at - timedelta(days=days.kept), reminded_at__lte=at - timedelta(days=days.notice))
    gone = sum(_tried(pk, _lapse, days, at) for pk in old.values_list("pk", flat=True))
    told = sum(_tried(pk, _remind, days, at) for pk in going.values_list("pk", flat=True))
    return told, gone


def _tried(pk: int, deed: Deed, days: DraftDays, at: datetime) -> bool:
    try:
        return _one(pk, deed, days, at)
    except Exception:
        log.exception("opening_draft_not_tended id=%s", pk)
        return False


@transaction.atomic
def _one(pk: int, deed: Deed, days: DraftDays, at: datetime) -> bool:
    """锁住申请人、再锁住这一份，照锁住以后的样子办：这时又存过、交了的不动。"""
    person = UnitApplication.objects.select_related("person").get(pk=pk).person
    lock_applicant(Applicant.person(person.pk, person.name))
    row = UnitApplication.objects.select_for_update(of=("self",)).get(pk=pk)
    return row.status == "draft" and deed(row, days, at)


def _remind(row: UnitApplication, days: DraftDays, at: datetime) -> bool:
    assert row.saved_at is not None
    if row.reminded_at is not None or row.saved_at > at - timedelta(days=days.kept - days.notice):
        return False
    row.reminded_at = at
    row.save(update_fields=("reminded_at",))
    announce(
        fact=f"opening_draft:{row.pk}:{row.version}", template=OPENING_DRAFT_GOING, at=at, person_id=row.person_id,
        variables={"saved": day_said(business_date(row.saved_at)), "until": day_said(days.until(row))},
    )  # fmt: skip
    return True


def _lapse(row: UnitApplication, days: DraftDays, at: datetime) -> bool:
    assert row.saved_at is not None
    if row.reminded_at is None or max(
        row.saved_at + timedelta(days=days.kept), row.reminded_at + timedelta(days=days.notice)
    ) > at:  # fmt: skip
        return False
    forget_draft(row)
    row.status = "lapsed"
    row.save()
    record(
        by=system_actor("草稿清理"), action="deposits.opening.lapse", object_type="unit_application", object_id=row.pk, at=at,
        summary="清掉放着没有提交的单位开户草稿", before={"状态": WORDS["draft"]}, after={"状态": WORDS["lapsed"]},
    )  # fmt: skip
    return True
