"""访问令牌：库里只有散列；过期、停用、收回授权立刻失效；命令只在演示环境发。"""

from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from oauth2_provider.models import AccessToken

from gjj.identity.models import Grant
from gjj.identity.services.logins import close_login, end_grant
from gjj.identity.services.passwords import set_password
from gjj.identity.tokens import issue_token, scopes_for
from gjj.web.admission import Credential, credential_of_token
from tests import situations as s
from tests.services.identity.members import BY, Member, member
from tests.situations import NOON, TODAY

pytestmark = pytest.mark.django_db
LIVES = timedelta(hours=12)


def a_token(one: Member) -> str:
    """一个令牌。"""
    return issue_token(login_id=one.login_id, scopes=scopes_for(one.login, TODAY), at=NOON)


def seen(token: str, at: datetime, ip: str = "") -> Credential | None:
    """某一时刻带着令牌来，认出谁；不看演示的钟。"""
    return credential_of_token(token, (at, False), ip)


def test_a_token_names_its_actor_and_scope() -> None:
    """令牌认得出是谁、什么身份、什么范围、从接口来。"""
    one = member()
    found = seen(a_token(one), NOON, "10.0.0.1")
    assert found
    assert found.actor
    actor, scopes = found.actor, found.scopes
    assert (actor.login_id, actor.person_id, actor.role, actor.scope) == (one.login_id, one.person_id, "person", "self")
    assert (actor.channel, actor.ip, scopes) == ("api", "10.0.0.1", frozenset({"person"}))


def test_a_token_of_a_unit_acts_for_its_employer() -> None:
    """单位经办的令牌办的是本单位的事。"""
    unit = s.unit()
    found = seen(issue_token(login_id=unit.agent.login_id or 0, scopes=["unit"], at=NOON), NOON)
    assert found
    assert found.actor
    assert (found.actor.employer_id, found.actor.role) == (unit.employer_id, "unit_agent")


def test_the_token_itself_is_never_stored() -> None:
    """令牌的明文不在库里：整行翻遍也找不到。"""
    token = a_token(member())
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM oauth2_provider_accesstoken t")
        rows = [row[0] for row in cursor.fetchall()]
    assert rows
    assert all(token not in row and token[:8] not in row for row in rows)


@pytest.mark.parametrize(
    ("after", "good"), [(timedelta(0), True), (LIVES - timedelta(seconds=1), True), (LIVES, False)]
)
def test_a_token_lives_twelve_hours(after: timedelta, good: bool) -> None:
    """12 小时内有效，到点就失效。"""
    assert bool(seen(a_token(member()), NOON + after)) is good


@pytest.mark.parametrize("token", ["", "wrong", "a" * 5000, "令牌"])
def test_a_wrong_token_is_nobody(token: str) -> None:
    """不对的令牌谁也不是。"""
    a_token(member())
    assert seen(token, NOON) is None


def test_two_tokens_of_one_login_both_work() -> None:
    """一个登录可以有几个令牌。"""
    one = member()
    assert all(seen(token, NOON) for token in (a_token(one), a_token(one)))


def test_a_scope_without_a_grant_is_nobody() -> None:
    """令牌写着单位范围，而这个人没有单位的授权：谁也不是。"""
    token = issue_token(login_id=member().login_id, scopes=["unit"], at=NOON)
    assert seen(token, NOON) is None


def test_a_token_dies_with_its_grant() -> None:
    """收回授权，令牌下一次就不认。"""
    one = member()
    token = a_token(one)
    end_grant(by=BY, grant_id=Grant.objects.get(login_id=one.login_id).pk, at=NOON)
    assert seen(token, NOON) is None


def test_a_token_dies_with_its_login() -> None:
    """停用登录，令牌作废。"""
    one = member()
    token = a_token(one)
    close_login(by=BY, login_id=one.login_id, at=NOON)
    assert seen(token, NOON) is None
    assert not AccessToken.objects.filter(user_id=one.login_id).exists()


def test_a_token_dies_when_the_password_is_changed() -> None:
    """换口令，旧令牌作废；别人的不受影响。"""
    one, another = member(), member()
    token, kept = a_token(one), a_token(another)
    set_password(by=BY, login_id=one.login_id, password="Another@2026", at=NOON)
    assert seen(token, NOON) is None
    assert seen(kept, NOON)


def by_command(username: str) -> str:
    """命令打印的令牌。"""
    said = StringIO()
    call_command("token", username, stdout=said)
    return said.getvalue().strip()


def test_the_command_prints_a_token_the_api_accepts() -> None:
    """命令打印的令牌，接口认。"""
    unit = s.unit()
    token = by_command(unit.agent.username)
    answer = Client().get("/api/v1/unit/", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    assert answer.json()["name"] == unit.name


def test_a_token_of_the_counter_does_not_open_the_unit_hall() -> None:
    """柜员的令牌调不了单位的接口。"""
    token = by_command(s.staff("teller").username)
    answer = Client().get("/api/v1/unit/", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")


def test_the_command_refuses_outside_the_demo(settings: Any) -> None:
    """不是演示环境，命令不发令牌。"""
    one = member()
    settings.GJJ_DEMO = False
    with pytest.raises(CommandError, match="演示环境"):
        by_command(one.username)
    assert not AccessToken.objects.exists()


def test_the_command_says_why_it_has_no_token() -> None:
    """没有这个登录、停用了、授权收回了：说清楚，不发。"""
    closed, bare = member(), member()
    close_login(by=BY, login_id=closed.login_id, at=NOON)
    Grant.objects.filter(login_id=bare.login_id).delete()
    for username, why in (("nobody", "没有 nobody"), (closed.username, "停用"), (bare.username, "没有有效的授权")):
        with pytest.raises(CommandError, match=why):
            by_command(username)
