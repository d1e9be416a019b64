"""登录留下的东西留多久：验证码、退出了的登录过了天数就删，没人回来的会话连里面留着的一起删；还用得着的都在。"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from gjj.identity.models import Login, SignedInSession, SignInCode
from gjj.identity.services import budget, retention
from gjj.identity.services.sessions import Place, open_session
from gjj.identity.tasks import forget_old_sign_ins
from gjj.parameters.declared import bounds_of
from gjj.schedule import SCHEDULE
from tests import situations as s
from tests.services.identity.members import member

pytestmark = pytest.mark.django_db
SECOND, WEEK, HALF_A_YEAR = timedelta(seconds=1), timedelta(days=7), timedelta(days=180)


def code_at(at: datetime) -> SignInCode:
    """那一刻发过的一条。"""
    one: SignInCode = SignInCode.objects.create(
        purpose="sign_in", session_hash="s", code_hash="c", mobile_index="0" * 64, ip="198.51.100.7", created_at=at,
        expires_at=at + timedelta(minutes=5),
    )  # fmt: skip
    return one


def test_codes_go_after_the_days_kept() -> None:
    """早于七天的删了，正好七天的、预算还看的都在；参数至少一天，比预算看的一小时长。"""
    old = [code_at(s.NOON - WEEK - SECOND), code_at(s.NOON - 2 * WEEK)]
    stay = [code_at(at) for at in (s.NOON - WEEK, s.NOON - budget.HOUR, s.NOON)]
    assert retention.forget_codes(s.NOON) == len(old)
    assert set(SignInCode.objects.values_list("pk", flat=True)) == {one.pk for one in stay}
    (bound,) = bounds_of("identity.codes_kept_days")
    assert timedelta(days=int(str(bound.least))) > budget.HOUR


def signed_in(login: Login, at: datetime, **ended: Any) -> SignedInSession:
    """那一刻登录过的一次；写了的是已经退出。"""
    store = SessionStore()
    store.save()
    one = open_session(
        login=login, session_key=str(store.session_key), place=Place("手机", "d" * 64, "198.51.100.7"), at=at
    )
    if ended:
        SignedInSession.objects.filter(pk=one.pk).update(session_key=None, **ended)
    return one


def test_ended_sign_ins_go_after_half_a_year_and_the_forgotten_ones_end_first() -> None:
    """退出满半年的删了；人走了没有退出的，到了最长时间写明退出、会话删掉，满半年也删；还登录着的在。"""
    login = Login.objects.get(pk=member().login_id)
    gone = [
        signed_in(login, s.NOON - 2 * HALF_A_YEAR, ended_at=s.NOON - HALF_A_YEAR - SECOND, ended_because="signed_out"),
        signed_in(login, s.NOON - 2 * HALF_A_YEAR),
    ]
    kept = signed_in(login, s.NOON - 2 * HALF_A_YEAR, ended_at=s.NOON - HALF_A_YEAR, ended_because="idle")
    left, live = signed_in(login, s.NOON - timedelta(days=1)), signed_in(login, s.NOON - timedelta(minutes=5))
    assert retention.forget_sessions(s.NOON) == len(gone)
    assert set(SignedInSession.objects.values_list("pk", flat=True)) == {kept.pk, left.pk, live.pk}
    key = str(left.session_key)
    left.refresh_from_db()
    assert (left.ended_because, left.ended_at, left.session_key) == ("time_limit", left.limit_at, None)
    assert not Session.objects.filter(session_key=key).exists()
    assert Session.objects.filter(session_key=live.session_key).exists()
    assert retention.forget_sessions(s.NOON) == 0


def test_what_an_abandoned_sign_up_left_in_its_session_is_cleared_every_hour() -> None:
    """没办完的注册、等着核验的一下留在会话里：人不回来，过了期每小时删一遍；没过期的在。"""
    old, fresh = SessionStore(), SessionStore()
    for one in (old, fresh):
        one["sign_up"] = "密文"
        one.save()
    Session.objects.filter(session_key=old.session_key).update(expire_date=datetime.now(UTC) - SECOND)
    forget_old_sign_ins()
    assert set(Session.objects.values_list("session_key", flat=True)) == {fresh.session_key}
    assert SCHEDULE["identity.forget_old"] == {"task": "identity.forget_old", "schedule": 3600.0}
