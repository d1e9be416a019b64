"""柜员写明为什么才看得到完整的号码，只显示一次；本人在「谁看过我的信息」看得到，别人看不到；安全管理员看得到夜里看的。"""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gjj.actors.actor import Actor
from gjj.audit.models import AuditEntry
from gjj.backoffice.readonly import ReadOnlyAdmin
from gjj.crypto.masking import mask_id_no
from gjj.identity.models import Branch, Person
from gjj.ledger.models import Movement
from gjj.looks.labels import ALERT, LIST, PAGES, PEOPLE, REVEAL, SEEK, WATCH
from gjj.looks.models import Look
from gjj.looks.selectors import people_of, seen_said, with_visible
from gjj.parameters import selectors as parameters
from tests.halls.back_office import ROLES, Town, address, browser, ours
from tests.halls.test_exports import table
from tests.services.identity.members import Member, member, signed_in

pytestmark = pytest.mark.django_db
MAY = {"teller", "reviewer", "manager", "accountant"}
ASKED = {"field": ["id_no", "mobile"], "reason": "business", "note": "办件 000123"}


@pytest.fixture(autouse=True)
def by_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """后台的钟是真的钟：夜里跑也当是白天。"""
    monkeypatch.setattr("gjj.looks.services.is_between", lambda *times: False)


def page(whom: Member) -> str:
    """看完整号码的页。"""
    return f"/admin/looks/look/person/{whom.person_id}/"


def seen_by(whom: Member) -> str:
    """本人的那一页。"""
    return signed_in(whom).get("/me/looks/").content.decode()


def test_a_clerk_says_why_and_the_person_reads_it() -> None:
    """从自然人走到那一页；没写说明不给看，填的还在；写了就显示，不留在缓存里；本人看得到，另一个人看不到。"""
    whom, other, client = member(), member(), browser("teller")
    assert page(whom) in client.get(address(Person, "change", whom.person_id)).content.decode()
    assert whom.id_no not in client.get(page(whom)).content.decode()
    refused = client.post(page(whom), {**ASKED, "note": " "})
    assert refused.status_code == 422
    assert whom.id_no not in refused.content.decode()
    assert 'value="id_no" checked' in refused.content.decode()
    shown = client.post(page(whom), ASKED)
    assert whom.id_no in shown.content.decode()
    assert whom.mobile in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    assert whom.id_no not in client.get(page(whom)).content.decode()
    assert "证件号码、手机号" in seen_by(whom)
    assert "办理业务" in seen_by(whom)
    assert ASKED["note"] not in seen_by(whom), "页上说本人看不到说明"
    assert "您写的说明他看不到" in shown.content.decode()
    assert "资料页（号码遮着）" in seen_by(whom)
    assert "还没有人打开过您的资料" in seen_by(other)


@pytest.mark.parametrize("role", ROLES)
def test_who_may_look(role: str) -> None:
    """办事的岗位看得到；管系统的、审计的看不到号码，看得到记录。"""
    whom, client = member(), browser(role)
    may = role in MAY
    assert client.get(page(whom)).status_code == (200 if may else 403)
    assert client.post(page(whom), ASKED).status_code == (200 if may else 403)
    assert AuditEntry.objects.filter(action=REVEAL).exists() is may
    assert client.get("/admin/looks/look/").status_code == (403 if may else 200)


def test_nobody_outside_the_centre_gets_near() -> None:
    """职工自己、没有登录的进不了那一页；没有这个人答 404；别的大厅的人看不了「谁看过我的信息」。"""
    whom = member()
    assert signed_in(whom).get(page(whom)).status_code in (302, 403)
    assert Client().post(page(whom), ASKED).status_code in (302, 403)
    assert browser("teller").get("/admin/looks/look/person/999999/").status_code == 404
    assert browser("teller").get("/me/looks/").status_code in (302, 403)


def test_the_list_filters_and_exports() -> None:
    """按种类筛；没有那一样说没有；导出的和页面一样，姓名遮着。"""
    whom, client = member(), browser("manager")
    client.get(address(Person, "change", whom.person_id))
    client.post(page(whom), ASKED)
    own = signed_in(whom)
    assert "办理业务" not in own.get("/me/looks/?kind=looks.open").content.decode()
    head, *rows = table(own.get("/me/looks/?export=csv"))
    assert head == ["时间", "岗位", "谁", "从哪里", "看了", "为什么"]
    assert [(row[1], row[4], row[5]) for row in rows] == [
        ("主任", "证件号码、手机号", "办理业务"),
        ("主任", "资料页（号码遮着）", ""),
    ]


def test_the_security_side_sees_what_is_to_be_watched(monkeypatch: pytest.MonkeyPatch) -> None:
    """夜里看的：安全管理员首页有提醒，点进去是筛好的清单。"""
    monkeypatch.setattr("gjj.looks.services.is_between", lambda *times: True)
    whom = member()
    browser("teller").post(page(whom), ASKED)
    client = browser("security_admin")
    assert "要留意的查看" in client.get("/admin/").content.decode()
    listed = client.get("/admin/looks/look/?watch=1").content.decode()
    assert "夜间" in listed
    assert whom.id_no not in listed
    record = client.get(address(Look, "change", Look.objects.filter(action=REVEAL).latest("pk").pk)).content.decode()
    for told in (listed, record):
        assert f"{Person.objects.get(pk=whom.person_id).name} {mask_id_no(whom.id_no)}" in told


def test_who_was_looked_at_is_asked_once_for_a_page(made: Town) -> None:
    """清单写着被看的是谁，不管几条只多问一句；没有找到人的、不归来人看的，不说是谁。"""
    clerk, client = browser("teller"), browser("security_admin")
    people = list(Person.objects.order_by("pk")[:3])
    asked = []
    for number in (1, 3):
        for one in people[:number]:
            clerk.get(address(Person, "change", one.pk))
        with CaptureQueriesContext(connection) as caught:
            listed = client.get(address(Look, "changelist")).content.decode()
        asked.append(len(caught))
        assert all(f"{one.name} {mask_id_no(one.id_no)}" in listed for one in people[:number])
    assert asked[0] == asked[1]
    branch = Actor(None, "", None, "", "auditor", "branch", branch_id=Branch.objects.create(code="77", name="远郊").pk)
    assert people_of(list(with_visible(branch, Look.objects.all()))) == {}


def whose(page: Any) -> bool:
    """这一页说得出一件是哪个人的。"""
    return type(page).person_of is not ReadOnlyAdmin.person_of


def roads_to_a_person(model: Any, hops: int = 2) -> bool:
    """从这类记录走一两步到得了自然人。"""
    to = [one.related_model for one in model._meta.get_fields() if one.many_to_one or (one.one_to_one and one.concrete)]
    return Person in to or (hops > 1 and any(roads_to_a_person(one, hops - 1) for one in to if one is not model))


def test_every_page_says_whose_it_is_or_why_nobody_s() -> None:
    """后台的每一类：要么答得出一件是哪个人的（打开就记），要么写明为什么不是哪个人的；走得到自然人的不能不答。"""
    for model, page in ours():
        assert whose(page) != bool(page.nobody), model
        assert model is Person or whose(page) or not roads_to_a_person(model), model


def test_whoever_opens_one_of_a_person_s_is_noted(made: Town) -> None:
    """登记过的每一类里说着一个人的：打开一件、列着他一个人的清单，都记在他名下；接着再打开不再记。"""
    opener, lister, seen = browser("system_admin"), browser("system_admin"), []
    for model, page in ours():
        row = next((one for one in _filled(page, model) if page.person_of(one)), None)
        if row is None:
            continue
        seen.append(model)
        before, one = Look.objects.count(), address(model, "change", row.pk)
        for client, where in (
            (opener, one),
            (opener, one),
            (lister, f"{address(model, 'changelist')}?pk__in={row.pk}"),
        ):
            assert client.get(where).status_code == 200, where
        noted = Look.objects.order_by("pk").values_list("object_id", flat=True)[before:]
        assert list(noted) == [str(page.person_of(row))] * 2, model
    assert len(seen) >= 10, seen


def _filled(page: Any, model: Any) -> list[Any]:
    rows = list(model._default_manager.order_by("pk")[:20])
    page.fill(rows)
    return rows


def test_a_list_of_several_people_notes_nobody_and_one_of_one_costs_a_few_questions(made: Town) -> None:
    """几个人一起的清单不逐人记，一页一条，写着列着哪几个人；只列着一个人的，多问几句：刚打开过没有、记一条、这一小时的数到几人。"""
    client = browser("teller")
    client.get(address(Movement, "changelist"))
    noted = Look.objects.get()
    assert (noted.action, noted.object_id, len((noted.after or {})[PEOPLE]) > 1) == (PAGES, "", True)
    client.get(address(Movement, "changelist"))
    alone = f"{address(Movement, 'changelist')}?pk__in={Movement.objects.latest('pk').pk}"
    asked = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as one:
            client.get(alone)
        asked.append(len(one))
    assert Look.objects.count() == 2
    assert asked[0] - asked[1] <= 3


def test_those_found_together_are_each_noted_once(made: Town) -> None:
    """按姓名查出来的一页里列着几个人：一人一条，号码都遮着；不管几个人只多几句（写下、数这一小时的）；十分钟里再查不再记；没有查、翻着看的不记；本人看得到是哪种清单。"""
    client, where = browser("teller"), address(Person, "changelist")
    found = set(Person.objects.filter(name__startswith="职工").values_list("pk", flat=True))
    assert len(found) > 1
    client.get(where)
    assert [one.action for one in Look.objects.all()] == [PAGES]
    asked = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as caught:
            page_ = client.get(where, {"q": "职工"}).content.decode()
        asked.append(len(caught))
    each = Look.objects.exclude(action=PAGES)
    assert sorted(each.values_list("action", "object_id")) == sorted((LIST, str(pk)) for pk in found)
    assert asked[0] - asked[1] == 3
    assert not [one.id_no for one in Person.objects.filter(pk__in=found) if one.id_no in page_ or one.mobile in page_]
    assert {seen_said(row) for row in each} == {"自然人的查找结果（号码遮着）"}
    client.get(where, {"q": "没有这样的"})
    assert each.count() == len(found)


def test_looking_up_a_whole_number_is_noted_found_or_not() -> None:
    """填完整的证件号、手机号找人：记下找到了谁、用的哪种号码；没有这个人的也记；填姓名的不算按号码找。"""
    whom, client = member(), browser("teller")
    for number in (whom.id_no, whom.mobile, "419901199003070010"):
        client.post(address(Person, "changelist"), {"q": number})
    client.post(address(Person, "changelist"), {"q": "没有这样的"})
    rows = AuditEntry.objects.filter(action=SEEK).order_by("pk")
    assert [(row.object_id, row.result) for row in rows] == [
        (str(whom.person_id), "ok"), (str(whom.person_id), "ok"), ("", "no_answer"),
    ]  # fmt: skip
    assert "按证件号码找到" in seen_by(whom)
    assert all(whom.id_no not in f"{row.summary}{row.after}" for row in rows)


def test_what_is_to_be_watched_is_settled_on_its_page(made: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """一小时翻看的人多：安全管理员首页写着，点进去是没有核对的那一条，从它走到他那一天看的、去核对；写了结论，首页不再写，清单上写着谁核对的。"""
    known = parameters.values
    monkeypatch.setattr(
        parameters, "values", lambda codes, **how: {**known(codes, **how), "looks.people_listed_per_hour": 3}
    )
    browser("teller").get(address(Person, "changelist"))
    row, client = Look.objects.get(action=ALERT), browser("security_admin")
    assert "/admin/looks/look/?watch=open" in client.get("/admin/").content.decode()
    assert address(Look, "change", row.pk) in client.get("/admin/looks/look/?watch=open").content.decode()
    settle, there = f"/admin/looks/look/{row.pk}/settle/", client.get(address(Look, "change", row.pk)).content.decode()
    assert settle in there
    assert settle in client.get("/admin/looks/look/").content.decode()
    around = f"/admin/looks/look/?q={row.username}"
    assert around in there
    assert "自然人的清单" in client.get(around).content.decode()
    assert browser("auditor").get(settle).status_code == 403
    assert client.post(settle, {"finding": " "}).status_code == 422
    assert client.post(settle, {"finding": "问过，核对年度基数"}).status_code == 302
    assert "问过，核对年度基数" in client.get("/admin/looks/look/?watch=1").content.decode()
    assert (row.after or {})[WATCH]
    assert address(Look, "change", row.pk) not in client.get("/admin/looks/look/?watch=open").content.decode()
    assert "查看都有人核对过" in client.get("/admin/").content.decode()
