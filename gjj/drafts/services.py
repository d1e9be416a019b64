"""存草稿、丢草稿。不记审计：是本人还没交的字，别人看不到，也什么都没有改。"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from gjj.actors.actor import Actor
from gjj.database.forgetting import forget_before
from gjj.declarations.permissions import require
from gjj.drafts.models import Draft
from gjj.drafts.parameters import KEPT_DAYS
from gjj.drafts.selectors import place_of
from gjj.identity.models import Login
from gjj.parameters import selectors as parameters
from gjj.periods.days import business_date

LONGEST = 20_000
"""一份草稿最多多少个字；再多的不是填表。"""
MOST = 100
"""一个登录最多留几份，再多的丢最旧的。"""
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


@dataclass(frozen=True)
class Slip:
    """一张表单的凭条：谁在哪个身份下、哪一页、哪张表、页面叫什么、这一次打开的记号。"""

    login_id: int
    grant_id: int | None
    page: str
    form: str
    title: str
    mark: str

    @property
    def place(self) -> str:
        """哪一页的散列。"""
        return place_of(self.login_id, self.grant_id, self.page)


@transaction.atomic
def keep(*, slip: Slip, fields: Mapping[str, Sequence[str]], last: str, at: datetime) -> datetime | None:
    """存下写的字，返回留到几时；一个字也没写的、太长的、这一次打开的已经交过的、登录停用了的不存，返回空。"""
    _one_at_a_time(slip)
    row = Draft.objects.filter(place=slip.place, form=slip.form).first()
    if row is not None and row.content is None and row.ticket == slip.mark:
        return None
    if not any(text.strip() for texts in fields.values() for text in texts):
        Draft.objects.filter(place=slip.place, form=slip.form).delete()
        return None
    if not last and row is not None and row.content is not None:
        last = str(json.loads(str(row.content))["last"])  # 没有脚本交上来的不知道停在哪一栏，照原来记的
    content = json.dumps(
        {"fields": {name: list(texts) for name, texts in fields.items()}, "last": last, "page": slip.page, "title": slip.title},
        ensure_ascii=False,
    )  # fmt: skip
    if len(content) > LONGEST or not Login.objects.filter(pk=slip.login_id, is_active=True).exists():
        return None
    until = at + timedelta(days=parameters.value(KEPT_DAYS, on=business_date(at)))
    _write(slip, content, at, until)
    oldest = Draft.objects.filter(login_id=slip.login_id).order_by("-saved_at", "-id").values("pk")[MOST:]
    Draft.objects.filter(pk__in=list(oldest.values_list("pk", flat=True))).delete()
    return until


@transaction.atomic
def discard(*, slip: Slip, at: datetime) -> None:
    """交成了、不要了：抹掉内容，留一个记号，路上还没到的那一次保存到了也不算。"""
    _one_at_a_time(slip)
    _write(slip, None, at, at + timedelta(days=1))


@transaction.atomic
def discard_own(*, by: Actor, draft_id: int | None) -> int:
    """不要自己的一份草稿，或者全部（draft_id 为空）；返回丢了几份，不是自己的当没有。"""
    require(by, "drafts.own")
    rows = Draft.objects.filter(login_id=by.login_id or 0, content__isnull=False)
    gone, _ = (rows if draft_id is None else rows.filter(pk=draft_id)).delete()
    return gone


def forget_old(at: datetime) -> int:
    """删去过了日子的草稿，返回删了几份；跑多少遍都一样。"""
    return forget_before(Draft, "expires_at", at)


def _one_at_a_time(slip: Slip) -> None:
    """同一张表的存和丢排队：后一个看得到前一个。"""
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [f"{slip.place}:{slip.form}"])


def _write(slip: Slip, content: str | None, at: datetime, until: datetime) -> None:
    Draft.objects.update_or_create(
        place=slip.place, form=slip.form,
        defaults={"login_id": slip.login_id, "content": content, "ticket": slip.mark, "saved_at": at, "expires_at": until},
    )  # fmt: skip
