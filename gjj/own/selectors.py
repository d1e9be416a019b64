"""查本人资料上正在办的。"""

from gjj.actors.actor import Actor
from gjj.own.models import ContactChange, LoginClosing


def open_closing(actor: Actor) -> LoginClosing | None:
    """自己申请了、还没有生效也没有撤销的注销；没有为空。"""
    return LoginClosing.objects.filter(login_id=actor.login_id or 0, undone_at=None, done_at=None).first()


def open_change(actor: Actor, kind: str) -> ContactChange | None:
    """自己没有办完的换号（mobile）、换卡（bank_card）；没有为空。"""
    rows = ContactChange.objects.filter(login_id=actor.login_id or 0, kind=kind, undone_at=None, done_at=None)
    return rows.first()
