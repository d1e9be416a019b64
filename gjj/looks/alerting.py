"""夜里看、一小时里看得多、一份导出的行数多：马上发短信告诉安全管理员。一个人一个夜里、一个钟点里只说一遍。"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from gjj.actors.actor import Actor
from gjj.actors.roles import ROLES
from gjj.identity.ports import person_teller
from gjj.identity.selectors.grants import holders_of
from gjj.looks.labels import BULK, MANY, MANY_LISTED, NIGHT, NIGHT_MASKED
from gjj.looks.messages import EXPORTED, TO_WATCH
from gjj.periods.days import SHANGHAI, business_date
from gjj.periods.said import moment_said

WATCHERS = ("security_admin",)
EXPORT = "导出"
CODES = {
    NIGHT: "night",
    BULK: "bulk",
    MANY: "many",
    MANY_LISTED: "many_listed",
    NIGHT_MASKED: "night_masked",
    EXPORT: "export",
}
NIGHTS = (NIGHT, NIGHT_MASKED)
HALF_A_DAY = timedelta(hours=12)
"""夜跨过半夜：退半天，一整夜就在同一个日子里。"""


def tell_watchers(*, by: Actor, watch: Mapping[str, str], at: datetime) -> None:
    """watch 是要留意什么 → 怎么说。安全管理员各一条短信；看的人自己不发；在调用者的事务里。"""
    people = _watchers(by, at) if watch else []
    for kind, said in watch.items():
        for person in people:
            person_teller()(
                fact=_fact(by, kind, at), template=TO_WATCH, person_id=person,
                variables={**_who(by, at), "place": by.ip or "中心", "what": said}, at=at,
            )  # fmt: skip


def window_of(kind: str, at: datetime) -> tuple[datetime, datetime]:
    """只说一遍的那一段（头、尾，尾不含）：夜里看的是这一夜（正午到正午），别的是这一个钟点。"""
    here = at.astimezone(SHANGHAI)
    if kind in NIGHTS:
        start = datetime.combine(business_date(at - HALF_A_DAY), time(12), SHANGHAI)
        return start, start + timedelta(days=1)
    start = here.replace(minute=0, second=0, microsecond=0)
    return start, start + timedelta(hours=1)


def tell_of_export(*, by: Actor, title: str, rows: int, at: datetime) -> None:
    """导出了 title 的 rows 行，行数多：安全管理员各一条短信，一个钟点里只说一遍；自己导的自己不发；在调用者的事务里。"""
    told = {**_who(by, at), "what": title[:20], "rows": f"{rows:,}"}
    for person in _watchers(by, at):
        person_teller()(fact=_fact(by, EXPORT, at), template=EXPORTED, person_id=person, variables=told, at=at)


def _watchers(by: Actor, at: datetime) -> list[int]:
    return [one for one in holders_of(WATCHERS, business_date(at)) if one != by.person_id]


def _who(by: Actor, at: datetime) -> dict[str, str]:
    return {"role": ROLES[by.role], "who": by.name[:20], "username": by.username[:20], "at": moment_said(at)}


def _fact(by: Actor, kind: str, at: datetime) -> str:
    """哪件事：这个登录的这一夜，或这一个钟点。"""
    hour = f"{at.astimezone(SHANGHAI):%Y-%m-%dT%H}"
    when = f"{business_date(at - HALF_A_DAY)}" if kind in NIGHTS else hour
    return f"looks:{by.login_id}:{CODES[kind]}:{when}"
