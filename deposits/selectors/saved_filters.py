"""存下的筛选：哪些清单能存、本人存了哪些。"""

from urllib.parse import parse_qsl, urlencode

from deposits.models import SavedFilter
from gjj.actors.actor import Actor

PAGES = {
    "employees": ("职工清册", ("q", "status", "sort")),
    "ledger": ("单位明细账", ("year", "book", "kind")),
    "month_grid": ("职工汇缴明细", ("year", "q", "gaps")),
    "change_lists": ("变更清册", ("status", "q")),
    "compare": ("变更清册比较", ("old", "new", "part")),
    "log": ("操作日志", ("from", "to", "who", "action", "result", "q")),
    "make_ups": ("补缴书", ("status", "q")),
    "flags": ("职工异议", ("status", "q")),
}
"""能存筛选的清单：编码 → 说法、可以存的查询参数；别的参数（页码、游标）不存。"""


def clean_query(page: str, query: str) -> str:
    """只留这个清单认得的、填了的参数，次序固定。"""
    given = dict(parse_qsl(query.lstrip("?")))
    return urlencode([(name, given[name][:100]) for name in PAGES[page][1] if given.get(name)])


def saved_filters(actor: Actor, page: str) -> list[SavedFilter]:
    """本人在这个清单上存的。"""
    if actor.login_id is None:
        return []
    return list(SavedFilter.objects.filter(login_id=actor.login_id, page=page).order_by("name"))
