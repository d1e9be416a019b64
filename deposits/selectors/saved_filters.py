"""存下的筛选：哪些清单能存、本人存了哪些。"""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from deposits.models import SavedFilter
from gjj.actors.actor import Actor


@dataclass(frozen=True)
class SavedPage:
    """能存筛选的一个清单：叫什么、地址的名字、可以存的查询参数；别的参数（页码、游标）不存。"""

    title: str
    address: str
    parameters: tuple[str, ...]


PAGES = {
    "employees": SavedPage("职工清册", "deposits:employees", ("q", "status", "sort")),
    "ledger": SavedPage("单位明细账", "deposits:ledger", ("year", "book", "kind")),
    "month_grid": SavedPage("职工汇缴明细", "deposits:month_grid", ("year", "q", "gaps")),
    "change_lists": SavedPage("变更清册", "deposits:change_lists", ("status", "q")),
    "remittances": SavedPage("单位汇缴", "deposits:remittances", ("status", "q")),
    "changes": SavedPage("人员变更", "deposits:changes", ("kind", "year", "since", "until", "q")),
    "compare": SavedPage("变更清册比较", "deposits:compare", ("old", "new", "part")),
    "log": SavedPage("操作日志", "deposits:log", ("from", "to", "who", "action", "result", "q")),
    "make_ups": SavedPage("补缴书", "deposits:make_ups", ("status", "q")),
    "flags": SavedPage("职工异议", "deposits:flags", ("status", "q")),
    "adjustments": SavedPage("调整书", "deposits:adjustments", ("status", "q")),
    "collection": SavedPage("每一次托收", "deposits:collection", ("result", "q")),
    "unit_messages": SavedPage("消息", "portal:unit_messages", ("read", "category", "q")),
    "unit_papers": SavedPage("单证打印", "deposits:unit_papers", ("kind", "status", "q")),
    "unit_cases": SavedPage("我的办件", "portal:unit_cases", ("status", "q", "item", "since", "until")),
}
"""能存筛选的清单：编码 → 清单。"""


LONGEST = 500
"""一个参数最多存多少字：封好的查找词比填的长。"""


def clean_query(page: str, query: str) -> str:
    """只留这个清单认得的、填了的参数，次序固定。"""
    given = dict(parse_qsl(query.lstrip("?")))
    return urlencode([(name, given[name][:LONGEST]) for name in PAGES[page].parameters if given.get(name)])


def saved_filters(actor: Actor, page: str) -> list[SavedFilter]:
    """本人在这个清单上存的。"""
    if actor.login_id is None:
        return []
    return list(SavedFilter.objects.filter(login_id=actor.login_id, page=page).order_by("name"))
