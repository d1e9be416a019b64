"""立办件：问事项停没停、有没有在办的、互不互斥，给编号、定承诺、记第一笔经过。"""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Q

from gjj.actors.actor import Actor
from gjj.cases.entries import Applicant, MaterialDraft, TaskDraft
from gjj.cases.models import Case, CaseMaterial
from gjj.cases.promise import clock, spans_of
from gjj.cases.selectors.promised import calendar_around
from gjj.cases.services.moving import add_task, side_of, write_event
from gjj.cases.workflow import CASE, OPEN, PAUSED
from gjj.catalog.selectors.declared import exclusions
from gjj.catalog.selectors.items import promise_of
from gjj.catalog.services.closing import require_open
from gjj.declarations.errors import BizError
from gjj.declarations.items import Exclusion, excluded
from gjj.idnumbers.mod11_10 import check_digit
from gjj.periods.days import business_date

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""查询码的字：不用容易看错的 0、1、I、L、O。"""
CODE_LENGTH = 6


def open_case(
    *,
    item: str,
    applicant: Applicant,
    by: Actor,
    at: datetime,
    key: str | None = None,
    topic: str = "",
    title: str = "",
    status: str = "processing",
    about: tuple[str, int] | None = None,
    note: str = "",
    materials: Sequence[MaterialDraft] = (),
    task: TaskDraft | None = None,
) -> Case:
    """立一件办件，在业务自己的事务里、锁别的东西之前。``key`` 已经有办件的原样给回；``title`` 不写就是事项的名称。

    事项停着（item_closed）、同一申请人同一事项有在办的（case_open）、和在办的互斥（case_excluded）抛 BizError。
    """
    lock_applicant(applicant)
    known = Case.objects.select_for_update(of=("self",)).filter(key=key).first() if key else None
    if known is not None:
        return known
    require_open(item, by=by, at=at)
    _check_free(applicant, item, topic)
    case = _create(item, applicant, by, at, key=key, topic=topic, title=title, status=status, about=about)
    write_event(case, "opened", by=by, at=at, note=note or f"受理「{case.title}」", side=side_of(by))
    CaseMaterial.objects.bulk_create(_materials(case, materials, at))
    if task is not None:
        add_task(case, task, at=at)
    return case


def lock_applicant(applicant: Applicant) -> None:
    """同一申请人的立件一件一件来；事务结束自动放开。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"case:{applicant.key}"])


def _check_free(applicant: Applicant, item: str, topic: str) -> None:
    """同一事项没有在办的，也没有互斥的在办。"""
    theirs = Q(person_id=applicant.person_id) if applicant.person_id else Q(account_number=applicant.account_number)
    for other in Case.objects.filter(theirs, status__in=OPEN):
        same_topic = other.topic == topic
        cell = excluded(exclusions(), item, other.item, same_topic=same_topic)
        if other.item == item and same_topic:
            raise _in_hand(other, cell)
        if cell is not None:
            raise BizError(
                "case_excluded",
                f"「{other.title}」（{other.number}）还在办，现在不能办这一件：{cell.reason}。没有任何改动。",
                status=409,
                article=cell.article,
                money="没有任何款项变动。",
                fix="请等那一件办完，或先撤销它，再来办这一件。",
                extra={"case": other.number},
            )


def _in_hand(other: Case, cell: Exclusion | None) -> BizError:
    why = f"：{cell.reason}" if cell else ""
    return BizError(
        "case_open",
        f"「{other.title}」已经有一件在办（{other.number}），没有另立{why}。",
        status=409,
        article=cell.article if cell else None,
        money="没有任何款项变动。",
        fix="请到「我的办件」接着办那一件；要重来请先撤销它。",
        extra={"case": other.number},
    )


def next_number(at: datetime) -> str:
    """办件编号：受理日 6 位 + 序号 8 位 + 校验 1 位。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_case_number')")
        body = f"{business_date(at):%y%m%d}{cursor.fetchone()[0]:08d}"
    return body + check_digit(body)


def new_code() -> str:
    """查询码：给本人看，也给他托的人查进度用。"""
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


def _create(
    item: str, applicant: Applicant, by: Actor, at: datetime, *,
    key: str | None, topic: str, title: str, status: str, about: tuple[str, int] | None,
) -> Case:  # fmt: skip
    if status not in OPEN:
        raise ValueError(f"{CASE.name} 不能一立就是 {status}")
    promise, on = promise_of(item), business_date(at)
    timed = clock(
        accepted_on=on, days=promise.days, day_kind=promise.day_kind, spans=spans_of([(on, status in PAUSED)]),
        on=on, calendar=calendar_around(on, promise.day_kind),
    )  # fmt: skip
    object_type, object_id = about or ("", None)
    return Case.objects.create(
        number=next_number(at), key=key, item=item, title=title or promise.title, topic=topic,
        employer_id=applicant.employer_id, account_number=applicant.account_number, person_id=applicant.person_id,
        applicant=applicant.name, status=status, channel=by.channel, opened_by=by.name, opened_by_login=by.login_id,
        accepted_at=at, accepted_on=on, promised_days=promise.days, day_kind=promise.day_kind,
        promised_on=timed.due_on, object_type=object_type, object_id=object_id, query_code=new_code(),
    )  # fmt: skip


def _materials(case: Case, drafts: Sequence[MaterialDraft], at: datetime) -> list[CaseMaterial]:
    return [
        CaseMaterial(
            case=case, code=one.code, title=one.title, is_required=one.is_required,
            status="received" if one.filename else "missing", filename=one.filename[-200:], digest=one.digest,
            object_type=one.about[0] if one.about else "", object_id=one.about[1] if one.about else None,
            received_at=at if one.filename else None,
        )
        for one in drafts
    ]  # fmt: skip
