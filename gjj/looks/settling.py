"""核对要留意的查看：安全管理员看过是谁、看了什么，写下结论；谁核对的、几时、结论都是审计。"""

from datetime import datetime

from django.db import transaction

from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.declarations.permissions import require
from gjj.identity.models import Login
from gjj.looks.errors import finding_missing, look_not_found, look_settled, own_look
from gjj.looks.labels import FOUND, WATCH
from gjj.looks.models import Look
from gjj.looks.selectors import LOOK, SETTLE, findings_of, seen_looks
from gjj.looks.services import LONGEST


@transaction.atomic
def settle(*, by: Actor, look_id: int, finding: str, at: datetime) -> None:
    """写下一条要留意的核对的结论。没有这一条、自己看的、没有写结论、有人核对过的抛 BizError，什么也不变。

    先锁住看的人的登录再查：两位同时核对，后一位看得到前一位的结论。
    """
    require(by, "looks.settle")
    row = seen_looks(by, Look.objects.filter(pk=look_id, after__has_key=WATCH)).first()
    if row is None:
        raise look_not_found()
    looker = Login.objects.select_for_update().get(pk=row.login_id or 0)  # 看的都是登录的人
    if looker.person_id == by.person_id:  # 换一个登录看的，也是他自己看的
        raise own_look()
    if not finding.strip():
        raise finding_missing()
    known = findings_of([row]).get(str(row.pk))
    if known:
        raise look_settled(known)
    record(
        by=by, action=SETTLE, object_type=LOOK, object_id=row.pk, at=at,
        summary=f"核对 {row.name} 要留意的查看：{finding.strip()[:LONGEST]}", after={FOUND: finding.strip()[:LONGEST]},
    )  # fmt: skip
