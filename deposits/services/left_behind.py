"""经办人没有交接就离开：身份收回、到期、登录停用了，他的草稿和交了没复核的还在——列成交接单，复核单作废，告诉单位。

从锁住单位账户重新看起：已经有人接手、已经列过的不再列，跑多少遍都一样。
"""

import logging
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from deposits.models import ChangeList, EmployerAccount, HandOver, Review
from deposits.selectors.handover import NOBODY, as_json, left_by, waiting_reviews
from deposits.services.locks import lock_employer_account
from deposits.services.print_papers import issue_handover
from deposits.services.reviewing import void
from deposits.services.tell_review import tell_left_behind
from deposits.workflow.review import OPEN
from gjj.actors.actor import Actor, system_actor
from gjj.actors.roles import UNIT_WORK
from gjj.audit.services import record
from gjj.identity.closable import OWN
from gjj.identity.models import Grant
from gjj.identity.selectors.grants import live_grants
from gjj.periods.days import business_date
from gjj.work.retry import money_tx

log = logging.getLogger("gjj.deposits")
AGENT = UNIT_WORK[0]
UNCONFIRMED = ("processing", "draft")
LEFT_WITHIN = timedelta(days=30)
"""离开了这么久还没有列的不再列：每小时看一次，停了几天的补得上；有这一项以前早就离开的，不一下子都列出来、都发消息。"""


def list_left_behind(at: datetime) -> int:
    """这些天里离开了、还没有列过的各列一份，返回列了几份；一家列不成不挡着别家，下一遍再列。"""
    by, made = system_actor("经办人离开"), 0
    for account, login in sorted(_gone(at)):
        try:
            made += list_left(by=by, employer_account_id=account, login_id=login, at=at) is not None
        except Exception:
            log.exception("left_behind_not_listed account=%s login=%s", account, login)
    return made


@money_tx
def list_left(*, by: Actor, employer_account_id: int, login_id: int, at: datetime) -> int | None:
    """一个离开了的经办留下的列成交接单，返回编号；还当着经办的、没有留下的、列过的为空。谁能办由调用者先问过。"""
    account = lock_employer_account(employer_account_id)
    today = business_date(at)
    last = left_at(account, login_id)
    if last is None or _agents(today).filter(login_id=login_id, employer_id=account.employer_id).exists():
        return None
    if HandOver.objects.filter(employer_account=account, leaver_login=login_id, made_at__gte=last).exists():
        return None
    held = Grant.objects.filter(login_id=login_id, employer_id=account.employer_id, role=AGENT)
    leaver = held.select_related("login__person").order_by("id").last()
    if leaver is None:
        return None
    # 清单照这个单位的范围列；系统看得到全中心的
    within = replace(by, scope="employer", employer_id=account.employer_id)
    items = left_by(within, account, leaver, today)
    reviews = list(waiting_reviews(account, login_id).select_for_update())
    for review in reviews:
        void(review, within, at)
    row = HandOver.objects.create(
        employer_account=account, leaver_login=login_id, leaver=leaver.login.person.name, successor=NOBODY,
        items=as_json(items), made_by=by.name, made_at=at,
    )  # fmt: skip
    record(
        by=within, action="deposits.handover.make", object_type="employer_account", object_id=account.pk, at=at,
        summary=f"{row.leaver}离开，没有交接，列出没办完的 {len(items):,} 件（{row.number}）",
        after={"作废的复核单": f"{len(reviews):,} 份", "接手": NOBODY},
    )  # fmt: skip
    issue_handover(row=row, by=within, at=at)
    tell_left_behind(row, at)
    return int(row.pk)


def left_at(account: EmployerAccount, login_id: int) -> datetime | None:
    """他手里没办完的（没确认的草稿、等复核的）最近一件是几时的；没有为空。"""
    drafts = ChangeList.objects.filter(employer_account=account, filed_by_login=login_id, status__in=UNCONFIRMED)
    times = [*drafts.values_list("filed_at", flat=True), *waiting_reviews(account, login_id).values_list("asked_at", flat=True)]  # fmt: skip
    return max(times, default=None)


def _agents(on: date) -> QuerySet[Grant]:
    return live_grants(on).filter(role=AGENT)


def _gone(at: datetime) -> set[tuple[int, int]]:
    """手里还有没办完、没列过的，这些天里不再是那个单位经办的：单位账户和登录的编号。"""
    drafts = ChangeList.objects.filter(status__in=UNCONFIRMED, filed_by_login__isnull=False)
    reviews = Review.objects.filter(status__in=OPEN)
    return {*_of_gone(drafts, "filed_by_login", "filed_at", at), *_of_gone(reviews, "asked_login", "asked_at", at)}


def _of_gone(rows: QuerySet[Any], who: str, when: str, at: datetime) -> QuerySet[Any, tuple[int, int]]:
    """who、when 是那一件上写着谁的登录、几时的两栏。"""
    his = {"employer_id": OuterRef("employer_account__employer_id"), "login_id": OuterRef(who)}
    since, today = at - LEFT_WITHIN, business_date(at)
    held = Grant.objects.filter(role=AGENT, **his)
    # 升级以前停用的登录都记成升级那一刻「本人注销」，不照它算几时离开的；这些天里还在交的，当然是这些天里离开的
    closed = Q(login__closed_at__gt=since) & ~Q(login__closed_because=OWN)
    ended = Exists(held.filter(Q(valid_to__gt=business_date(since)) | closed))
    lately = ended | Q(Exists(held), **{f"{when}__gt": since})
    listed = HandOver.objects.filter(
        employer_account=OuterRef("employer_account"), leaver_login=OuterRef(who), made_at__gte=OuterRef(when)
    )
    rows = rows.filter(lately).exclude(Exists(_agents(today).filter(**his))).exclude(Exists(listed))
    return rows.values_list("employer_account_id", who)
