"""单位的人看一名职工：打开他一个人的账户、基数、各月缴存，记一条；谁看谁，一天一条就够，清单不记。

单位本来就管着自己职工的基数和缴存，看不看得多不用留意；本人要知道的是单位里谁看过他。
"""

from datetime import datetime

from gjj.actors.actor import Actor
from gjj.audit.models import AuditEntry
from gjj.audit.services import record
from gjj.looks.labels import OPEN, SEEN
from gjj.looks.selectors import PERSON
from gjj.periods.days import business_date, start_of


def opened_in_unit(*, by: Actor, person_id: int, name: str, seen: str, at: datetime) -> None:
    """单位的人打开了 name 一个人的 seen（号码遮着）：记一条，本人在「谁看过我的信息」看得到。

    看自己的不记；同一个人在同一个单位今天看过他的，不再记。
    """
    if by.employer_id is None or by.person_id == person_id:
        return
    today = AuditEntry.objects.filter(
        object_type=PERSON, object_id=str(person_id), action=OPEN, username=by.username, employer_id=by.employer_id,
        at__gte=start_of(business_date(at)),
    )  # fmt: skip
    if today.exists():
        return
    record(
        by=by, action=OPEN, object_type=PERSON, object_id=person_id, at=at, summary=f"打开{name}的{seen}（号码遮着）",
        after={SEEN: [seen]},
    )  # fmt: skip
