"""交接：经办人离开，一次办完——没确认的草稿归接手的人，他交的复核单作废，他在本单位的身份收回，留一份清单，出具成交接单。"""

from datetime import datetime

from django.db.models import Exists, OuterRef

from deposits.errors import no_employer_account
from deposits.errors.handing import not_a_leaver, not_a_successor
from deposits.models import CellDraft, ChangeList, EmployerAccount, HandOver
from deposits.selectors import scope
from deposits.selectors.handover import as_json, left_by, roles_held, successors, waiting_reviews
from deposits.services.locks import lock_employer_account
from deposits.services.print_papers import issue_handover
from deposits.services.reviewing import void
from deposits.services.tell_review import tell_handed_over
from gjj.actors.actor import Actor
from gjj.actors.roles import ROLES
from gjj.audit.services import record
from gjj.declarations.permissions import require
from gjj.identity.models import Grant
from gjj.identity.services.unit_people import dismiss
from gjj.periods.days import business_date
from gjj.work.retry import money_tx


@money_tx
def hand_over(*, by: Actor, grant_id: int, successor_id: int, at: datetime) -> int:
    """把一个人的事由交给另一位经办，返回交接单编号；两个编号是授权的。

    离开的、接手的不是本单位现在的人，接手的不是经办，是同一个人，离开的是最后一位管理员抛 BizError，什么也没有交。
    """
    require(by, "deposits.handover.make")
    today, seen = business_date(at), scope.employer_account(by)
    if seen is None:
        raise no_employer_account()
    account = lock_employer_account(seen.pk)
    leaver = leaver_of(account, grant_id, at)
    successor = next((one for one in successors(account, leaver, today) if one.pk == successor_id), None)
    if successor is None:
        raise not_a_successor()
    items = left_by(by, account, leaver, today)
    drafts = _give_drafts(account, leaver.login_id, successor.login_id)
    for review in waiting_reviews(account, leaver.login_id).select_for_update():
        void(review, by, at)
    held = roles_held(account, leaver.login_id, today)
    for one in held:
        dismiss(by=by, grant_id=one.pk, at=at)
    names = leaver.login.person.name, successor.login.person.name
    row = HandOver.objects.create(
        employer_account=account, leaver_login=leaver.login_id, leaver=names[0], successor_login=successor.login_id,
        successor=names[1], items=as_json(items), made_by=by.name, made_at=at,
    )  # fmt: skip
    record(
        by=by, action="deposits.handover.make", object_type="employer_account", object_id=account.pk, at=at,
        summary=f"交接（{row.number}）：{names[0]}交给{names[1]}，没办完的 {len(items):,} 件",
        after={"草稿": f"{drafts:,} 份", "收回": "、".join(ROLES[one.role] for one in held)},
    )  # fmt: skip
    issue_handover(row=row, by=by, at=at)
    tell_handed_over(row, at)
    return int(row.pk)


def leaver_of(account: EmployerAccount, grant_id: int, at: datetime) -> Grant:
    """本单位现在的人；别的抛 not_a_leaver（404）。"""
    rows = Grant.objects.filter(pk=grant_id, employer_id=account.employer_id).select_related("login__person")
    found = rows.first()
    if found is None or not roles_held(account, found.login_id, business_date(at)):
        raise not_a_leaver()
    return found


def _give_drafts(account: EmployerAccount, leaver: int, successor: int) -> int:
    """没确认的清册、没写完的格子归接手的人，返回几份清册；单位账户由调用者锁住。"""
    drafts = ChangeList.objects.filter(
        employer_account=account, status__in=("processing", "draft"), filed_by_login=leaver
    )
    cells = CellDraft.objects.filter(change_list__employer_account=account)
    same = cells.filter(
        login_id=successor, change_list=OuterRef("change_list"), row=OuterRef("row"), field=OuterRef("field")
    )
    cells.filter(login_id=leaver).exclude(Exists(same)).update(login_id=successor)
    return int(drafts.update(filed_by_login=successor))
