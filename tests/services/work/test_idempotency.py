"""幂等键：同键同内容只办一次、答复一样；换了内容不办；还在办让等；没办成不占键。"""

from collections.abc import Callable
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from gjj.actors.actor import system_actor
from gjj.audit.models import AuditEntry
from gjj.audit.services import record
from gjj.declarations.errors import BizError
from gjj.web.problems import exception_handler
from gjj.work import idempotency
from gjj.work.idempotency import run_once
from gjj.work.models import IdempotencyKey
from tests import situations as s
from tests.race import together

ROUNDS = 10


def act() -> idempotency.Answer:
    """办一件留下痕迹的事，答复里是第几次。"""
    record(by=system_actor(), action="test.act", object_type="test", object_id=1, at=s.NOON, summary="办了")
    return 201, {"number": acted()}


def acted() -> int:
    """真办了几次。"""
    return AuditEntry.objects.filter(action="test.act").count()


def ask(action: Callable[[], idempotency.Answer] = act, **change: Any) -> tuple[int, dict[str, Any], bool]:
    """一次请求。"""
    wanted = {"login_id": 1, "call": "POST Pay", "key": "key-00001", "fingerprint": "a" * 64, "at": s.NOON, **change}
    return run_once(action=action, **wanted)


@pytest.mark.django_db
def test_the_same_key_and_body_is_done_once_and_answered_alike() -> None:
    """同键同内容：只办一次，以后每次都是第一次的答复。"""
    assert ask() == (201, {"number": 1}, False)
    for _ in range(20):
        assert ask() == (201, {"number": 1}, True)
    assert acted() == 1


@pytest.mark.django_db
def test_the_same_key_with_another_body_is_refused() -> None:
    """同键换了内容：422，不办，也不给出第一次的答复；原来的照样重放。"""
    ask()
    with pytest.raises(BizError) as caught:
        ask(fingerprint="b" * 64)
    assert (caught.value.code, caught.value.status) == ("idempotency_key_reused", 422)
    assert "number" not in str(caught.value.extra)
    assert acted() == 1
    assert ask() == (201, {"number": 1}, True)


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"login_id": 2}, {"call": "POST Confirm"}, {"key": "key-00002"}])
def test_another_login_or_call_may_use_the_same_key(change: dict[str, Any]) -> None:
    """别人用同一个键、同一个键用在别的接口，都是另一件事，看不到也碰不到原来的。"""
    ask()
    assert ask(**change) == (201, {"number": 2}, False)
    assert ask(fingerprint="a" * 64) == (201, {"number": 1}, True)
    assert acted() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("error", [BizError("invalid", "填得不对"), RuntimeError("程序错")])
def test_what_failed_does_not_use_the_key_up(error: Exception) -> None:
    """没办成：写过的都回滚，键不占；改好了用同一个键再来，照常办。"""

    def fail() -> idempotency.Answer:
        act()
        raise error

    with pytest.raises(type(error)):
        ask(fail, fingerprint="b" * 64)
    assert (acted(), IdempotencyKey.objects.count()) == (0, 0)
    assert ask() == (201, {"number": 1}, False)


@pytest.mark.django_db
def test_the_answer_is_kept_with_the_business_or_not_at_all() -> None:
    """答复和业务在同一个事务里：业务回滚，答复也不在。"""

    def whole() -> None:
        assert ask() == (201, {"number": 1}, False)
        raise RuntimeError

    with pytest.raises(RuntimeError), transaction.atomic():
        whole()
    assert (acted(), IdempotencyKey.objects.count()) == (0, 0)


def test_while_it_is_being_done_the_same_key_is_told_to_wait(own_database: str) -> None:
    """还在办的时候同键再来：马上 409，告诉过几秒再取，不排队等；办完了再来就是重放。"""
    meanwhile: list[Any] = []

    def slow() -> idempotency.Answer:
        meanwhile.extend(together([ask, lambda: ask(fingerprint="b" * 64), lambda: ask(login_id=2)]))
        return act()

    assert ask(slow) == (201, {"number": 2}, False)
    *refused, other = meanwhile
    for error in refused:
        assert (error.code, error.status, error.extra) == ("idempotency_in_progress", 409, {"retry_after": 2})
    assert exception_handler(refused[0], {}).headers["Retry-After"] == "2"
    assert other == (201, {"number": 1}, False)
    assert ask() == (201, {"number": 2}, True)


def test_twenty_at_once_do_it_once(own_database: str) -> None:
    """同键同内容二十个同时来：只办一次，其余的要么拿到同样的答复，要么被告知还在办。"""
    for number in range(1, ROUNDS + 1):
        results = together([lambda key=f"key-{number:05d}": ask(key=key)] * 20)
        assert acted() == number
        refused = [one for one in results if isinstance(one, Exception)]
        assert {getattr(one, "code", repr(one)) for one in refused} <= {"idempotency_in_progress"}
        answered = [one for one in results if not isinstance(one, Exception)]
        assert {str(one[:2]) for one in answered} == {str((201, {"number": number}))}
        assert [one[2] for one in answered].count(False) == 1


def test_without_the_lock_the_second_one_is_done_too(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉锁，两个都真去办了，后一个撞上唯一约束才整个退回，听不到一句人话：证明上一条靠的是锁。"""
    barrier, begun = Barrier(2), []

    def met() -> idempotency.Answer:
        begun.append(1)
        with suppress(BrokenBarrierError):
            barrier.wait(3)
        return act()

    monkeypatch.setattr(idempotency, "_lock", lambda *_: None)
    results = together([lambda: ask(met)] * 2)
    assert len(begun) == 2
    assert [type(one) for one in results if isinstance(one, Exception)] == [IntegrityError]
    assert acted() == 1
