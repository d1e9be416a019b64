"""一样东西的历次审批：别的房间的后台页从这里走过去看。"""

from gjj.actors.actor import Actor
from gjj.approvals.labels import WORDS
from gjj.approvals.selectors import proposals_about, seen
from gjj.backoffice.things import Link, listing, page_of
from gjj.declarations.permissions import allowed

SHOWN = 3


def roads_of(what: str, actor: Actor) -> list[Link]:
    """最近三份各一条，写着走到哪一步；再早的到清单里看。没有的、看不了的为空。"""
    if not allowed(actor, "approvals.view"):
        return []
    rows = list(seen(actor, proposals_about(what))[: SHOWN + 1])
    found = [
        Link(f"审批 {one.number}（{WORDS[one.status]}）", page_of("approvals_proposal", one.pk)) for one in rows[:SHOWN]
    ]
    return [*found, Link("历次审批", listing("approvals_proposal", about=what))] if len(rows) > SHOWN else found
