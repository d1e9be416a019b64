"""经办人没有交接就离开：身份收回、到期、登录停用了，他的草稿和交了没复核的还在——列成交接单，复核单作废，告诉单位。

从锁住单位账户重新看起：已经有人接手、已经列过的不再列，跑多少遍都一样。
"""

from dataclasses import replace
from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

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
from gjj.identity.models import Grant
from gjj.identity.selectors.grants import live_grants
from gjj.periods.days import business_date
from gjj.work.retry import money_tx

AGENT = UNIT_WORK[0]
UNCONFIRMED = ("processing", "draft")


def list_left_behind(at: datetime) -> int:
    """离开了、还没有列过的各列一份，返回列了几份。"""
    by = system_actor("经办人离开")
    return sum(
        list_left(by=by, employer_account_id=account, login_id=login, at=at) is not None
        for account, login in sorted(_gone(business_date(at)))
    )


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


def _gone(on: date) -> set[tuple[int, int]]:
    """手里还有没办完的、已经不是那个单位经办的：单位账户和登录的编号。"""
    still = _agents(on).filter(employer_id=OuterRef("employer_account__employer_id"))
    drafts = ChangeList.objects.filter(status__in=UNCONFIRMED, filed_by_login__isnull=False)
    reviews = Review.objects.filter(status__in=OPEN)
    return {
        *drafts.exclude(Exists(still.filter(login_id=OuterRef("filed_by_login")))).values_list("employer_account_id", "filed_by_login"),
        *reviews.exclude(Exists(still.filter(login_id=OuterRef("asked_login")))).values_list("employer_account_id", "asked_login"),
    }  # fmt: skip
