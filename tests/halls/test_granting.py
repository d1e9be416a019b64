"""后台的授权：提出、批准、收回各有页面；填的不丢，批的人看得到逐处改动，快到期的提醒。"""

from datetime import timedelta

import pytest
from django.urls import reverse

from gjj import clock
from gjj.approvals.models import Proposal
from gjj.backoffice.notices import notices_for
from gjj.identity.models import Grant, Login
from gjj.identity.services.logins import give_grant
from tests import situations as s
from tests.halls.back_office import ROLES, address, browser
from tests.halls.visitors import signed_in as desk_of
from tests.services.identity.members import BY, member, signed_in

pytestmark = pytest.mark.django_db
GIVE = "/admin/identity/grant/give/"


def filled(username: str, **changed: str) -> dict[str, str]:
    """填好的表。"""
    until = (clock.today() + timedelta(days=100)).isoformat()
    return {
        "username": username,
        "role": "teller",
        "code": "",
        "since": "",
        "until": until,
        "reason": "新到岗",
        **changed,
    }


def test_a_grant_is_proposed_looked_at_and_agreed_on_pages() -> None:
    """从登录的页走到提出授权；看一遍、返回修改，填的还在；确认提出；安全管理员首页有提醒，批了，那人就进得了后台。"""
    clock.set_to(s.NOON)
    one, keeper = member(), browser("system_admin")
    assert f"{GIVE}?username={one.username}" in keeper.get(address(Login, "change", one.login_id)).content.decode()
    assert f'value="{one.username}"' in keeper.get(f"{GIVE}?username={one.username}").content.decode()
    wrong = keeper.post(GIVE, filled(one.username, reason=""))
    assert (wrong.status_code, "没有写为什么" in wrong.content.decode()) == (422, True)
    seen = keeper.post(GIVE, filled(one.username)).content.decode()
    for words in ("看一遍", "另加 柜员", "全中心", "批准在后的，从批准那天起"):
        assert words in seen
    assert 'value="2027' in keeper.post(GIVE, filled(one.username, back="返回修改")).content.decode()
    assert not Proposal.objects.exists()
    assert keeper.post(GIVE, filled(one.username, confirm="确认提出")).status_code == 302
    row = Proposal.objects.get()
    guard = s.staff("security_admin")
    assert {found.title: found.count for found in notices_for(guard, clock.today())}["等您批的审批"] == 1
    act = reverse("admin:approvals_proposal_act", args=[row.pk])
    desk = desk_of(guard)
    assert "批不批" in desk.get(address(Proposal, "change", row.pk)).content.decode()
    assert desk.post(act, {"do": "approve", "digest": row.digest}).status_code == 302
    assert Grant.objects.filter(login_id=one.login_id, role="teller").exists()
    assert signed_in(one).get("/choose/").status_code == 200


def test_ending_is_proposed_from_the_grant() -> None:
    """从授权的页走到提出收回；提了还有效，批了没有。"""
    clock.set_to(s.NOON)
    one, keeper = member("reviewer", "all"), browser("system_admin")
    grant = Grant.objects.get(login_id=one.login_id)
    page = reverse("admin:identity_grant_end", args=[grant.pk])
    assert page in keeper.get(address(Grant, "change", grant.pk)).content.decode()
    assert "下一次请求就进不来" in keeper.post(page, {"reason": "调走了"}).content.decode()
    keeper.post(page, {"reason": "调走了", "confirm": "确认提出"})
    row = Proposal.objects.get()
    assert Grant.objects.get(pk=grant.pk).valid_to is None
    act = reverse("admin:approvals_proposal_act", args=[row.pk])
    browser("security_admin").post(act, {"do": "approve", "digest": row.digest})
    assert Grant.objects.get(pk=grant.pk).valid_to == clock.today()
    assert keeper.get("/admin/identity/grant/999999/end/").status_code == 404


@pytest.mark.parametrize("role", ROLES)
def test_only_the_system_administrator_proposes(role: str) -> None:
    """别的岗位打不开，也看不到入口。"""
    client = browser(role)
    assert client.get(GIVE).status_code == (200 if role == "system_admin" else 403)


def test_what_runs_out_soon_is_told_before_it_does() -> None:
    """三十天内到期的柜面授权，系统管理员首页提醒，点进去就是那几项；没有截止日的、早就到期的不算。"""
    clock.set_to(s.NOON)
    soon, later = member(), member()
    for one, days in ((soon, 20), (later, 200)):
        give_grant(
            by=BY, login_id=one.login_id, role="teller", scope="all", at=s.NOON, valid_to=s.TODAY + timedelta(days=days)
        )
    keeper = s.staff("system_admin")
    told = {found.title: found for found in notices_for(keeper, clock.today())}["快到期的柜面授权"]
    assert told.count == 1
    listed = desk_of(keeper).get(told.url).context_data["cl"]
    assert [row.login_id for row in listed.result_list] == [soon.login_id]
