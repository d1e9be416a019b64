"""查本人资料上正在办的。"""

from dataclasses import dataclass
from datetime import datetime

from gjj.actors.actor import Actor
from gjj.crypto.masking import mask_card, mask_mobile
from gjj.own.models import KINDS, ContactChange, LoginClosing

SHOWN = {"mobile": mask_mobile, "bank_card": mask_card}


def open_closing(actor: Actor) -> LoginClosing | None:
    """自己申请了、还没有生效也没有撤销的注销；没有为空。"""
    return LoginClosing.objects.filter(login_id=actor.login_id or 0, undone_at=None, done_at=None).first()


@dataclass(frozen=True)
class Waiting:
    """申请上了、冷静期还没有满的一件：``what`` 换什么，``value`` 换成什么（遮掩过的），``due_at`` 几时换上，``page`` 在哪一页撤销。"""

    what: str
    value: str
    due_at: datetime
    page: str


PAGES = {"mobile": "portal:change_mobile", "bank_card": "portal:change_card"}


def waiting_changes(actor: Actor) -> list[Waiting]:
    """自己在冷静期里的换号、换卡，先到期的在前；没有是空的。"""
    rows = ContactChange.objects.filter(login_id=actor.login_id or 0, undone_at=None, done_at=None)
    return [
        Waiting(KINDS[row.kind], SHOWN[row.kind](str(row.value)), row.due_at, PAGES[row.kind])
        for row in rows.exclude(started_at=None).order_by("due_at")
        if row.due_at
    ]


def open_change(actor: Actor, kind: str) -> ContactChange | None:
    """自己没有办完的换号（mobile）、换卡（bank_card）；没有为空。"""
    rows = ContactChange.objects.filter(login_id=actor.login_id or 0, kind=kind, undone_at=None, done_at=None)
    return rows.first()
