"""授权：角色和范围要配得上，有起止，不兼任，收回即止。"""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from gjj.actors.roles import COUNTER
from gjj.audit.selectors import entries_of
from gjj.declarations.errors import BizError
from gjj.identity.models import Grant
from gjj.identity.selectors.grants import actor_of, grant_label, grants_of
from gjj.identity.services.logins import end_grant, give_grant
from gjj.identity.services.register import register_branch
from gjj.periods.said import day_said
from tests import situations as s
from tests.services.identity.members import BY, Member, member
from tests.situations import NOON, TODAY

pytestmark = pytest.mark.django_db
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def give(one: Member, role: str, scope: str, **where: Any) -> int:
    """给一项授权。"""
    return give_grant(by=BY, login_id=one.login_id, role=role, scope=scope, at=NOON, **where)


def refusal(one: Member, role: str, scope: str, **where: Any) -> str:
    """给授权被拒的原因。"""
    with pytest.raises(BizError) as error:
        give(one, role, scope, **where)
    return error.value.code


def fitting(role: str, scope: str) -> bool:
    """角色与范围配不配。"""
    wanted = {
        "unit_agent": ["employer"],
        "unit_reviewer": ["employer"],
        "unit_viewer": ["employer"],
        "unit_admin": ["employer"],
        "person": ["self"],
    }
    return scope in wanted.get(role, ["branch", "all"] if role in COUNTER else [])


@pytest.mark.parametrize("scope", ["employer", "branch", "self", "all", "", "planet"])
@pytest.mark.parametrize(
    "role",
    ["unit_agent", "unit_reviewer", "unit_viewer", "unit_admin", "person", "teller", "system_admin", "system", "king"],
)
def test_a_role_is_given_only_with_its_scope(role: str, scope: str) -> None:
    """单位的人管一个单位，职工管本人，中心的人管网点或全中心；「系统」谁也不能当。"""
    one = member()
    Grant.objects.filter(login_id=one.login_id).delete()
    where: dict[str, Any] = {}
    if scope == "employer":
        where["employer_id"] = s.unit().employer_id
    if scope == "branch":
        where["branch_id"] = register_branch(by=BY, code="07", name="城东管理部")
    if fitting(role, scope):
        assert give(one, role, scope, **where)
    else:
        assert refusal(one, role, scope, **where) == "grant_invalid"
        assert not Grant.objects.filter(login_id=one.login_id).exists()


@pytest.mark.parametrize(("role", "scope"), [("unit_agent", "employer"), ("teller", "branch")])
def test_a_scope_names_its_place(role: str, scope: str) -> None:
    """管单位要写明哪个单位，管网点要写明哪个网点。"""
    assert refusal(member(), role, scope) == "grant_invalid"


@pytest.mark.parametrize(
    "row",
    [
        {"role": "system", "scope": "all"},
        {"role": "unit_agent", "scope": "all"},
        {"role": "person", "scope": "all"},
        {"role": "unit_agent", "scope": "employer"},
        {"role": "teller", "scope": "self"},
        {"role": "teller", "scope": "all", "valid_to": YESTERDAY},
    ],
)
def test_the_database_refuses_what_the_service_would(row: dict[str, Any]) -> None:
    """绕过服务直接写，数据库也不收。"""
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(login_id=member().login_id, **{"valid_from": TODAY, **row})


@pytest.mark.parametrize(
    ("start", "end", "on", "live"),
    [
        (TODAY, None, YESTERDAY, False),
        (TODAY, None, TODAY, True),
        (TODAY, None, date(2999, 1, 1), True),
        (YESTERDAY, TODAY, YESTERDAY, True),
        (YESTERDAY, TODAY, TODAY, False),
        (YESTERDAY, TOMORROW, TODAY, True),
        (TODAY, TODAY, TODAY, False),
    ],
)
def test_a_grant_lives_from_its_first_day_to_the_day_before_its_end(
    start: date, end: date | None, on: date, live: bool
) -> None:
    """起始日起有效，截止日当天无效。"""
    one = member()
    Grant.objects.filter(login_id=one.login_id).delete()
    give(one, "teller", "all", valid_from=start, valid_to=end)
    assert bool(grants_of(one.login, on)) is live


def test_the_same_grant_given_twice_is_one() -> None:
    """同样的授权给两次还是一项。"""
    one = member()
    assert give(one, "teller", "all") == give(one, "teller", "all")
    assert Grant.objects.filter(login_id=one.login_id, role="teller").count() == 1


def test_an_ended_grant_can_be_given_again() -> None:
    """收回之后可以再给，是新的一项，旧的留着。"""
    one = member()
    first = give(one, "teller", "all")
    end_grant(by=BY, grant_id=first, at=NOON)
    assert give(one, "teller", "all") != first
    assert Grant.objects.filter(login_id=one.login_id, role="teller").count() == 2


@pytest.mark.parametrize(("first", "second"), [("system_admin", "auditor"), ("auditor", "system_admin")])
def test_nobody_is_administrator_and_auditor(first: str, second: str) -> None:
    """系统管理员和审计员不能一人兼任；先收回一个才能给另一个。"""
    one = member()
    grant = give(one, first, "all")
    assert refusal(one, second, "all") == "roles_apart"
    assert refusal(one, second, "all", valid_from=TODAY + timedelta(days=365)) == "roles_apart"
    end_grant(by=BY, grant_id=grant, at=NOON)
    assert give(one, second, "all")


def test_administrator_and_auditor_in_turn_are_allowed() -> None:
    """前后接着当、日子不重叠，可以。"""
    one = member()
    give(one, "auditor", "all", valid_from=YESTERDAY, valid_to=TODAY)
    assert give(one, "system_admin", "all", valid_from=TODAY)


def test_only_the_system_administrator_gives_and_ends_grants() -> None:
    """别人给不了也收不回。"""
    one = member()
    mine = Grant.objects.get(login_id=one.login_id).pk
    with pytest.raises(BizError) as error:
        give_grant(by=s.staff("manager"), login_id=one.login_id, role="teller", scope="all", at=NOON)
    assert error.value.code == "not_permitted"
    with pytest.raises(BizError) as error:
        end_grant(by=s.staff("manager"), grant_id=mine, at=NOON)
    assert error.value.code == "not_permitted"


def test_ending_twice_is_quiet_and_audited_once() -> None:
    """收回两次照样答成，留痕一次；没有的授权说没有。"""
    mine = Grant.objects.get(login_id=member().login_id).pk
    end_grant(by=BY, grant_id=mine, at=NOON)
    end_grant(by=BY, grant_id=mine, at=NOON)
    given, ended = (entries_of("grant", mine).get(action=f"identity.{what}_grant") for what in ("give", "end"))
    assert given.after is not None
    assert given.after.keys() == {"给谁", "身份", "管哪里", "从", "到"}
    assert (given.before, ended.before, ended.after) == ({}, given.after, {"收回": day_said(TODAY)})
    with pytest.raises(BizError) as error:
        end_grant(by=BY, grant_id=0, at=NOON)
    assert error.value.status == 404


def test_a_future_grant_ended_now_never_begins() -> None:
    """还没开始的授权收回后，到了那天也不生效。"""
    one = member()
    grant = give(one, "teller", "all", valid_from=TOMORROW)
    end_grant(by=BY, grant_id=grant, at=NOON)
    assert "teller" not in [one.role for one in grants_of(one.login, TOMORROW)]


def test_an_actor_carries_its_grant() -> None:
    """办事人带着授权的角色、范围和单位；授权说给人听是单位名。"""
    unit = s.unit("甲单位")
    grant = Grant.objects.get(pk=unit.agent.grant_id or 0)
    actor = actor_of(grant.login, grant, channel="unit_hall", level=2, ip="10.0.0.1")
    assert (actor.role, actor.scope, actor.employer_id) == ("unit_agent", "employer", unit.employer_id)
    assert (actor.channel, actor.level, actor.ip) == ("unit_hall", 2, "10.0.0.1")
    assert grant_label(grant) == "甲单位"
    assert grant_label(Grant.objects.get(login_id=member().login_id)) == "本人"
