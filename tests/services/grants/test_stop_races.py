"""紧急停用同时来：两位安全管理员互相停，至少剩一位；确认和到点恢复一先一后；同一个事项只停一次。去掉锁就不是。"""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest

from deposits.items import REMIT
from gjj.actors.actor import Actor
from gjj.approvals.models import Proposal
from gjj.approvals.services import approve
from gjj.catalog.models import Closure
from gjj.catalog.selectors.declared import declared_items
from gjj.catalog.services import stopping
from gjj.catalog.services.sync import sync_catalog
from gjj.declarations.errors import BizError
from gjj.grants import staff_logins
from gjj.grants.staff_logins import lift_stop, stop_urgently
from gjj.identity.models import Login
from gjj.identity.selectors.grants import live_grants
from tests import situations as s
from tests.race import together
from tests.services.identity.members import BY, member

pytestmark = pytest.mark.usefixtures("own_database")
HOUR = timedelta(hours=1)


def _met(real: Callable[..., Any]) -> Callable[..., Any]:
    """办之前等另一个也走到这里（他排在锁后面就不等了）。"""
    barrier = Barrier(2)

    def seen(*key: Any, **told: Any) -> Any:
        found = real(*key, **told)
        with suppress(BrokenBarrierError):
            barrier.wait(1)
        return found

    return seen


def _stop_each_other(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """中心只有两位安全管理员，各停对方。"""
    pair = [member("security_admin", "all") for _ in range(2)]
    actors = [Actor(one.login_id, one.username, one.person_id, "安全", "security_admin", "all") for one in pair]
    monkeypatch.setattr(staff_logins, "live_grants", _met(staff_logins.live_grants))

    def stop(by: Actor, whom: int) -> Callable[[], Any]:
        return lambda: stop_urgently(by=by, login_id=whom, reason="口令泄露", at=s.NOON)

    return together([stop(actors[0], pair[1].login_id), stop(actors[1], pair[0].login_id)])


def _admins() -> int:
    return live_grants(s.TODAY).filter(role="security_admin", scope="all").count()


def test_two_guards_stopping_each_other_leave_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """后一位得到说明：停了就没有安全管理员。"""
    results = _stop_each_other(monkeypatch)
    assert [one.code for one in results if isinstance(one, BizError)] == ["last_admin"]
    assert _admins() == 1


def test_without_the_lock_two_guards_stop_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉锁，两位都停了，再也没有人批授权：证明上一条靠的是锁。"""
    monkeypatch.setattr(staff_logins, "_admins_one_at_a_time", lambda: None)
    _stop_each_other(monkeypatch)
    assert _admins() == 0


def _confirm_and_lift(monkeypatch: pytest.MonkeyPatch) -> tuple[Login, list[Any]]:
    """第二个人确认，正走到要锁登录的时候，到点的恢复先锁上了。"""
    whom, keeper = member("teller", "all"), s.staff("system_admin")
    stop_urgently(by=s.staff("security_admin"), login_id=whom.login_id, reason="口令泄露", at=s.NOON)
    row = Proposal.objects.get()
    real = staff_logins.locked_login

    def late(login_id: int) -> Login:
        monkeypatch.setattr(staff_logins, "locked_login", real)
        together([lambda: lift_stop(by=BY, login_id=login_id, stopped_at=s.NOON, at=s.NOON + 72 * HOUR)])
        return real(login_id)

    monkeypatch.setattr(staff_logins, "locked_login", late)
    done = together([lambda: approve(by=keeper, proposal_id=row.pk, digest=row.digest, at=s.NOON + 72 * HOUR)])
    return Login.objects.get(pk=whom.login_id), done


def test_a_stop_lifted_while_it_is_being_confirmed_stays_lifted(monkeypatch: pytest.MonkeyPatch) -> None:
    """已经恢复了的确认不成，登录还在用，也没有记着为什么停。"""
    login, (result,) = _confirm_and_lift(monkeypatch)
    assert isinstance(result, BizError)
    assert result.code == "login_not_stopped"
    assert (login.is_active, login.closed_because) == (True, "")


def _stop_item_twice() -> list[Any]:
    sync_catalog(declared_items(), s.NOON)
    guards = [s.staff("system_admin") for _ in range(2)]
    targets = [{"item": REMIT, "channel": "online"}]

    def stop(by: Actor) -> Callable[[], Any]:
        return lambda: stopping.stop_urgently(by=by, targets=targets, reason="银行没有回音", at=s.NOON)

    return together([stop(one) for one in guards])


def test_one_item_is_stopped_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """两个人同时急停一个事项：停一次，另一位得到说明。"""
    monkeypatch.setattr(stopping, "drafted", _met(stopping.drafted))
    results = _stop_item_twice()
    assert len([one for one in results if isinstance(one, BizError)]) == 1
    assert Closure.objects.count() == 1


def test_without_the_lock_one_item_is_stopped_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉锁，停了两次，恢复一次还停着：证明上一条靠的是锁。"""
    monkeypatch.setattr(stopping, "one_at_a_time", lambda: None)
    monkeypatch.setattr(stopping, "drafted", _met(stopping.drafted))
    _stop_item_twice()
    assert Closure.objects.count() == 2
