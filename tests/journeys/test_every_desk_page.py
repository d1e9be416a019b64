"""后台的每一页：各种柜面身份走遍清单、详情和办事的页，每张表空着交、填好交；宽屏和手机 axe 都查不出严重的毛病，不横着滚。没有一个地址没人走到，没有一张表没人填成。"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import cache
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.test import Client

from deposits.selectors import opening
from gjj.backoffice.readonly import ReadOnlyAdmin
from gjj.catalog.admin import ItemAdmin
from gjj.web.checks import walk
from tests.halls.back_office import ROLES, Town, foreign
from tests.journeys.at_the_desk import browser_thread, window
from tests.journeys.desk_town import desk_town
from tests.journeys.desk_walk import Trodden, Walk
from tests.services.identity.members import member, signed_in
from tests.standing import standing

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(scope="module")
def standing_desk(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    """什么都有一件的城，这个文件造一座。"""
    with standing(django_db_blocker, desk_town) as made:
        yield made


@pytest.fixture(scope="module")
def thread() -> Iterator[ThreadPoolExecutor]:
    """浏览器的那条线程。"""
    with browser_thread() as one:
        yield one


@pytest.fixture(scope="module")
def walks(standing_desk: Town, thread: ThreadPoolExecutor) -> Callable[[str], Walk]:
    """每种身份走一遍，只走一次；别人走过的样子、办成过的表不再从头来。"""
    before = Trodden()

    @cache
    def walked(role: str) -> Walk:
        client = signed_in(member(role, "all"))
        with window(thread, client) as opened, pytest.MonkeyPatch.context() as patch:
            patch.setattr(ReadOnlyAdmin, "list_per_page", 3)  # 行不多也翻得了页
            # 这座城停在 11 月 24 日，比现在的合同文本起用早：签订日期填那一天也要收得下
            patch.setattr(opening, "text_from", lambda version: date(2026, 11, 1))
            done = Walk(role, opened, before)
            done.round()
        print(f"{role}：{done.count} 页")
        return done

    return walked


@pytest.mark.parametrize("role", ROLES)
def test_no_page_of_the_back_office_has_a_serious_fault(walks: Callable[[str], Walk], role: str) -> None:
    """这种身份走得到的每一页、交得出的每一张表。"""
    done = walks(role)
    assert not done.wrong, "\n".join(done.wrong)
    assert done.count > 60


NOT_PAGES = {
    "admin:login": "转到统一的登录页", "admin:logout": "不开，用大厅的退出", "admin:password_change": "不开，用大厅的换口令",
    "admin:password_change_done": "不开", "admin:autocomplete": "答 JSON", "admin:jsi18n": "脚本里的说法", "admin:view_on_site": "不开",
    "admin:approvals_proposal_act": "只收审批那一页的表", "admin:cases_case_return": "只收办件那一页的表",
    "admin:deposits_unitapplication_paper": "答交的材料",
}  # fmt: skip
"""不是页面的地址。"""
CLOSED = ("_add", "_delete")
"""增、删的页谁也打不开（test_back_office_pages 里查），样子就是「没有权限」那一页。"""


def addresses() -> set[str]:
    """地址表里后台的全部地址；别的库登记的谁也打不开，不算。"""
    shut = tuple(f"{model._meta.app_label}_{model._meta.model_name}_" for model, _ in foreign())
    named = {str(pattern.name) for _, names, pattern in walk() if "admin" in names and pattern.name}
    return {f"admin:{name}" for name in named if not name.startswith(shut) and not name.endswith(CLOSED)}


def test_every_address_of_the_back_office_is_walked_and_every_form_is_filled(walks: Callable[[str], Walk]) -> None:
    """新添一页没有一条路走得到、新添一张表照这样填不成，就在这里报出来。"""
    done = [walks(role) for role in ROLES]
    reached = set().union(*(one.names for one in done))
    left = addresses() - set(NOT_PAGES) - reached
    assert not left, sorted(left)
    assert set(NOT_PAGES) <= addresses()
    forms, through = (set().union(*(getattr(one, name) for one in done)) for name in ("forms", "through"))
    assert len(forms) >= 8
    assert not forms - through, sorted(forms - through)


@pytest.mark.parametrize("error", [PermissionDenied, Http404, SuspiciousOperation, RuntimeError])
def test_the_pages_of_errors_have_no_serious_fault(
    standing_desk: Town, thread: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    """后台里没有权限、没有这一页、请求不完整、系统出错：说明的那一页。"""

    def wrong(*args: Any, **kwargs: Any) -> None:
        raise error("不给人看的")

    monkeypatch.setattr(ItemAdmin, "get_queryset", wrong)
    client = signed_in(member("teller", "all"))
    client.raise_request_exception = False
    with window(thread, client) as opened:
        done = Walk("teller", opened)
        answer = client.get("/admin/catalog/item/")
        assert answer.status_code >= 400
        assert "不给人看的" not in done.seen("/admin/catalog/item/", answer)
    assert not done.wrong, done.wrong


def test_a_stale_form_is_told_without_a_serious_fault(standing_desk: Town, thread: ThreadPoolExecutor) -> None:
    """放得太久、令牌过期的表：说明的那一页。"""
    one = signed_in(member("teller", "all"))
    client = Client(enforce_csrf_checks=True)
    client.cookies = one.cookies
    with window(thread, client) as opened:
        done = Walk("teller", opened)
        answer = client.post("/admin/cases/case/1/return/", {"reason": "不对"})
        assert answer.status_code == 403
        done.seen("/admin/cases/case/1/return/", answer)
    assert not done.wrong, done.wrong
