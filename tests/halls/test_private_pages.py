"""有人的资料的页不许存下：登录以后的每一页、接口的答复、注册走到一半的都是；公开的页、静态文件照旧能存。退出时请浏览器清掉。"""

import re

import pytest
from django.test import Client

from gjj import clock
from gjj.identity.tokens import issue_token
from gjj.web.checks import declared_methods, walk
from gjj.web.views import HallView
from tests import situations as s
from tests.halls import visitors
from tests.services.identity.members import member, signed_in

pytestmark = pytest.mark.django_db
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


def pages() -> list[str]:
    """全部打得开的页。"""
    found = []
    for path, names, pattern in walk():
        view = getattr(pattern.callback, "view_class", None)
        if "admin" not in names and view is not None and issubclass(view, HallView) and "GET" in declared_methods(view):
            found.append("/" + PARAMETER.sub("1", path))
    return found


def test_no_page_after_signing_in_may_be_kept() -> None:
    """登录以后打开每一个页面地址（打不开的、要转走的也算）：都写着不许存。"""
    browser, addresses = visitors.signed_in(s.unit().agent), pages()
    assert len(addresses) > 80
    kept = [one for one in addresses if "no-store" not in browser.get(one).headers.get("Cache-Control", "")]
    assert [one for one in kept if not one.startswith("/first-admin/")] == []
    teller = visitors.signed_in(s.staff("teller"))
    assert "no-store" in teller.get("/admin/identity/person/").headers["Cache-Control"]


def test_public_pages_and_files_may_be_kept() -> None:
    """没有登录的人看首页、计算器、办事目录，程序看健康检查：不写。"""
    for address in ("/", "/calculators/contribution/", "/items/"):
        assert "Cache-Control" not in Client().get(address).headers, address


def test_half_a_sign_up_may_not_be_kept() -> None:
    """注册走到一半：填过的资料在页上，不许存。"""
    browser = Client()
    one = s.worker()
    form = {"name": one.name, "id_no": one.id_no, "mobile": one.mobile, "bank_card": "6222021234567890128"}
    browser.post("/sign-up/", {**form, "agree": "on", "terms": "2026-12"})
    page = browser.get("/sign-up/")
    assert one.name in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"]


def test_calls_are_answered_as_a_file_that_may_not_be_kept() -> None:
    """接口：办成的、拒绝的、没有的，JSON 都当文件给；认出了人的不许存。页面自己的 JSON 不当文件。"""
    one = member()
    token = issue_token(login_id=one.login_id, scopes=["person"], at=clock.now())
    bearer = {"Authorization": f"Bearer {token}"}
    for address, headers, status in (
        ("/api/v1/me/accounts/", bearer, 200), ("/api/v1/me/accounts/", {}, 401), ("/api/v1/nothing/", bearer, 404),
        ("/api/v1/unit/employees/", bearer, 403), ("/api/v1/items/", {}, 200),
    ):  # fmt: skip
        answer = Client().get(address, headers=headers)
        assert answer.status_code == status, address
        assert answer.headers["Content-Disposition"] == 'attachment; filename="api.json"', address
    assert "no-store" in Client().get("/api/v1/me/accounts/", headers=bearer).headers["Cache-Control"]
    assert "no-store" in signed_in(one).get("/api/v1/me/accounts/").headers["Cache-Control"]
    left = signed_in(one).get("/session/")
    assert "Content-Disposition" not in left.headers


def test_signing_out_asks_the_browser_to_forget() -> None:
    """退出的答复请浏览器清掉存下的；设备记号留着，下次还认得这台。"""
    browser = signed_in(member())
    answer = browser.post("/logout/")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert browser.get("/me/").status_code == 302
