"""添一版：照批准了的审批发、改、撤下；没有批准的写不了。"""

from datetime import datetime

from django.db import transaction

from gjj.actors.actor import Actor
from gjj.approvals.selectors import sanction
from gjj.audit.services import record
from gjj.publications.models import Edition, Publication
from gjj.publications.selectors.shown import last_of
from gjj.publications.services.draft import ends_at, values_of, whole

PUBLISH = "publications.publish"
"""审批的种类：发、改、撤下。"""


@transaction.atomic
def write_edition(*, by: Actor, approval: int, at: datetime) -> int:
    """照批准的添一版，返回是哪一则；没有批准的抛 LookupError，到时已经发不得的抛 BizError（审批作废，写明为什么）。

    一则的各版由审批一次一份地写，不会抢号。
    """
    told = sanction(approval, PUBLISH, {})
    content = told.content
    last = last_of(content["publication"]) if content["publication"] else None
    head = last.publication if last else Publication.objects.create(first_at=at)
    values = content["as"] if content["do"] == "withdraw" else whole(content["as"], at)
    made = Edition.objects.create(
        publication=head, version=last.version + 1 if last else 1, **{**values, "until": ends_at(values["until"])},
        is_withdrawn=content["do"] == "withdraw", why_withdrawn=content.get("why", ""), first_at=head.first_at, since=at,
        approval=told,
    )  # fmt: skip
    record(
        by=by, action="publications.write", object_type="publication", object_id=head.pk, at=at,
        summary=f"{'撤下' if made.is_withdrawn else '发布'}「{made.title}」，第 {made.version} 版",
        before={**values_of(last), "is_withdrawn": last.is_withdrawn} if last else None,
        after={**values_of(made), "is_withdrawn": made.is_withdrawn},
    )  # fmt: skip
    return int(head.pk)
