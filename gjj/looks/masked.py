"""号码遮着的看：打开资料、拿号码找人、在查出来的清单里列着、翻看一页清单都记；看的人多了、夜里看的，留一条要留意的，告诉安全管理员。

一个人一个钟点、一个夜里只留一条、只说一遍：要留意的是这个人这一阵看了多少，不是哪一页。
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from gjj.actors.actor import Actor
from gjj.audit.services import record, record_each
from gjj.looks.alerting import tell_watchers, window_of
from gjj.looks.labels import ALERT, LIST, MANY, MANY_LISTED, NIGHT_MASKED, OPEN, PAGES, PEOPLE, SEEK, SEEN, WATCH
from gjj.looks.selectors import PERSON, Met, has_just_opened, has_told, just_listed, met_since
from gjj.looks.services import is_night, lock_login
from gjj.parameters import selectors as parameters
from gjj.periods.days import business_date

HOUR = timedelta(hours=1)
CODES = ("looks.night_from", "looks.night_to", "looks.people_per_hour", "looks.people_listed_per_hour")


def opened(*, by: Actor, person_id: int, seen: str, at: datetime) -> None:
    """打开了这个人的 seen（资料页、分户账……号码遮着）：记一条；同一样十分钟以内接着看的不再记。"""
    if by.role == "person" or has_just_opened(by.username, person_id, seen, at):
        return
    record(
        by=by, action=OPEN, object_type=PERSON, object_id=person_id, at=at, summary=f"打开{seen}（号码遮着）",
        after={SEEN: [seen]},
    )  # fmt: skip
    _watch(by, at)


def listed(*, by: Actor, people: Sequence[int], seen: str, at: datetime) -> None:
    """查出来的一页里和别人一起列着（seen 是哪一种清单，号码遮着）：一人一条，一句写完；同一样十分钟以内再列着的不再记。"""
    known = just_listed(by.username, people, seen, at)
    record_each(
        by=by, action=LIST, object_type=PERSON, object_ids=[pk for pk in people if str(pk) not in known], at=at,
        summary=f"{seen}的查找结果里列着（号码遮着）", after={SEEN: [seen]},
    )  # fmt: skip
    if set(map(str, people)) - known:
        _watch(by, at)


def paged(*, by: Actor, people: Sequence[int], seen: str, at: datetime) -> None:
    """没有查什么、翻看或筛出来的一页 seen 清单（号码遮着）：不逐人记，一页一条，写着列着哪几个人；十分钟以内再看同一页的不再记。"""
    shown = sorted(set(people))
    page = {SEEN: [seen], PEOPLE: shown}
    met = met_since(by.username, at - HOUR, at, page)
    if met.is_same:
        return
    record(
        by=by, action=PAGES, object_type=PERSON, object_id="", at=at,
        summary=f"翻看{seen}的清单，列着 {len(shown):,} 人（号码遮着）", after=page,
    )  # fmt: skip
    _watch(by, at, met)


def sought(*, by: Actor, people: Sequence[int], number: str, at: datetime) -> None:
    """拿完整的 number（证件号码、手机号）找人：找到的各记一条（同一种号码十分钟以内再找不再记），没有找到的也记；号码本身不写。"""
    known = just_listed(by.username, people, number, at, SEEK)
    told = [(str(pk), f"按{number}找到", "ok") for pk in people if str(pk) not in known]
    if not people:
        told = [("", f"按{number}找，没有这个人", "no_answer")]
    for pk, summary, result in told:
        record(
            by=by, action=SEEK, object_type=PERSON, object_id=pk, at=at, summary=summary, result=result,
            after={SEEN: [number]},
        )  # fmt: skip
    _watch(by, at)


def _watch(by: Actor, at: datetime, met: Met | None = None) -> None:
    """刚记下一次：夜里看的、一小时里看到的人到了数的（met 是数好的），要留意。打开、查到的和连清单上列着的各有各的数。"""
    now = parameters.values(CODES, on=business_date(at))
    if is_night(at, now):
        _alert(by, NIGHT_MASKED, "夜间看职工的资料、清单（号码遮着）", at)
    seen = met or met_since(by.username, at - HOUR, at)
    if seen.chosen >= now["looks.people_per_hour"]:
        _alert(by, MANY, f"一小时内打开、查到 {seen.chosen:,} 名职工（号码遮着）", at)
    if seen.shown >= now["looks.people_listed_per_hour"]:
        _alert(by, MANY_LISTED, f"一小时内看到 {seen.shown:,} 名职工（连翻看的清单，号码遮着）", at)


@transaction.atomic
def _alert(by: Actor, kind: str, said: str, at: datetime) -> None:
    """留一条要留意的，告诉安全管理员；这一段里留过的不再留。先锁住来人的登录再查：同时看几页也只留一条。"""
    lock_login(by)
    if has_told(by.username, kind, *window_of(kind, at)):
        return
    record(
        by=by, action=ALERT, object_type=PERSON, object_id="", at=at, summary=said, after={WATCH: [kind]},
    )  # fmt: skip
    tell_watchers(by=by, watch={kind: said}, at=at)
