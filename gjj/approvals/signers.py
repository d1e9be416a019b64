"""签了到生效之间，签的人出了事没有：登录停用了、岗位收回了的，那一份不照办。到期离任的不算，签的时候他有权。"""

from collections.abc import Callable
from datetime import datetime

from django.db.models import Q

from gjj.actors.actor import Actor
from gjj.approvals.models import Proposal
from gjj.approvals.ports import Handler
from gjj.approvals.workflow import OPEN
from gjj.audit.models import AuditEntry
from gjj.declarations.errors import BizError
from gjj.identity.closable import OWN
from gjj.identity.models import Grant, Login
from gjj.identity.selectors.grants import actor_of, live_grants
from gjj.periods.days import business_date


def lapsed(row: Proposal, handler: Handler, at: datetime) -> BizError | None:
    """提的人、批的人有没有签了以后停了登录、收回了岗位的；没有为空。本人注销的、到期的不算。"""
    sides: tuple[tuple[str, int, datetime, Callable[[Actor], None]], ...] = (
        (f"提的人{row.proposed_by}", row.proposed_login, row.proposed_at, lambda by: handler.may_propose(by, row.content)),
        (
            f"批的人{row.decided_by}", row.decided_login or 0, row.decided_at or at,
            lambda by: handler.may_approve(by, row.content),
        ),
    )  # fmt: skip
    for who, login_id, since, ask in sides:
        if why := _gone(login_id, since, at, ask):
            return BizError(
                "approval_signer_gone", f"签了以后，{who}{why}。", status=409, money="没有任何款项变动。", fix="还要改的，请在岗的同事重新提。",
            )  # fmt: skip
    return None


def _gone(login_id: int, since: datetime, at: datetime, ask: Callable[[Actor], None]) -> str:
    """这个登录签了以后怎么了；没有什么的为空。"""
    login = Login.objects.filter(pk=login_id).first()
    if login is None:
        return ""
    if not login.is_active and login.closed_because != OWN:
        return "的登录停用了"
    held = [str(pk) for pk in Grant.objects.filter(login=login).values_list("pk", flat=True)]
    ended = AuditEntry.objects.filter(
        object_type="grant", object_id__in=held, action="identity.end_grant", at__gt=since
    )  # fmt: skip
    return "的岗位收回了" if ended.exists() and not _could_sign(login, at, ask) else ""


def _could_sign(login: Login, at: datetime, ask: Callable[[Actor], None]) -> bool:
    """照他现在还有的岗位，这一份他还签得了。"""
    for grant in live_grants(business_date(at)).filter(login=login).select_related("login__person"):
        try:
            ask(actor_of(login, grant, channel="counter", level=2, ip=""))
        except BizError:
            continue
        return True
    return False


def unfinished_of(login_id: int) -> list[Proposal]:
    """一个登录的人提的、批的，还没有结果的，早的在前：收他的岗位、停他的登录以前看得到手上有什么。"""
    mine = Q(proposed_login=login_id) | Q(decided_login=login_id)
    return list(Proposal.objects.filter(mine, status__in=OPEN).order_by("id"))


def unfinished_said(login_id: int) -> str:
    """手上没有结果的审批怎么说；没有的也说。"""
    rows = unfinished_of(login_id)
    waiting = [one.number for one in rows if one.status == "proposed"]
    due = [one.number for one in rows if one.status == "approved"]
    told = [f"等人批的 {'、'.join(waiting)}"] if waiting else []
    told += [f"批准了、等日子的 {'、'.join(due)}"] if due else []
    return "；".join(told) or "没有"
