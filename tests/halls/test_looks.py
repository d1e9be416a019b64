"""柜员写明为什么才看得到完整的号码，只显示一次；本人在「谁看过我的信息」看得到，别人看不到；安全管理员看得到夜里看的。"""

import pytest
from django.test import Client

from gjj.audit.models import AuditEntry
from gjj.identity.models import Person
from gjj.looks.labels import REVEAL
from tests.halls.back_office import ROLES, address, browser
from tests.halls.test_exports import table
from tests.services.identity.members import Member, member, signed_in

pytestmark = pytest.mark.django_db
MAY = {"teller", "reviewer", "manager", "accountant"}
ASKED = {"field": ["id_no", "mobile"], "reason": "business", "note": "办件 000123"}


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
    assert "打开资料页" in seen_by(whom)
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
    """看得多的：系统管理员首页有提醒，点进去是筛好的清单。"""
    monkeypatch.setattr("gjj.looks.services.is_between", lambda *times: True)
    whom = member()
    browser("teller").post(page(whom), ASKED)
    client = browser("system_admin")
    assert "要留意的查看" in client.get("/admin/").content.decode()
    listed = client.get("/admin/looks/look/?watch=1").content.decode()
    assert "夜间" in listed
    assert whom.id_no not in listed
