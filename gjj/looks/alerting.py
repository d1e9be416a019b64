"""夜里看、一小时里看得多：马上发短信告诉安全管理员。一个人一个夜里、一个钟点里只说一遍。"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from gjj.actors.actor import Actor
from gjj.actors.roles import ROLES
from gjj.identity.ports import person_teller
from gjj.identity.selectors.grants import holders_of
from gjj.looks.labels import BULK, MANY, NIGHT
from gjj.looks.messages import TO_WATCH
from gjj.periods.days import SHANGHAI, business_date
from gjj.periods.said import moment_said

WATCHERS = ("security_admin",)
CODES = {NIGHT: "night", BULK: "bulk", MANY: "many"}
HALF_A_DAY = timedelta(hours=12)
"""夜跨过半夜：退半天，一整夜就在同一个日子里。"""


def tell_watchers(*, by: Actor, watch: Mapping[str, str], at: datetime) -> None:
    """watch 是要留意什么 → 怎么说。安全管理员各一条短信；看的人自己不发；在调用者的事务里。"""
    people = [one for one in holders_of(WATCHERS, business_date(at)) if one != by.person_id] if watch else []
    for kind, said in watch.items():
        told = {
            "role": ROLES[by.role], "who": by.name[:20], "username": by.username[:20], "at": moment_said(at), "what": said,
        }  # fmt: skip
        for person in people:
            person_teller()(fact=_fact(by, kind, at), template=TO_WATCH, person_id=person, variables=told, at=at)


def _fact(by: Actor, kind: str, at: datetime) -> str:
    """哪件事：这个登录的这一夜，或这一个钟点。"""
    hour = f"{at.astimezone(SHANGHAI):%Y-%m-%dT%H}"
    when = f"{business_date(at - HALF_A_DAY)}" if kind == NIGHT else hour
    return f"looks:{by.login_id}:{CODES[kind]}:{when}"
