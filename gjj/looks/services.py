"""看完整的号码：写明为什么，记一条审计，才给看；下载交的材料也记。号码遮着的在 masked.py。"""

from collections.abc import Collection, Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction

from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.declarations.permissions import require
from gjj.identity.models import Login
from gjj.identity.selectors import scope
from gjj.looks.alerting import tell_watchers
from gjj.looks.errors import look_needs_reason, looks_too_many, person_not_seen
from gjj.looks.labels import BULK, FIELDS, NIGHT, NOTE, PAPER, REASONS, REVEAL, SEEN, WATCH, WHOLE, WHY
from gjj.looks.selectors import PERSON, revealed_since
from gjj.parameters import selectors as parameters
from gjj.periods.days import SHANGHAI, business_date

HOUR = timedelta(hours=1)
LONGEST = 200


def is_between(now: time, start: time, end: time) -> bool:
    """now 在 start 到 end（不含）之间，可以跨过半夜；两个时刻相同就是没有这一段。"""
    return start <= now < end if start <= end else now >= start or now < end


def is_night(at: datetime, now: Mapping[str, Any]) -> bool:
    """at 在夜里：now 是当天的参数（looks.night_from、looks.night_to）。"""
    start, end = (time.fromisoformat(now[code]) for code in ("looks.night_from", "looks.night_to"))
    return is_between(at.astimezone(SHANGHAI).time(), start, end)


@transaction.atomic
def reveal(
    *, by: Actor, person_id: int, fields: Collection[str], reason: str, note: str, at: datetime
) -> dict[str, str]:
    """完整的号码：项名 → 号码（没有登记的不在里面）。

    没写清楚抛 look_needs_reason（422），一天看得太多抛 looks_too_many（429），看不到的人抛 person_not_seen（404）。
    先锁住来人的登录再数今天看了几次：同时看几次也数得对。
    """
    require(by, "looks.reveal")
    wanted = [name for name in FIELDS if name in fields]
    if not wanted or reason not in REASONS or not note.strip():
        raise look_needs_reason()
    lock_login(by)
    most = parameters.value("looks.most_per_day", on=business_date(at))
    if revealed_since(by.username, _midnight(at), at) >= most:
        raise looks_too_many(most)
    person = scope.persons(by).filter(pk=person_id).first()
    if person is None:
        raise person_not_seen()
    found = {FIELDS[name]: value for name in wanted if (value := getattr(person, name))}
    watch = _watch(by, at)
    after = {SEEN: list(found) or [FIELDS[name] for name in wanted], WHY: REASONS[reason], NOTE: note.strip()[:LONGEST]}
    record(
        by=by, action=REVEAL, object_type=PERSON, object_id=person.pk, at=at,
        summary=f"看 {person.name} 完整的{'、'.join(after[SEEN])}：{REASONS[reason]}",
        after={**after, **({WATCH: list(watch)} if watch else {})},
    )  # fmt: skip
    tell_watchers(by=by, watch=watch, at=at)
    return found


@transaction.atomic
def read_paper(*, by: Actor, person_id: int, paper: str, why: str, at: datetime) -> None:
    """下载这个人交的 paper（哪一样材料，上面的号码是完整的），why 是为什么：下载一次记一条，接着再下载也记；和看完整号码一起留意。

    能不能下载由那一页先查。
    """
    lock_login(by)
    watch = _watch(by, at, "材料")
    record(
        by=by, action=PAPER, object_type=PERSON, object_id=person_id, at=at, summary=f"下载{paper}：{why}",
        after={SEEN: [paper], WHY: why, **({WATCH: list(watch)} if watch else {})},
    )  # fmt: skip
    tell_watchers(by=by, watch=watch, at=at)


def lock_login(by: Actor) -> None:
    """同一个登录一次只看一个。"""
    assert by.login_id is not None  # 能看的都是登录的人
    Login.objects.select_for_update().get(pk=by.login_id)


def _midnight(at: datetime) -> datetime:
    """业务日开始以前的一刻。"""
    start = at.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    return start - timedelta(microseconds=1)


def _watch(by: Actor, at: datetime, what: str = "完整号码") -> dict[str, str]:
    """要留意的，各怎么说（what 是这次看的）：夜里看的、一小时内看得多的，看号码、下载材料一起数。"""
    codes = ("looks.night_from", "looks.night_to", "looks.many_per_hour")
    now = parameters.values(codes, on=business_date(at))
    night = is_night(at, now)
    count = revealed_since(by.username, at - HOUR, at, WHOLE) + 1  # 连这一次
    many = {BULK: f"看{what}，一小时内看得多，连这次 {count:,} 次"} if count >= now["looks.many_per_hour"] else {}
    return {**({NIGHT: f"夜间看{what}"} if night else {}), **many}
