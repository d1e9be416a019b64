"""每一个地址：都声明了权限；别人的东西一律当作没有；没登录的请去登录。"""

import re
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch

from deposits.models import ApplicationPaper, ChangeList
from deposits.rules.filing_flag import filing_id
from deposits.services.adjust_ratio import adjust_ratio
from deposits.services.decide_review import switch_review
from deposits.services.hand_over import hand_over
from deposits.services.print_papers import print_remittance
from deposits.services.saved_filters import save_filter
from gjj.cases.models import Case
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import all_permissions, allowed
from gjj.identity.models import Grant
from gjj.web.access import PUBLIC
from gjj.web.checks import declared_methods, every_view_declares_its_permission, walk
from tests import situations as s
from tests.applicants import applied
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db
OURS = [(path, pattern) for path, names, pattern in walk() if "admin" not in names]
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


def view_of(pattern: Any) -> Any:
    return getattr(pattern.callback, "view_class", None) or getattr(pattern.callback, "cls", None)


def test_every_view_declares_its_permission() -> None:
    """没有一个地址漏写权限；系统检查也这样说。"""
    assert every_view_declares_its_permission(None) == []
    assert len(OURS) > 30


def test_a_view_that_declares_nothing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """故意去掉一个视图的权限，检查就报出来：证明检查会失败。"""
    from deposits.views.change_lists import ChangeLists

    monkeypatch.setattr(ChangeLists, "permission", "")
    found = every_view_declares_its_permission(None)
    assert any("change-lists" in one.msg for one in found)


@pytest.mark.parametrize(("path", "pattern"), [pytest.param(path, pattern, id=path) for path, pattern in OURS])
def test_a_stranger_is_never_let_in(path: str, pattern: Any) -> None:
    """没登录的人：公开的照看，其余去登录（页面）或 401（接口）。"""
    view = view_of(pattern)
    if view is None or not hasattr(view, "needed"):
        assert pattern.callback.is_public
        return
    address = "/" + PARAMETER.sub("1", path)
    for method in declared_methods(view):
        answer = getattr(Client(raise_request_exception=False), method.lower())(address)
        if view.needed(method) == PUBLIC:
            assert answer.status_code != 401
        elif path.startswith("api/"):
            assert answer.status_code == 401
            assert answer.json()["code"] == "not_signed_in"
        else:
            assert answer.status_code == 302
            assert answer["Location"].startswith("/login/")


def _objects() -> tuple[s.Unit, dict[str, int]]:
    """别人的清册、汇缴书和存下的筛选。"""
    owner, (one,) = s.unit_with_workers(1)
    row = s.remittance_of(owner)
    flag = s.flagged(owner, one)
    kept = save_filter(by=owner.agent, page="employees", name="封存的", query="status=sealed", at=s.NOON)
    adjusted = adjust_ratio(by=owner.agent, employer_ratio=Decimal(9), personal_ratio=Decimal(9), at=s.NOON)
    filing = filing_id(s.account_of(one).pk, s.NOVEMBER)
    person = s.account_of(one).person_id
    with pytest.raises(BizError) as waits:
        switch_review(by=owner.agent, is_on=True, at=s.NOON)
    return owner, {
        "unit/handovers": _handed_over(owner), "unit/reviews": waits.value.extra["review"],
        "unit/people": Grant.objects.get(login_id=owner.agent.login_id).pk, "unit/messages": s.told(employer_id=owner.employer_id), "me/messages": s.told(person_id=person),
        "change-lists": ChangeList.objects.get().pk, "remittances": row.pk, "saved-filters": kept, "flags": flag, "filings": filing, "adjustments": adjusted, "cases": Case.objects.get(item="deposits.remittances").pk,
        "unit-opening/papers": _paper_of_somebody(),
        "papers": print_remittance(by=owner.agent, remittance_id=row.pk, kind="remittance_notice", at=s.NOON).pk,
    }  # fmt: skip


def _paper_of_somebody() -> int:
    """别人申请单位开户交的一份材料。"""
    applied()
    return int(ApplicationPaper.objects.latest("pk").pk)


def _handed_over(owner: s.Unit) -> int:
    """办过一次交接：另一位经办走了，原来的经办接手。"""
    leaver = s.agent_of(owner)
    grants = [Grant.objects.get(login_id=one.login_id, role="unit_agent").pk for one in (leaver, owner.agent)]
    return hand_over(by=s.member_of(owner, "unit_admin"), grant_id=grants[0], successor_id=grants[1], at=s.NOON)


@pytest.mark.parametrize("role", ["teller", "auditor", "system_admin"])
def test_counter_staff_do_not_enter_the_unit_hall(role: str) -> None:
    """柜面身份不进单位大厅和个人大厅。"""
    client = signed_in(s.staff(role))
    for address in ("/unit/", "/me/", "/unit/change-lists/"):
        answer = client.get(address)
        assert answer.status_code == 403
        assert "不能办理" in answer.content.decode()


def test_unit_staff_do_not_enter_the_back_office() -> None:
    """单位的人登录着也进不了后台：得到一句中文说明，不会在登录页之间转圈。"""
    client = signed_in(s.unit().agent)
    for address in ("/admin/", "/admin/ledger/voucher/"):
        answer = client.get(address, follow=True)
        assert answer.status_code == 403
        assert "不能办理这件事" in answer.content.decode()


def test_a_stranger_at_the_back_office_is_asked_to_sign_in() -> None:
    """没登录的人被请去统一的登录页。"""
    answer = Client().get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/login/?next=")


def test_every_action_names_roles_and_an_unknown_action_is_an_error() -> None:
    """每个动作都写明哪些角色能做；没登记的动作是程序错误。"""
    for permission in all_permissions().values():
        assert permission.roles, permission.action
    with pytest.raises(KeyError):
        allowed(s.staff("teller"), "deposits.no_such_action")


def test_no_page_needs_inline_scripts() -> None:
    """安全策略不许行内脚本和样式。"""
    policy = Client().get("/")["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "script-src 'self'" in policy


def test_error_pages_speak_chinese_and_give_a_reference() -> None:
    """错误页是中文，给流水号；接口下不存在的地址答 problem+json。"""
    page = Client().get("/nothing-here/")
    assert page.status_code == 404
    assert page["X-Request-Reference"] in page.content.decode()
    answer = Client().get("/api/v1/nothing/")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "not_found"


def test_a_broken_page_says_so_without_a_stack_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    """程序出错时，用户看到中文说明和流水号，看不到堆栈。"""
    from portal.views.public import Home

    def boom(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(Home, "get", boom)
    page = Client(raise_request_exception=False).get("/")
    said = page.content.decode()
    assert page.status_code == 500
    assert "系统繁忙" in said
    assert "资金没有变动" in said
    assert "secret" not in said


def test_all_addresses_can_be_reversed() -> None:
    """菜单里的每个事项都有真的地址。"""
    from django.urls import reverse

    from deposits.items import ITEMS

    for item in ITEMS:
        try:
            reverse(item.url_name)
        except NoReverseMatch as error:
            raise AssertionError(item.code) from error
