"""存筛选、删筛选：只动本人的。"""

from datetime import datetime

from django.db import transaction

from deposits.errors import no_employer_account, saved_filter_refused
from deposits.models import SavedFilter
from deposits.selectors.saved_filters import PAGES, clean_query
from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.declarations.permissions import require

MOST = 20
NAME = 30


@transaction.atomic
def save_filter(*, by: Actor, page: str, name: str, query: str, at: datetime) -> int:
    """把现在的筛选存下来，同名的换成新的，返回编号；没有名字、没有条件、存得太多抛 BizError。"""
    require(by, "deposits.filter.save")
    name = name.strip()
    if page not in PAGES or by.login_id is None:
        raise no_employer_account()
    kept = clean_query(page, query)
    if not name or len(name) > NAME:
        raise saved_filter_refused("filter_name", f"筛选要起一个 1 到 {NAME} 个字的名字，没有存。", "请填好名字再存。")
    if not kept:
        raise saved_filter_refused("filter_empty", "现在没有任何筛选条件，没有存。", "请先选好条件，再存。")
    mine = SavedFilter.objects.select_for_update().filter(login_id=by.login_id, page=page)
    if len({row.name for row in mine} | {name}) > MOST:
        raise saved_filter_refused("filter_too_many", f"这个清单已经存了 {MOST} 个筛选，没有再存。", "请先删掉不用的。")
    row, _ = SavedFilter.objects.update_or_create(
        login_id=by.login_id, page=page, name=name, defaults={"query": kept, "created_at": at}
    )
    record(
        by=by, action="deposits.filter.save", object_type="login", object_id=by.login_id, at=at,
        summary=f"在{PAGES[page].title}存筛选「{name}」",
    )  # fmt: skip
    return int(row.pk)


@transaction.atomic
def delete_filter(*, by: Actor, filter_id: int, at: datetime) -> str:
    """删掉本人的一个筛选，返回它所在的清单；不是本人的抛 404。"""
    require(by, "deposits.filter.save")
    row = SavedFilter.objects.select_for_update().filter(pk=filter_id, login_id=by.login_id or 0).first()
    if row is None:
        raise no_employer_account()
    page, name = row.page, row.name
    row.delete()
    record(
        by=by, action="deposits.filter.delete", object_type="login", object_id=by.login_id, at=at,
        summary=f"在{PAGES[page].title}删筛选「{name}」",
    )  # fmt: skip
    return page
