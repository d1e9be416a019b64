"""单位大厅的「本单位的人」：清单、任命、改任、收回，导出，操作日志里有。"""

import pytest

from gjj.identity.models import Grant
from tests import situations as s
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db
APPOINT = "/unit/people/appoint/"


def filled(**changed: str) -> dict[str, str]:
    """填好的任命表。"""
    one = s.worker("钱任命")
    return {
        "name": one.name, "id_no": one.id_no, "mobile": one.mobile, "username": "qian-hall", "role": "unit_reviewer",
        "until": "", **changed,
    }  # fmt: skip


def test_the_administrator_appoints_changes_and_dismisses_on_pages() -> None:
    """任命一位复核，改任只读，收回；清单、导出、操作日志都跟着；填错的留着填的，不用重写。"""
    of = s.unit()
    client = signed_in(s.administrator_of(of))
    wrong = client.post(APPOINT, filled(mobile="123"))
    assert wrong.status_code == 422
    assert "手机号要 11 位" in wrong.content.decode()
    assert 'value="钱任命"' in wrong.content.decode()
    done = client.post(APPOINT, filled(confirm="1"), follow=True).content.decode()
    assert "任命好了，用户名 qian-hall" in done
    held = Grant.objects.get(login__username="qian-hall")
    page = f"/unit/people/{held.pk}/"
    later = {"role": "unit_viewer", "until": "2099-01-01"}
    seen = client.post(page, later).content.decode()
    assert "核对一遍" in seen
    assert "到2099年1月1日止" in seen
    assert not Grant.objects.filter(login__username="qian-hall", role="unit_viewer").exists()
    assert client.post(page, {**later, "confirm": "1"}, follow=True).status_code == 200
    now = Grant.objects.get(login__username="qian-hall", role="unit_viewer")
    table = client.get("/unit/people/?state=live").content.decode()
    assert table.count("钱任命") > 0
    assert "到2099年1月1日止" in table
    assert "13****" not in table
    assert client.post(f"/unit/people/{now.pk}/dismiss/", follow=True).status_code == 200
    assert "钱任命" not in client.get("/unit/people/?state=live&q=qian-hall").content.decode()
    assert "钱任命" in client.get("/unit/people/?state=over&role=unit_viewer").content.decode()
    exported = b"".join(client.get("/unit/people/?export=csv").streaming_content).decode("utf-8-sig")
    assert "单位复核人" in exported
    log = client.get("/unit/log/?action=identity.unit.appoint").content.decode()
    assert "任命钱任命（qian-hall）为单位复核人" in log
    assert "任命本单位的人" in log
    assert "收回钱任命（qian-hall）的单位只读人员" in client.get("/unit/log/").content.decode()
    assert "起，当天收回" in client.get("/unit/people/?state=over").content.decode()


def test_an_appointment_is_looked_over_before_it_takes_effect() -> None:
    """先核对一遍：身份、号码、期限都列着，什么也没有办；返回修改填的还在；点确认才任命。"""
    client, asked = signed_in(s.administrator_of(s.unit())), filled(until="2099-01-01")
    before = Grant.objects.count()
    seen = client.post(APPOINT, asked)
    page = seen.content.decode()
    assert seen.status_code == 200
    for words in ("核对一遍", "单位复核人", "钱任命", asked["id_no"], asked["mobile"], "qian-hall", "到2099年1月1日止"):
        assert words in page, words
    back = client.post(APPOINT, {**asked, "back": "1"}).content.decode()
    assert 'value="qian-hall"' in back
    assert "下一步：核对一遍" in back
    assert Grant.objects.count() == before
    assert client.post(APPOINT, {**asked, "confirm": "1"}).url == "/unit/people/"
    assert Grant.objects.count() == before + 1


def test_what_is_wrong_is_told_at_once_with_a_link_to_each_field() -> None:
    """号码、手机号、用户名、期限都不对：一次说全，顶上一条一条连到那一栏，那一栏旁边也说；办的时候才看得出的也连着。"""
    of = s.unit()
    client, own = signed_in(s.administrator_of(of)), s.member_of(of, "unit_viewer")
    wrong = client.post(APPOINT, filled(id_no="110101199001011234", mobile="123", username="一", until="2000-01-01"))
    page = wrong.content.decode()
    assert (wrong.status_code, "有 4 处要改" in page) == (422, True)
    for name in ("id_no", "mobile", "username", "until"):
        assert f'<a href="#id_{name}">' in page
        assert f'id="id_{name}_error"' in page
    taken = client.post(APPOINT, filled(username=own.username, confirm="1"))
    assert (taken.status_code, '<a href="#id_username">' in taken.content.decode()) == (409, True)


def test_others_look_and_find_no_buttons() -> None:
    """经办、复核、只读看得到清单，没有任命、收回的按钮；最后一位管理员收不回，说清怎么办。"""
    of = s.unit()
    admin = s.administrator_of(of)
    for by in (of.reviewer, s.member_of(of, "unit_viewer")):
        client = signed_in(by)
        held = Grant.objects.get(login_id=of.agent.login_id, role="unit_admin").pk
        assert "任命一个人" not in client.get("/unit/people/").content.decode()
        assert "收回这个身份" not in client.get(f"/unit/people/{held}/").content.decode()
        assert client.get(APPOINT).status_code == 403
    own = Grant.objects.get(login_id=admin.login_id, role="unit_admin").pk
    said = signed_in(admin).post(f"/unit/people/{own}/dismiss/", follow=True).content.decode()
    assert "最后一位管理员" in said
    assert "请先任命另一位管理员" in said


def test_a_pure_administrator_enters_the_hall_and_may_not_file() -> None:
    """只当管理员的人：看得到、定得了人，办不了汇缴。"""
    of, _ = s.unit_with_workers(1)
    client = signed_in(s.member_of(of, "unit_admin"))
    home = client.get("/unit/").content.decode()
    assert "您是管理员" in home
    assert client.get("/unit/people/").status_code == 200
    assert client.get("/unit/change-lists/upload/").status_code == 403


def test_choosing_a_door_says_both_roles() -> None:
    """一个人又是经办又是管理员，选大厅时是一个门，写着两样。"""
    of = s.unit()
    admin = s.administrator_of(of)
    page = signed_in(admin).get("/choose/").content.decode()
    assert "单位经办人、单位管理员" in page
    assert page.count('name="grant"') == 1
