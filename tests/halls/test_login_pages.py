"""后台的登录：新建分两步，停用、恢复、紧急停用各有一页；登录那一页上一处看到能办的，谁能办谁才看得到。"""

import pytest
from django.urls import reverse

from gjj import clock
from gjj.approvals.models import Proposal
from gjj.approvals.services import approve
from gjj.audit.models import AuditEntry
from gjj.backoffice.notices import notices_for
from gjj.crypto.blind import blind_index
from gjj.identity.models import Login, Person
from tests import situations as s
from tests.halls.back_office import ROLES, address, browser, english_in
from tests.services.identity.members import member, signed_in

pytestmark = pytest.mark.django_db
NEW = "/admin/identity/grant/login/new/"


def page(do: str, pk: int) -> str:
    """一个登录的一件事在哪一页。"""
    return reverse(f"admin:identity_login_{do}", args=[pk])


def agree() -> None:
    """另一个人看着批最近的一份。"""
    row = Proposal.objects.latest("pk")
    approve(by=s.staff("security_admin"), proposal_id=row.pk, digest=row.digest, at=clock.now())


def test_a_new_clerk_gets_a_login_on_pages() -> None:
    """登录的清单走到新建：是谁（填错的号码逐项说，填的还在，网址里没有号码），用户名和岗位，看一遍，提出；批了就有，口令由本人设。"""
    clock.set_to(s.NOON)
    keeper, one = browser("system_admin"), s.worker()
    assert f'href="{NEW}"' in keeper.get(address(Login, "changelist")).content.decode()
    who = {"name": one.name, "id_no": one.id_no, "mobile": one.mobile}
    wrong = keeper.post(NEW, {**who, "id_no": "419901199001010000"})
    assert (wrong.status_code, "证件号码不对" in wrong.content.decode()) == (422, True)
    assert one.name in wrong.content.decode()
    second = keeper.post(NEW, who).headers["Location"]
    taken = member()
    known = {"name": str(taken.login.person.name), "id_no": taken.id_no, "mobile": taken.mobile}
    assert "已经有登录" in keeper.post(NEW, known).content.decode()
    assert "按证件号码找到" in signed_in(taken).get("/me/looks/").content.decode()
    person = Person.objects.get(id_no_index=blind_index("id_no", one.id_no))
    assert second == page("open", person.pk)
    shown = keeper.get(second).content.decode()
    assert one.mobile not in shown
    assert "没有初始口令" in shown
    given = {"new_username": "newteller", "role": "teller", "code": "", "until": "2027-06-01", "reason": "新到岗"}
    assert keeper.post(second, {**given, "new_username": "九号"}).status_code == 422
    seen = keeper.post(second, given).content.decode()
    for words in ("看一遍", "newteller", "柜员（全中心）", "2027年6月1日止", "忘记口令"):
        assert words in seen
    assert keeper.post(second, {**given, "confirm": "确认提出"}).status_code == 302
    agree()
    assert not Login.objects.get(person=person).has_usable_password()
    assert "已经有登录" in keeper.get(second).content.decode()
    assert AuditEntry.objects.filter(action="grants.login.register", object_id=str(person.pk)).exists()


def test_a_login_is_closed_and_opened_again_on_pages() -> None:
    """从登录的页走到提出停用；批了以后同一页上是提出恢复，没有停用；审批里看得到从怎样到怎样。"""
    clock.set_to(s.NOON)
    keeper, whom = browser("system_admin"), member("teller", "all")
    for do, other, said in (("close", "restore", "各处登录着的马上退出"), ("restore", "close", "凭短信重设")):
        here = keeper.get(address(Login, "change", whom.login_id)).content.decode()
        assert page(do, whom.login_id) in here
        assert page(other, whom.login_id) not in here
        assert said in keeper.post(page(do, whom.login_id), {"reason": "离职"}).content.decode()
        keeper.post(page(do, whom.login_id), {"reason": "离职", "confirm": "确认提出"})
        agree()
        assert "审批 SP" in keeper.get(address(Login, "change", whom.login_id)).content.decode()
    assert whom.login.is_active
    assert keeper.get(page("close", 999999)).status_code == 404


def test_a_stolen_login_is_stopped_at_once_on_a_page() -> None:
    """安全管理员从登录的页走到紧急停用，写原因、看一遍、确认：当场在门外；系统管理员首页提醒，去批。"""
    clock.set_to(s.NOON)
    guard, whom = browser("security_admin"), member("teller", "all")
    window, here = signed_in(whom), page("stop", whom.login_id)
    assert here in guard.get(address(Login, "change", whom.login_id)).content.decode()
    empty = guard.post(here, {"reason": " "})
    assert (empty.status_code, "没有写为什么停" in empty.content.decode()) == (422, True)
    checked = guard.post(here, {"reason": "手机被人拿走"}).content.decode()
    assert "72 小时没有人定的自己恢复" in checked
    assert english_in(checked) == set()
    assert whom.login.is_active
    assert guard.post(here, {"reason": "手机被人拿走", "confirm": "确认停用"}).status_code == 302
    assert window.get("/admin/").status_code == 302
    told = {found.title for found in notices_for(s.staff("system_admin"), clock.today())}
    assert "紧急停用等确认的登录" in told
    again = guard.post(here, {"reason": "手机被人拿走", "confirm": "确认停用"})
    assert (again.status_code, "已经停用着" in again.content.decode()) == (409, True)


@pytest.mark.parametrize("role", ROLES)
def test_who_may_do_what(role: str) -> None:
    """新建、停用、恢复只有系统管理员提得了，紧急停用只有安全管理员；别人打不开，也看不到入口。"""
    client, whom = browser(role), member("teller", "all")
    keeps, guards = role == "system_admin", role == "security_admin"
    assert client.get(NEW).status_code == (200 if keeps else 403)
    assert client.get(page("open", whom.person_id)).status_code == (200 if keeps else 403)
    for do, may in (("close", keeps), ("restore", keeps), ("stop", guards)):
        assert client.get(page(do, whom.login_id)).status_code == (200 if may else 403)
    here = client.get(address(Login, "change", whom.login_id)).content.decode()
    assert (page("close", whom.login_id) in here, page("stop", whom.login_id) in here) == (keeps, guards)
