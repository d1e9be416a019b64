"""清单里按姓名、号码找人：查的词不进网址；翻页、别的条件、导出、存下的筛选照旧带着它，别人拿到地址也看不出、用不上。"""

import re
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.test import Client

from gjj.web.sealed import MARK, opened, seal
from tests import situations as s
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db
TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"
LIST = "/unit/employees/"
NAMES = ("姓名", "提交人", "上传人", "摘要", "标题或内容")


def posted(browser: Client, term: str, **more: str) -> str:
    """在搜索框里填了，点「查找」；返回换到的地址。"""
    answer = browser.post(LIST, {"searching": "1", "q": term, "status": "", **more})
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def test_a_search_by_name_or_number_leaves_nothing_readable_in_the_address() -> None:
    """按姓名、证件尾号查：地址里看不出查的是谁，查得到的照旧；框里还是填的字，翻页、导出的链接里也没有明文。"""
    unit, (one, other) = s.unit_with_workers(2)
    browser = signed_in(unit.agent)
    for term in (one.name, one.id_no[-4:]):
        address = posted(browser, term, status="active")
        query = parse_qs(urlsplit(address).query)
        assert (query["status"], query["q"][0][:1], term in address) == (["active"], MARK, False)
        page = browser.get(address)
        html = page.content.decode()
        assert [row["row"].person.name for row in page.context["rows"]] == [one.name]
        assert (f'value="{term}"' in html, other.name in html) == (True, False)
        links = re.findall(r'href="(\?[^"]*)"', html)
        assert links
        assert not [link for link in links if "q=" in link and f"q={MARK}" not in link]
    export = browser.get(posted(browser, one.name) + "&export=csv")
    assert one.name in b"".join(export).decode("utf-8-sig")


def test_the_address_of_another_opens_the_page_but_not_the_search() -> None:
    """别人的地址、改过的地址：页打得开，说没有按它查，导出不办。"""
    unit, (one,) = s.unit_with_workers(1)
    browser = signed_in(unit.agent)
    for value in (seal(one.name, (unit.agent.login_id or 0) + 1), posted(browser, one.name).partition("q=")[2][:-3]):
        page = browser.get(LIST, {"q": value}).content.decode()
        assert "没有按查找的词筛选" in page
        assert browser.get(LIST, {"q": value, "export": "csv"}).status_code == 422


def test_a_saved_filter_keeps_the_sealed_term() -> None:
    """存下的筛选：存的也是封好的，点开照样查得到。"""
    from deposits.models import SavedFilter

    unit, (one, _) = s.unit_with_workers(2)
    browser = signed_in(unit.agent)
    query = urlsplit(posted(browser, one.name)).query
    browser.post("/unit/saved-filters/", {"page": "employees", "query": query, "name": "他"})
    kept = SavedFilter.objects.get()
    assert one.name not in str(kept.query)
    page = browser.get(f"{LIST}?{kept.query}")
    assert [row["row"].person.name for row in page.context["rows"]] == [one.name]


def test_without_a_search_term_or_a_login_nothing_is_kept() -> None:
    """空着查就是看全部；没有登录的去登录，词不留在地址里。"""
    browser = signed_in(s.unit().agent)
    assert posted(browser, "  ") == LIST
    assert posted(Client(), "张三") == LIST
    assert opened(seal("山高月小", 7), 7) == "山高月小"
    assert opened(seal("山高月小", 7), 8) is None


def test_the_log_is_filtered_by_a_person_without_his_name_in_the_address() -> None:
    """操作日志按办事人筛：填的姓名、「登录与口令」和「本单位的人」里的链接，地址里都看不出是谁；筛得到的照旧，导出写着他，别人用不上。"""
    unit, _ = s.unit_with_workers(1)
    mine, other = unit.agent, s.agent_of(unit)
    browser = signed_in(mine)
    list(signed_in(other).get("/unit/log/?export=csv"))  # 另一个经办也办过一件
    answer = browser.post("/unit/log/", {"searching": "1", "who": mine.name, "q": ""})
    devices = browser.get("/account/devices/").content.decode()
    (own,) = re.findall(r'href="(/unit/log/\?who=[^"]*)"', devices)
    for address in (answer.headers["Location"], own):
        assert (unquote(address).partition("who=")[2][:1], mine.name in unquote(address)) == (MARK, False)
        page = browser.get(address)
        assert {row["name"] for row in page.context["rows"]} == {mine.name}
        assert f'value="{mine.name}"' in page.content.decode()
    assert "没有按查找的词筛选" in signed_in(other).get(own).content.decode()


def test_no_page_writes_a_name_into_an_address() -> None:
    """页面上的链接，地址的参数里写姓名的都封好。"""
    links = [
        (path.name, link)
        for path in TEMPLATES.rglob("*.html")
        for link in re.findall(r"[?&;][a-z_]+=(\{\{[^}]*\bname\b[^}]*\}\})", path.read_text(encoding="utf-8"))
    ]
    assert len(links) >= 3
    assert [one for one in links if "|sealed:actor" not in one[1]] == []


def test_every_search_by_name_is_posted() -> None:
    """大厅里写着能按姓名、人名查的搜索框，全部用 POST 交。"""
    found = 0
    for path in (*TEMPLATES.glob("deposits/**/*.html"), *TEMPLATES.glob("portal/*.html")):
        for form in re.findall(r"<form[^>]*>(?:(?!</form>).)*</form>", path.read_text(encoding="utf-8"), re.DOTALL):
            label = re.search(r'<label[^>]*for="id_q">([^<]*)</label>', form)
            if label and any(name in label.group(1) for name in NAMES):
                found += 1
                assert 'method="post"' in form, path
                assert "components/searching.html" in form, path
    assert found >= 13
