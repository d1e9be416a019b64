"""急停：银行或系统出了事，一个人先停；马上告诉批得了的人。没有批下来的到点自己恢复，批准了才接着停。"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from gjj.actors.actor import Actor
from gjj.approvals.models import Proposal
from gjj.approvals.selectors import sanction
from gjj.approvals.services import propose
from gjj.catalog.messages import URGENTLY_STOPPED
from gjj.catalog.models import Closure
from gjj.catalog.parameters import URGENT_HOURS
from gjj.catalog.permissions import APPROVERS
from gjj.catalog.services.closing import SWITCH, drafted, end, note, one_at_a_time, read_time, standing
from gjj.declarations.permissions import require
from gjj.identity.ports import person_teller
from gjj.identity.selectors.grants import holders_of
from gjj.parameters import selectors as parameters
from gjj.periods.days import business_date
from gjj.periods.said import moment_said

Which = Mapping[str, str | None]
"""停的一样：item 事项、channel 渠道的编码，有一个可以为空。"""
SAID = 30
"""短信里原因最多几个字：长的到后台看。"""


def urgent_end(at: datetime, until: datetime | None = None) -> datetime:
    """这时急停，没有批准的几时自己恢复：参数定的几小时后，自己写得更早的照写的。"""
    ends = at + timedelta(hours=int(parameters.value(URGENT_HOURS, on=business_date(at))))
    return ends if until is None else min(until, ends)


@transaction.atomic
def stop_urgently(
    *, by: Actor, targets: Sequence[Which], reason: str, until: datetime | None = None, at: datetime
) -> int:
    """一个人先停几样，返回「接着停」那份审批的编号；until 是想停到几时，批准了才照它（空是另行通知）。

    不能停的照 drafted 抛 BizError，一样也不停。
    """
    require(by, "catalog.stop")
    one_at_a_time()
    made = []
    for which in targets:
        item, channel = which["item"], which["channel"]
        drafted(at=at, reason=reason, until=until, item=item, channel=channel)
        ends = urgent_end(at, until)
        row = drafted(at=at, reason=reason, until=ends, item=item, channel=channel, by=by.name)
        row.how = "urgent"
        row.save()
        note(row, "catalog.stop", by, at, f"急停 {row.what}：{row.reason}")
        made.append(row)
    asked = {"do": "keep", "closures": [row.pk for row in made], "until": until.isoformat() if until else ""}
    number = propose(by=by, kind=SWITCH, asked=asked, reason=f"急停：{reason.strip()}", at=at)
    _tell_approvers(number, made, by, at)
    return number


def _tell_approvers(number: int, made: Sequence[Closure], by: Actor, at: datetime) -> None:
    """批得了的人各发一条短信：谁急停了什么、为什么、几时自己恢复。急停的人自己不发。"""
    first = made[0]
    told = {
        "who": by.name[:20], "what": first.what if len(made) == 1 else f"{first.what}等 {len(made)} 项",
        "why": first.reason.rstrip("。")[:SAID], "number": Proposal(pk=number).number,
        "until": moment_said(first.until or at),
    }  # fmt: skip
    for person in holders_of(APPROVERS, business_date(at)):
        if person != by.person_id:
            person_teller()(
                fact=f"urgent_stop:{number}", template=URGENTLY_STOPPED, person_id=person, variables=told, at=at
            )


@transaction.atomic
def keep(*, by: Actor, approval: int, at: datetime) -> None:
    """批准了的急停接着停到想停的时候；已经到点恢复了的抛 BizError。没有批准的抛 LookupError。"""
    told = sanction(approval, SWITCH, {"do": "keep"})
    for one in told.content["closures"]:
        row = standing(one["id"], at)
        row.until, row.approval = read_time(told.content["until"]), told
        row.save(update_fields=("until", "approval"))
        note(row, "catalog.keep", by, at, f"急停批准了，接着停 {row.what}")


@transaction.atomic
def give_up(*, by: Actor, closures: Sequence[Any], at: datetime) -> None:
    """急停没有批下来：还停着的马上恢复；到点已经恢复、批准过的不动。"""
    rows = Closure.objects.select_for_update().filter(pk__in=[one["id"] for one in closures], how="urgent")
    for row in rows.order_by("pk"):
        if row.is_standing(at) and row.approval_id is None:
            end(row, by, by.name, at)
