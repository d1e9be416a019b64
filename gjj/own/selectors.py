"""查本人资料上正在办的。"""

from dataclasses import dataclass
from datetime import datetime

from gjj.actors.actor import Actor
from gjj.approvals.selectors import PERSON, proposals_about
from gjj.approvals.workflow import OPEN
from gjj.crypto.masking import mask_card, mask_mobile
from gjj.own.models import KINDS, ContactChange, LoginClosing

COUNTER_CARD = "own.counter_card"
"""柜面变更银行卡的审批。"""
SHOWN = {"mobile": mask_mobile, "bank_card": mask_card}


def open_closing(actor: Actor) -> LoginClosing | None:
    """自己申请了、还没有生效也没有撤销的注销；没有为空。"""
    return LoginClosing.objects.filter(login_id=actor.login_id or 0, undone_at=None, done_at=None).first()


@dataclass(frozen=True)
class Waiting:
    """申请上了、冷静期还没有满的一件：``what`` 换什么，``value`` 换成什么（遮掩过的），``due_at`` 几时换上，``page`` 在哪一页撤销。

    柜面提的没有自己撤销的一页：``page`` 是空的，要打电话、到柜面。
    """

    what: str
    value: str
    due_at: datetime
    page: str


PAGES = {"mobile": "portal:change_mobile", "bank_card": "portal:change_card"}


def waiting_changes(actor: Actor) -> list[Waiting]:
    """自己在冷静期里的换号、换卡，柜面替他提的换卡也在，先到期的在前；没有是空的。"""
    rows = ContactChange.objects.filter(login_id=actor.login_id or 0, undone_at=None, done_at=None)
    found = [
        Waiting(KINDS[row.kind], SHOWN[row.kind](str(row.value)), row.due_at, PAGES[row.kind])
        for row in rows.exclude(started_at=None)
        if row.due_at
    ]
    asked = proposals_about(f"{PERSON}{actor.person_id or 0}").filter(kind=COUNTER_CARD, status__in=OPEN)
    found += [Waiting(KINDS["bank_card"], one.content["shown"], one.effective_at, "") for one in asked]
    return sorted(found, key=lambda one: one.due_at)


def open_change(actor: Actor, kind: str) -> ContactChange | None:
    """自己没有办完的换号（mobile）、换卡（bank_card）；没有为空。"""
    rows = ContactChange.objects.filter(login_id=actor.login_id or 0, kind=kind, undone_at=None, done_at=None)
    return rows.first()
