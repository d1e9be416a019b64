"""存下的筛选：存、换、删，只动本人的。"""

import pytest
from django.urls import reverse
from django.utils.html import escape

from deposits.models import SavedFilter
from deposits.selectors.saved_filters import PAGES, clean_query, saved_filters
from deposits.services.saved_filters import MOST, delete_filter, save_filter
from gjj.audit.models import AuditEntry
from gjj.declarations.errors import BizError
from tests import situations as s
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db


def test_a_filter_keeps_only_what_the_list_knows() -> None:
    """只存这个清单认得的条件，页码和游标不存。"""
    assert clean_query("employees", "?status=sealed&q=张&page=3&cursor=x&evil=1") == "q=%E5%BC%A0&status=sealed"


def test_saving_again_under_the_same_name_replaces_it_and_both_are_audited() -> None:
    """同名的换成新的；两次都留审计，审计里没有条件的内容。"""
    agent = s.unit().agent
    save_filter(by=agent, page="employees", name="我的", query="status=sealed", at=s.NOON)
    save_filter(by=agent, page="employees", name="我的", query="q=3127", at=s.NOON)
    assert [one.query for one in saved_filters(agent, "employees")] == ["q=3127"]
    rows = AuditEntry.objects.filter(action="deposits.filter.save")
    assert rows.count() == 2
    assert not any("3127" in row.summary for row in rows)


@pytest.mark.parametrize(
    ("name", "query", "code"),
    [
        ("", "status=sealed", "filter_name"),
        ("长" * 31, "status=sealed", "filter_name"),
        ("空的", "page=2", "filter_empty"),
    ],
)
def test_a_filter_without_a_name_or_a_condition_is_refused(name: str, query: str, code: str) -> None:
    """没名字、名字太长、没有条件：说清楚，不存。"""
    with pytest.raises(BizError) as refused:
        save_filter(by=s.unit().agent, page="employees", name=name, query=query, at=s.NOON)
    assert refused.value.code == code
    assert SavedFilter.objects.count() == 0


def test_no_more_than_twenty_are_kept_for_a_list() -> None:
    """一个清单最多二十个；换已有的不算多。"""
    agent = s.unit().agent
    for number in range(MOST):
        save_filter(by=agent, page="log", name=f"第{number}个", query="q=a", at=s.NOON)
    save_filter(by=agent, page="log", name="第0个", query="q=b", at=s.NOON)
    with pytest.raises(BizError) as refused:
        save_filter(by=agent, page="log", name="再来一个", query="q=a", at=s.NOON)
    assert refused.value.code == "filter_too_many"


def test_someone_elses_filter_is_not_seen_and_not_deleted() -> None:
    """同一个单位的复核也看不到、删不了经办存的。"""
    made = s.unit()
    kept = save_filter(by=made.agent, page="log", name="我的", query="q=a", at=s.NOON)
    assert saved_filters(made.reviewer, "log") == []
    with pytest.raises(BizError) as refused:
        delete_filter(by=made.reviewer, filter_id=kept, at=s.NOON)
    assert refused.value.status == 404
    assert delete_filter(by=made.agent, filter_id=kept, at=s.NOON) == "log"
    assert SavedFilter.objects.count() == 0


def test_the_page_saves_shows_and_deletes() -> None:
    """页面上存、点、删走得通，删的按钮说清楚删哪个。"""
    made, _ = s.unit_with_workers(1)
    client = signed_in(made.agent)
    client.post("/unit/saved-filters/", {"page": "employees", "name": "封存的", "query": "status=sealed"})
    page = client.get("/unit/employees/?status=sealed").content.decode()
    assert "封存的" in page
    assert 'href="?status=sealed" aria-current="true"' in page
    kept = SavedFilter.objects.get()
    client.post(f"/unit/saved-filters/{kept.pk}/delete/")
    assert SavedFilter.objects.count() == 0
    assert client.post("/unit/saved-filters/", {"page": "nothing", "name": "x", "query": "q=1"}).status_code == 404


ASKED = {"adjustments": "status=applied", "month_grid": "q=张", "compare": "part=came", "ledger": "book=fund"}


@pytest.mark.parametrize("page", sorted(PAGES))
def test_every_list_offers_to_keep_its_conditions_and_shows_the_kept_ones(page: str) -> None:
    """登记在册的清单，一个不少：有条件就能存，存了回到这个清单、点得开、删得掉。"""
    made, _ = s.unit_with_workers(1)
    client, address = signed_in(made.agent), reverse(PAGES[page].address)
    query = clean_query(page, ASKED.get(page, "q=张"))
    offered = client.get(f"{address}?{query}").content.decode()
    assert f'name="page" value="{page}"' in offered
    told = client.post("/unit/saved-filters/", {"page": page, "name": "常用的", "query": query})
    assert told.headers["Location"] == f"{address}?{query}"
    again = client.get(f"{address}?{query}").content.decode()
    assert f'href="?{escape(query)}" aria-current="true"' in again
    kept = SavedFilter.objects.get()
    assert client.post(f"/unit/saved-filters/{kept.pk}/delete/").headers["Location"] == address


def test_what_was_not_used_is_not_saved() -> None:
    """页面上的写法「2026年7月」读得出；读不成的条件说没有用上，存的时候也不带它，没有别的条件就没有「存下来」。"""
    client = signed_in(s.unit().agent)
    page = client.get("/unit/changes/", {"since": "2026年7月"}).content.decode()
    assert "没有按起始年月筛选" not in page
    assert 'name="query" value="since=' in page
    page = client.get("/unit/changes/", {"since": "七月", "kind": "open"}).content.decode()
    assert "没有按起始年月筛选" in page
    assert 'name="query" value="kind=open"' in page
    assert 'name="query"' not in client.get("/unit/changes/", {"since": "七月"}).content.decode()
