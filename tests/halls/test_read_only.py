"""只读：看得到全部，一件也不能办——页面和接口的每一种写法都试。"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from gjj.declarations.permissions import all_permissions
from gjj.identity import tokens
from gjj.web.access import PUBLIC
from gjj.web.checks import declared_methods, walk
from tests import situations as s
from tests.halls.test_every_address import PARAMETER, view_of
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db
OWN = {
    "drafts.own",
    "identity.step_up",
    "identity.totp",
    "identity.end_session",
    "identity.change_password",
    "identity.choose_password",
    "identity.own.view",
}
"""自己的登录和没写完的字：退出自己的设备、换自己的口令、接着用、存草稿。"""
LOOKS = {
    "deposits.unit.view", "deposits.document.view", "cases.own", "messaging.unit.view", "identity.unit.view", "identity.own.view",
}  # fmt: skip
"""看。"""


def writes() -> Iterator[tuple[str, str, Any]]:
    """单位大厅和单位接口的每一种写法，打开就出具单证的也算：(地址, 方法, 视图)。"""
    for path, names, pattern in walk():
        view = view_of(pattern)
        if "admin" in names or view is None or not hasattr(view, "needed"):
            continue
        for method in declared_methods(view):
            if view.needed(method) != PUBLIC and (method != "GET" or view.issues):
                yield "/" + PARAMETER.sub("1", path), method, view


def test_the_table_lets_the_viewer_only_look() -> None:
    """权限表里，只读的只有看和自己的登录。"""
    theirs = {action for action, one in all_permissions().items() if "unit_viewer" in one.roles}
    assert theirs - OWN == LOOKS - OWN


def test_every_write_of_pages_and_calls_is_refused_to_the_viewer() -> None:
    """清册、汇缴书、付款、托收、补缴、调整、异议、暂存、办件、消息、筛选、单证、本单位的人……每个地址每种写法都是 403，说的是没有权限。"""
    of, _ = s.unit_with_workers(1)
    s.remittance_of(of)
    viewer = s.member_of(of, "unit_viewer")
    token = tokens.issue_token(login_id=viewer.login_id or 0, scopes=["unit", "person"], at=_now())
    client, tried = signed_in(viewer), 0
    for address, method, view in writes():
        if view.needed(method) in OWN:
            continue
        by_token = {"HTTP_AUTHORIZATION": f"Bearer {token}"} if address.startswith("/api/") else {}
        caller = Client(raise_request_exception=False) if by_token else client
        answer = getattr(caller, method.lower())(address, **by_token)
        said = answer.content.decode()
        assert answer.status_code == 403, (method, address, answer.status_code)
        assert re.search("not_permitted|scope_missing" if by_token else "您现在的身份是单位只读人员", said), (
            method,
            address,
        )
        tried += 1
    assert tried > 60


def test_the_viewer_opens_every_page_of_the_menu() -> None:
    """菜单里他看得到的每一页都打得开；看消息不算读过。"""
    of, _ = s.unit_with_workers(1)
    s.remittance_of(of)
    client = signed_in(s.member_of(of, "unit_viewer"))
    home = client.get("/unit/").content.decode()
    assert "您是只读身份" in home
    side = home.partition('<nav class="side"')[2].partition("</nav>")[0]
    pages = set(re.findall(r'href="(/unit/[^"]*)"', side))
    assert {"/unit/", "/unit/people/", "/unit/papers/", "/unit/log/"} <= pages
    for address in pages:
        assert client.get(address).status_code == 200, address
    assert "/notice/" not in client.get("/unit/papers/").content.decode()
    message = s.told(employer_id=of.employer_id)
    assert client.get(f"/unit/messages/{message}/").status_code == 200
    assert "1 条未读" in client.get("/unit/").content.decode()


def _now() -> Any:
    from gjj import clock

    return clock.now()
