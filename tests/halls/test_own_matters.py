"""「登录与口令」上说得出：换手机号、要自己的信息、不再用这个登录到哪里办；职工在网上办，单位、柜面的人有各自的路。"""

import pytest

from gjj.actors.actor import Actor
from gjj.actors.roles import COUNTER
from gjj.identity.services.logins import give_grant
from tests import situations as s
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/account/devices/"


def told(by: Actor) -> str:
    """那一页写的。"""
    page = signed_in(by).get(PAGE).content.decode()
    assert "换手机号、要自己的信息、不再用这个登录" in page
    return str(page)


def test_a_worker_does_it_online() -> None:
    """职工：一个链接走到「我的信息」。"""
    _, (one,) = s.unit_with_workers(1)
    own = s.holder(one)
    assert 'href="/me/data/"' in told(own)
    assert signed_in(own).get("/me/data/").status_code == 200


def test_people_of_a_unit_are_told_the_counter_and_their_administrator() -> None:
    """单位的各种人：带证件到柜面，管理员收回；另有个人大厅的，说换到那里自己办。"""
    of = s.unit()
    for by in (of.agent, of.reviewer, s.member_of(of, "unit_viewer"), s.member_of(of, "unit_admin")):
        page = told(by)
        assert "带身份证件到柜面" in page
        assert "请单位的管理员" in page
        assert "个人大厅" not in page.partition("换手机号、要自己的信息")[2]
        assert signed_in(by).get("/unit/log/").status_code == 200
    give_grant(by=s.system_actor(), login_id=of.agent.login_id or 0, role="person", scope="self", at=s.NOON)
    client = signed_in(of.agent)
    session = client.session
    session["grant_id"] = of.agent.grant_id
    session.save()
    assert "换到个人大厅也能在「我的信息」里自己换" in client.get(PAGE).content.decode()


@pytest.mark.parametrize("role", sorted(COUNTER))
def test_people_of_the_counter_are_told_the_two_administrators(role: str) -> None:
    """柜面的每一种：系统管理员提，安全管理员批。"""
    page = told(s.staff(role))
    assert "请系统管理员照您的身份证件提出，安全管理员批准就换" in page
    assert "离岗的，请系统管理员提出停用" in page
