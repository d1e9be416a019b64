"""每一张要写字的表都有草稿：照全部模板、全部地址查，没有一张新的忘得掉；不存的写在这里，写明为什么。"""

import inspect
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import resolve

from gjj.web.access import PUBLIC
from gjj.web.checks import declared_methods, walk
from gjj.web.draft_forms import Form, forms_in
from gjj.web.draft_slips import FIELD, read_slip
from gjj.web.drafts import DraftMiddleware
from tests import situations as s

pytestmark = pytest.mark.django_db
TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"
FIELDS = re.compile(r'{%\s*include "components/field\.html".*?%}|{{ field }}|{{ form\.\w+ }}')

PUBLIC_FORMS = {
    "portal/login.html": "登录：还没有进门，口令从不存",
    "portal/forgotten.html": "忘记口令：还没有进门",
    "portal/first_admin.html": "首位管理员凭一次性链接设口令：还没有登录，草稿没有人认领",
    "portal/sign_up.html": "注册：还没有登录；填的由注册自己留着，核对停着也不丢",
    "portal/sign_up_password.html": "注册的最后一步：起用户名、设口令",
    "portal/progress.html": "凭编号和查询码查进度：不用登录，查询码不留",
}
"""不用登录的表：草稿存在登录名下，没有登录就没有草稿。"""
SEARCHES = sorted(
    str(one.relative_to(TEMPLATES)) for one in TEMPLATES.rglob("*.html")
    if 'include "components/searching.html"' in one.read_text(encoding="utf-8") and one.name != "_mend_grid.html"
)  # fmt: skip
"""搜索框用 POST 交的清单（gjj/web/sealed.py）。"""
OWN_WAY = {
    "deposits/unit/_mend_grid.html": "改名单的格子：一格一存，有自己的草稿（deposits/services/cell_drafts.py）",
    "admin/search_form.html": "按号码找人：是查询，不是写字，号码不留",
    **dict.fromkeys(SEARCHES, "清单的搜索框：是查询，不是写字；查的词封好了进网址"),
}
"""写了 data-no-draft 的表。"""
PUBLIC_DOORS = {
    "login", "login_code", "forgotten_password", "reset_password",  # 还没有进门
    "first_admin",  # 凭一次性链接
    "sign_up", "sign_up_code", "sign_up_check", "sign_up_password",  # 注册：填的由注册自己留着
    "terms",  # 同意协议，没有字
    "logout", "choose_hall", "elder",  # 没有字
    "progress", "verify",  # 不用登录的查询、核验
}  # fmt: skip
"""不用登录就收提交的地址，没有草稿。"""


def written(path: Path) -> str:
    """一个模板里写着的 HTML：逐栏的循环当一栏，别的模板标记去掉。"""
    text = FIELDS.sub('<input name="field">', path.read_text(encoding="utf-8"))
    text = text.replace("{{ cl.model_admin.search_method|default:'get' }}", "post")
    return re.sub(r"{{.*?}}", "x", re.sub(r"{%.*?%}|{#.*?#}", "", text))


def forms() -> dict[str, list[Form]]:
    """模板 → 里面人要写字的表（连同写了不要草稿的）。"""
    found = {}
    for path in sorted(TEMPLATES.rglob("*.html")):
        here = [one for one in forms_in(written(path), "/") if one.key or (one.boxes and "data-no-draft" in one.given)]
        if here:
            found[str(path.relative_to(TEMPLATES))] = here
    return found


def test_the_exceptions_are_the_ones_named_here() -> None:
    """写了 data-no-draft 的就是上面几张；公开的几张还在；此外都存。"""
    found = forms()
    assert len(found) >= 22
    excused = {name for name, here in found.items() if any("data-no-draft" in one.given for one in here)}
    assert excused == OWN_WAY.keys()
    assert PUBLIC_FORMS.keys() <= found.keys()


WRITTEN_IN = {name for name, here in forms().items() if any(one.key for one in here)}


@pytest.mark.parametrize("name", sorted(WRITTEN_IN - PUBLIC_FORMS.keys()))
def test_every_form_people_write_in_gets_a_slip(name: str) -> None:
    """每个模板里要写字的表，经过那一道都带着凭条，写的每一栏都许存；口令、验证码、勾选、文件不许。"""
    html = written(TEMPLATES / name)
    page = answered(html)
    wanted = [one for one in forms()[name] if one.key]
    assert page.count(f'name="{FIELD}"') == len(wanted) > 0
    tickets = [read_slip(one) for one in re.findall(rf'name="{FIELD}" value="([^"]+)"', page)]
    assert [one.names for one in tickets if one] == [frozenset(form.names) for form in wanted]
    secret = re.findall(r'<input[^>]*(?:type="(?:password|file|checkbox|hidden)"|one-time-code)[^>]*>', html)
    names = {found for tag in secret for found in re.findall(r'\bname="([^"]+)"', tag)}
    assert not [one for one in tickets if one and one.names & names - {"reason"}]


def answered(html: str, address: str = "/unit/info/") -> str:
    """经办人打开这样的一页，经过草稿那一道以后。"""

    def page(request: HttpRequest) -> HttpResponse:
        request.resolver_match = resolve(address)
        request.actor = s.unit().agent  # type: ignore[attr-defined]
        return HttpResponse(html)

    request = RequestFactory().get(address)
    request.user = AnonymousUser()
    return DraftMiddleware(page)(request).content.decode()


def test_a_form_that_is_not_recognised_would_be_found() -> None:
    """公开的页不发凭条：上面的检查查得出来。"""
    html = '<form method="post"><textarea name="text"></textarea></form>'
    assert FIELD in answered(html)
    assert FIELD not in answered(html, "/progress/")


def test_only_these_addresses_take_a_post_without_signing_in() -> None:
    """不用登录就收提交的地址，一个一个都有来由。"""
    found = {str(pattern.name) for _, pattern in pages() if PUBLIC in posted(pattern)}
    assert found == PUBLIC_DOORS


def test_the_public_forms_are_the_ones_of_those_addresses() -> None:
    """公开的地址用的模板里要写字的，就是上面几张：新添一张公开的表，要么去登录以后，要么写明为什么没有草稿。"""
    modules = {pattern.callback.view_class.__module__ for _, pattern in pages() if PUBLIC in posted(pattern)}
    sources = [inspect.getsource(import_module(one)) for one in modules]
    used = {name for source in sources for name in re.findall(r'"(\w+/\w+[.]html)"', source)}
    assert used & forms().keys() == PUBLIC_FORMS.keys()


def posted(pattern: Any) -> set[str]:
    view = pattern.callback.view_class
    return {view.needed("POST")} if "POST" in declared_methods(view) else set()


def pages() -> list[tuple[str, Any]]:
    """全部页面（接口、后台不算：接口没有表，后台都要登录）。"""
    return [
        (path, pattern) for path, names, pattern in walk()
        if "admin" not in names and hasattr(getattr(pattern.callback, "view_class", None), "hall")
    ]  # fmt: skip


def test_every_page_carries_the_script_that_saves() -> None:
    """两张底版都带着边写边存的脚本，别的模板都从它们来。"""
    for base in ("base/root.html", "admin/base_site.html"):
        assert "js/drafts.js" in (TEMPLATES / base).read_text(encoding="utf-8")
    roots = [one for one in TEMPLATES.rglob("*.html") if "<html" in one.read_text(encoding="utf-8")]
    pages_of_their_own = {str(one.relative_to(TEMPLATES)) for one in roots}
    assert {one for one in pages_of_their_own if not one.startswith("documents/")} <= {"base/root.html", "500.html"}
