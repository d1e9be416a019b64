"""草稿：写了一半的字存在服务器上，登录断了、换一台设备登录以后还在原来那一格；口令、验证码、勾选、文件从不存。"""

import json
import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.http import HttpResponse, QueryDict
from django.test import Client
from django.urls import reverse
from django_htmx.middleware import HtmxMiddleware

from deposits.models import FilingFlag
from gjj import clock
from gjj.catalog.models import Item
from gjj.catalog.selectors.declared import declared_items
from gjj.catalog.services.sync import sync_catalog
from gjj.drafts import services
from gjj.drafts.models import Draft
from gjj.drafts.parameters import KEPT_DAYS
from gjj.drafts.selectors import count_of
from gjj.identity.models import Login
from gjj.identity.services.consents import agree
from gjj.identity.terms import TERMS
from gjj.web.draft_filling import refilled, spliced
from gjj.web.draft_forms import forms_in
from gjj.web.draft_slips import FIELD, page_at, read_slip
from tests import situations as s
from tests.halls.visitors import signed_in
from tests.services.deposits.test_filing_flags import CLAIM, number_of
from tests.situations import NOON, PASSWORD

pytestmark = pytest.mark.django_db
KEEP, LIST = "/account/drafts/keep/", "/account/drafts/"
WORDS = "九月起工资调为 9,000 元，<单位>还照老的报"
ID_NO = "419901199003070010"
SLIP = re.compile(rf'name="{FIELD}" value="([^"]+)" data-names="([^"]*)"')


def filing() -> tuple[s.Worker, str]:
    """一个职工，和他能提异议的那一页。"""
    _, (one,) = s.unit_with_workers(1)
    return one, f"/me/filings/{number_of(one)}/"


def slip_of(browser: Client, page: str) -> str:
    """那一页上要写字的表的凭条。"""
    found = SLIP.search(browser.get(page).content.decode())
    assert found, page
    return unescape(found.group(1))


def typed(slip: str, text: str = WORDS, **more: str) -> dict[str, str]:
    return {FIELD: slip, "field": "base", "claimed": "9000", "text": text, "last": "text", **more}


def kept_words(browser: Client, page: str) -> str:
    """那一页的说明栏里填着什么。"""
    found = re.search(r'<textarea[^>]*name="text"[^>]*>\n?(.*?)</textarea>', browser.get(page).content.decode(), re.S)
    return unescape(found.group(1)) if found else ""


def test_what_is_typed_comes_back_at_the_same_field_on_another_device() -> None:
    """边写边存；另一台设备登录，同一页同一格里还是那些字，写明是草稿，光标停在最后写的那一栏。"""
    one, page = filing()
    person = s.holder(one)
    desk = signed_in(person)
    answer = desk.post(KEEP, typed(slip_of(desk, page)))
    assert "存下了，还没有提交" in answer.json()["said"]
    phone = signed_in(person)
    html = phone.get(page).content.decode()
    assert kept_words(phone, page) == WORDS
    assert 'name="claimed" value="9000"' in re.sub(
        r' (maxlength|class|id|required|aria-\S+)="[^"]*"| required', "", html
    )
    assert re.search(r'<option value="base" selected>', html)
    assert re.search(r"<textarea[^>]* autofocus>", html)
    assert "写的草稿，还没有提交" in html
    assert not FilingFlag.objects.exists()


def test_a_submitted_form_has_no_draft_left_even_if_a_save_arrives_late() -> None:
    """交成了草稿就没有了；路上晚到的一次保存不算；下一次打开写的照存。"""
    one, page = filing()
    browser = signed_in(s.holder(one))
    slip = slip_of(browser, page)
    browser.post(KEEP, typed(slip))
    assert browser.post(page, {**CLAIM, FIELD: slip}).status_code == 302
    assert FilingFlag.objects.count() == 1
    assert browser.post(KEEP, typed(slip)).json()["said"] == ""
    assert "没有没交的草稿" in browser.get(LIST).content.decode()


def test_a_refused_form_keeps_its_draft() -> None:
    """没交成的：字还在原页，草稿也还在。"""
    one, page = filing()
    browser = signed_in(s.holder(one))
    slip = slip_of(browser, page)
    browser.post(KEEP, typed(slip))
    answer = browser.post(page, {"field": "base", "claimed": "", "text": WORDS, FIELD: slip})
    assert answer.status_code == 422
    assert kept_words(browser, page) == WORDS


@pytest.mark.parametrize("how", ["killed", "idle"])
def test_a_post_that_meets_a_dead_session_is_given_back_without_scripts(how: str) -> None:
    """没有脚本：提交时登录已经断了，没有办；登录页说字存成了草稿；登录以后回到那一页，字还在。"""
    from tests.services.identity.test_sessions import first_step, idle

    one, page = filing()
    person = s.holder(one)
    login = Login.objects.get(pk=person.login_id)
    agree(by=person, login_id=login.pk, version=TERMS, at=NOON)
    browser = Client()
    first_step(browser, login.username)
    browser.post("/login/code/", {"code": code_of(login)})
    slip = slip_of(browser, page)
    if how == "idle":
        idle(browser, 31)
    else:
        browser.session.delete()
    answer = browser.post(page, {**CLAIM, "text": WORDS, FIELD: slip})
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert (query["next"], query["lost"]) == ([page], ["kept"])
    assert "存成了草稿" in browser.get(answer.headers["Location"]).content.decode()
    assert not FilingFlag.objects.exists()
    first_step(browser, login.username, next=page, lost="kept")
    assert browser.post("/login/code/", {"code": code_of(login)}).headers["Location"] == page
    html = browser.get(page).content.decode()
    assert "您写的字存成了草稿" in html
    assert kept_words(browser, page) == WORDS


def code_of(login: Login) -> str:
    """刚收到的验证码。"""
    from tests.services.identity.members import Member
    from tests.services.identity.test_sign_in_pages import code_for

    return code_for(Member(login.pk, login.username, login.person_id, "", ""))


def closing() -> str:
    """后台暂停一个事项的那一页。"""
    sync_catalog(declared_items(), NOON)
    return f"{reverse('admin:catalog_closure_close')}?item={Item.objects.get(code='deposits.upload').pk}"


def test_a_dead_post_in_the_back_office_is_given_back_too() -> None:
    """后台也一样：断了以后交的，登录回来字还在那一页。"""
    admin, page = s.staff("system_admin"), closing()
    desk = signed_in(admin)
    slip = slip_of(desk, page)
    desk.session.delete()
    answer = desk.post(page, {"reason": "线路检修，明早恢复", "since": "", "until": "2026-12-01T08:00", FIELD: slip})
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert (query["next"], query["lost"]) == ([page], ["kept"])
    html = signed_in(admin).get(page).content.decode()
    assert "线路检修，明早恢复" in html
    assert 'value="2026-12-01T08:00"' in html


def test_a_form_of_two_steps_loses_its_draft_only_when_confirmed() -> None:
    """先看一遍再确认的：看的时候草稿还在，确认了才没有。"""
    page = closing()
    desk = signed_in(s.staff("system_admin"))
    slip = slip_of(desk, page)
    filled = {"reason": "年终结账", "since": "", "until": ""}
    desk.post(KEEP, {FIELD: slip, **filled})
    shown = desk.post(page, {**filled, FIELD: slip}).content.decode()
    assert f'name="{FIELD}" value="{slip}">' in shown
    assert Draft.objects.filter(content__isnull=False).count() == 1
    assert desk.post(page, {**filled, FIELD: slip, "confirm": "1"}).status_code == 302
    assert not Draft.objects.filter(content__isnull=False).exists()


def test_nobody_else_sees_or_writes_a_draft() -> None:
    """别人拿了凭条也存不进、看不到；别人的一份当没有；换一个身份看不到这个身份的。"""
    one, page = filing()
    mine, other = signed_in(s.holder(one)), signed_in(s.unit().agent)
    slip = slip_of(mine, page)
    assert "没有存下" in other.post(KEEP, typed(slip)).json()["said"]
    mine.post(KEEP, typed(slip))
    draft = Draft.objects.get()
    other.post(LIST, {"draft": draft.pk})
    other.post(LIST, {"drop": slip})
    other.post(LIST, {"all": "1"})
    assert kept_words(mine, page) == WORDS
    assert "没有没交的草稿" in other.get(LIST).content.decode()
    ticket = read_slip(slip)
    assert ticket
    elsewhere = services.Slip(*[*vars_of(ticket.slip)[:1], 0, *vars_of(ticket.slip)[2:]])
    assert elsewhere.place != ticket.slip.place
    assert read_slip(slip[:-2] + "xx") is None


def vars_of(slip: services.Slip) -> list[object]:
    return [slip.login_id, slip.grant_id, slip.page, slip.form, slip.title, slip.mark]


def test_a_draft_is_dropped_from_the_page_or_from_the_list() -> None:
    """「不要草稿了」：在那一页、在草稿清单里、全部；清单里点得回那一页。"""
    one, page = filing()
    browser = signed_in(s.holder(one))
    slip = slip_of(browser, page)
    browser.post(KEEP, typed(slip))
    listed = browser.get(LIST).content.decode()
    assert f'href="{page}"' in listed
    assert browser.post(LIST, {"drop": slip_of(browser, page)}).headers["Location"] == page
    assert kept_words(browser, page) == ""
    for given in ({"draft": ""}, {"all": "1"}):
        browser.post(KEEP, typed(slip_of(browser, page)))
        draft = Draft.objects.get(content__isnull=False)
        browser.post(LIST, {"draft": draft.pk} if "draft" in given else given)
        assert kept_words(browser, page) == ""


def test_a_draft_is_sealed_and_expires() -> None:
    """库里没有明文：写的字、页面地址里的号码都没有；到了参数写的天数看不到，任务删掉。"""
    one, page = filing()
    browser = signed_in(s.holder(one))
    browser.post(KEEP, typed(slip_of(browser, page), text=f"我的证件号 {ID_NO}"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT d::text FROM drafts_draft d")
        (row,) = cursor.fetchone()
    content = str(json.loads(str(Draft.objects.get().content)))
    assert ID_NO in content
    assert page in content
    assert not [one for one in (ID_NO, page, "证件号") if one in row or one.encode().hex() in row]
    kept = Draft.objects.get()
    assert kept.expires_at - kept.saved_at == timedelta(days=7)
    assert KEPT_DAYS == "drafts.kept_days"
    assert services.forget_old(kept.expires_at - timedelta(seconds=1)) == 0
    Draft.objects.update(expires_at=clock.now())
    assert kept_words(browser, page) == ""
    assert services.forget_old(clock.now() + timedelta(seconds=1)) == 1


def test_only_named_fields_are_kept_and_not_too_much() -> None:
    """凭条里没有的栏（口令、验证码、勾选、看不见的）不存；太长的不存；什么也没写的不留；停用了的登录不存。"""
    one, page = filing()
    person = s.holder(one)
    browser = signed_in(person)
    slip = slip_of(browser, page)
    browser.post(KEEP, typed(slip, code="123456", pw="口令的字", agree="1", last="code"))
    kept = json.loads(str(Draft.objects.get().content))
    assert (sorted(kept["fields"]), kept["last"]) == (["claimed", "field", "text"], "")
    browser.post(KEEP, typed(slip, text="长" * services.LONGEST))
    assert kept_words(browser, page) == WORDS
    browser.post(KEEP, {FIELD: slip, "text": " ", "claimed": ""})
    assert not Draft.objects.exists()
    ticket = read_slip(slip)
    assert ticket
    Login.objects.filter(pk=person.login_id).update(is_active=False)
    assert services.keep(slip=ticket.slip, fields={"text": ["字"]}, last="", at=NOON) is None


def test_a_login_keeps_only_so_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """一个登录留不了太多：再多的丢最旧的。"""
    monkeypatch.setattr(services, "MOST", 2)
    person = s.staff("teller")
    for number in range(4):
        slip = services.Slip(person.login_id or 0, None, f"/p/{number}/", "f.0", "", "m")
        services.keep(slip=slip, fields={"a": ["字"]}, last="", at=NOON + timedelta(minutes=number))
    pages = [json.loads(str(one.content))["page"] for one in Draft.objects.order_by("saved_at")]
    assert pages == ["/p/2/", "/p/3/"]


def test_a_stale_csrf_token_does_not_lose_what_was_typed() -> None:
    """别的窗口里重新登录过，防伪令牌旧了：没有办，写的字存成草稿，点得回去。"""
    one, page = filing()
    person = s.holder(one)
    login = Login.objects.get(pk=person.login_id)
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = signed_in(person).cookies
    slip = slip_of(browser, page)
    answer = browser.post(page, {**CLAIM, "text": WORDS, FIELD: slip, "csrfmiddlewaretoken": "x" * 64})
    html = answer.content.decode()
    assert (answer.status_code, f'href="{page}"' in html, "存成了草稿" in html) == (403, True, True)
    assert kept_words(browser, page) == WORDS
    assert login.is_active


def test_with_every_cookie_gone_the_way_in_leads_back_to_the_draft() -> None:
    """登录、令牌都没有了才交的：说要先登录、字存成了草稿，去登录的链接带着原来那一页；公开的页照旧说刷新再交。"""
    one, page = filing()
    person = s.holder(one)
    slip = slip_of(signed_in(person), page)
    stranger = Client(enforce_csrf_checks=True)
    html = unescape(stranger.post(page, {**CLAIM, "text": WORDS, FIELD: slip}).content.decode())
    assert "要先登录。写的字存成了草稿" in html
    door = re.search(r'href="(/login/[^"]+)">去登录', html)
    assert door
    assert parse_qs(urlsplit(door.group(1)).query) == {"next": [page], "lost": ["kept"]}
    assert kept_words(signed_in(person), page) == WORDS
    assert "要先登录" not in stranger.post("/login/", {"username": "x"}).content.decode()


def test_the_draft_of_the_page_one_goes_to_is_not_counted_at_the_door() -> None:
    """登录以后去的就是写字的那一页：那一份不算在「您有几份」里；别的页上的照数。"""
    one, page = filing()
    person = s.holder(one)
    browser = signed_in(person)
    browser.post(KEEP, typed(slip_of(browser, page)))
    login, grants = person.login_id or 0, [person.grant_id or 0]
    assert count_of(login, clock.now(), besides=page_at("/me/"), grants=grants) == 1
    agree(by=person, login_id=login, version=TERMS, at=clock.now())
    again = Client()
    again.post("/login/", {"username": person.username, "password": PASSWORD, "next": f"{page}?page=2"})
    landed = again.post("/login/code/", {"code": code_of(Login.objects.get(pk=login))}, follow=True)
    html = landed.content.decode()
    assert (landed.redirect_chain, "下面填着您" in html, "份写了没有提交" in html) == (
        [(f"{page}?page=2", 302)],
        True,
        False,
    )


PAGE = """<form method="get"><input name="q"></form>
<details><form method="post" id="one" action="/go/?a=1"><input type="hidden" name="seen" value="1"><input name="claimed" value="&lt;1" required>
<input name="code" autocomplete="one-time-code"><input type="password" name="pw"><input type="checkbox" name="agree" value="1"><input type=file name=f>
<select name="kind"><option selected>甲</option><option value="b">乙</option></select><input type="radio" name="way" value="1" checked><input type="radio" name="way" value="2">
<textarea name="text" rows="2">老的</textarea></form></details>
<form method="post"><input type="hidden" name="only" value="1"></form><form method="post" data-no-draft><input name="secret"></form>
<form method="POST" id="far"></form><p><input name="far_away" form="far"></p><form method="post"><select name="choice"><option>1</option></select></form>"""


def test_a_page_is_read_as_people_fill_it() -> None:
    """认得出哪几栏是人写的：口令、验证码、文件、勾选、看不见的不算；用 form= 指着的也算；只有选单的不算要写字。"""
    found = [form for form in forms_in(PAGE, "/here/") if form.key]
    assert [(form.action, form.names) for form in found] == [
        ("/go/", ["claimed", "kind", "way", "text"]), ("/here/", ["far_away"]),
    ]  # fmt: skip


def test_a_page_is_refilled_and_nothing_else_moves() -> None:
    """填回去只动那几栏；写的字里的尖括号不会变成标签。"""
    form = forms_in(PAGE, "/here/")[0]
    fields = {"claimed": ['"><b>'], "kind": ["b"], "way": ["2"], "text": ["</textarea><script>"]}
    after = spliced(PAGE, refilled(PAGE, form, fields, "claimed"))
    assert 'name="claimed" value="&quot;&gt;&lt;b&gt;" required="" autofocus' in after
    assert '<option value="b" selected>乙' in after
    assert "<option>甲" in after.replace("<option >", "<option>")
    assert 'name="way" value="2" checked' in after
    assert 'name="way" value="1">' in after
    assert "\n&lt;/textarea&gt;&lt;script&gt;</textarea>" in after
    assert "<details open>" in after
    assert after.endswith(PAGE[PAGE.index("</details>") :])
    again = forms_in(after, "/here/")[0]
    assert again.key == form.key
    assert refilled(PAGE, form, {"kind": ["没有了的"]}, "") == [(end - 1, end, " open>") for _, end in form.folds]


def test_a_query_that_names_the_thing_is_part_of_the_page() -> None:
    """地址里说明看的是哪一件的查询算在内，翻到第几页、从哪张清单来的不算。"""
    from django.test import RequestFactory

    from gjj.web.draft_slips import page_of

    given = QueryDict("unit=5&page=3&_changelist_filters=x&a=1").dict()
    assert page_of(RequestFactory().get("/admin/x/", given)) == "/admin/x/?a=1&unit=5"
    block = RequestFactory().get(
        "/unit/x/5/status/", headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/unit/x/5/?page=2"}
    )
    HtmxMiddleware(lambda request: HttpResponse())(block)
    assert page_of(block) == "/unit/x/5/"


def test_a_refusal_told_on_the_next_page_keeps_the_words() -> None:
    """换了一页才说没办成的（存筛选的名字太长）：写的字照样在草稿里。"""
    unit, _ = s.unit_with_workers(1)
    browser = signed_in(unit.agent)
    page = "/unit/employees/?status=active"
    slip = unescape(SLIP.findall(browser.get(page).content.decode())[-1][0])
    given = {"page": "employees", "query": "status=active", "name": "正常的", FIELD: slip}
    browser.post("/unit/saved-filters/", given)
    assert not Draft.objects.filter(content__isnull=False).exists()
    slip = unescape(SLIP.findall(browser.get(page).content.decode())[-1][0])
    browser.post("/unit/saved-filters/", {**given, "name": "正常的" * 20, FIELD: slip})
    assert "正常的" in str(Draft.objects.get().content)
