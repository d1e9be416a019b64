"""本人自己办的、同时来两遍：申请注销、撤销和到期，换手机号，同一个证件号码在两个浏览器里注册。每条都有去掉锁就坏的对照。"""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.db import IntegrityError

from gjj.audit.models import AuditEntry
from gjj.declarations.errors import BizError
from gjj.identity.messages import MOBILE_REGISTERED
from gjj.identity.models import Login, Person
from gjj.identity.services import sign_up
from gjj.identity.terms import TERMS
from gjj.management.city.people import card_number
from gjj.messaging.models import Message
from gjj.own.models import ContactChange, LoginClosing
from gjj.own.services import closing, contacts
from tests import situations as s
from tests.race import together
from tests.services.deposits.without_lock import met_after
from tests.services.identity.members import Member, member
from tests.services.identity.test_contacts import NEW_MOBILE, begun, proven, started
from tests.services.identity.test_own_data import asked, code_of
from tests.services.identity.test_passwords import actor
from tests.situations import NOON

pytestmark = pytest.mark.usefixtures("own_database")


def told(results: list[Any]) -> Counter[str]:
    """各得到什么：办不了的写编码，程序的错写它的名字，办成的写 done。"""
    return Counter(
        one.code if isinstance(one, BizError) else type(one).__name__ if isinstance(one, Exception) else "done"
        for one in results
    )


def without_login_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    """读登录不锁。"""
    monkeypatch.setattr(Login.objects, "select_for_update", lambda **_: Login.objects.all())


def both_at(monkeypatch: pytest.MonkeyPatch, room: Any, name: str) -> None:
    """办完这一步等一等，等另一个也办完，再各走各的。"""
    real, barrier = getattr(room, name), Barrier(2)

    def met(*given: Any, **named: Any) -> Any:
        found = real(*given, **named)
        with suppress(BrokenBarrierError):
            barrier.wait(3)
        return found

    monkeypatch.setattr(room, name, met)


def asked_twice() -> Callable[[], list[Any]]:
    """一个人在两个浏览器里都取了注销的码；返回同时填码。"""
    by = actor(member())
    tickets = [closing.ask_closing_code(by=by, session_key=key, device_hash="", at=NOON) for key in "ab"]
    works = [
        partial(closing.ask_closing, by=by, ticket=one, code=code_of(one), session_key=key, at=NOON)
        for key, one in zip("ab", tickets, strict=True)
    ]
    return lambda: together(works)


def test_closing_asked_in_two_browsers_at_once_is_asked_once() -> None:
    """同时申请两遍：成一件，另一个得到说明。"""
    assert told(asked_twice()()) == {"done": 1, "closing_asked_already": 1}
    assert LoginClosing.objects.count() == 1


def test_without_the_lock_the_second_asking_runs_into_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉锁，两个都看到还没有申请，后到的撞上唯一约束——是程序错误，不是一句说明。"""
    at_once = asked_twice()
    without_login_lock(monkeypatch)
    both_at(monkeypatch, closing.parameters, "value")
    assert told(at_once()) == {"done": 1, IntegrityError.__name__: 1}


def undone_as_it_falls_due() -> tuple[list[Any], LoginClosing]:
    """到期的那一刻本人点了撤销。"""
    by = actor(member())
    due = asked(by).due_at
    results = together([lambda: closing.undo_closing(by=by, at=due), lambda: closing.close_due(due)])
    return results, LoginClosing.objects.select_related("login").get()


def test_undone_at_the_moment_it_falls_due_ends_one_way() -> None:
    """撤销和到期同时来：要么撤销了、登录照用，要么注销了、撤销的得到说明。"""
    results, row = undone_as_it_falls_due()
    if row.done_at is None:
        assert (results, row.login.is_active) == ([None, 0], True)
    else:
        assert (told(results), row.login.is_active) == ({"closing_not_found": 1, "done": 1}, False)
    assert (row.undone_at is None) != (row.done_at is None)


def unlocked(rows: Any) -> Callable[..., Any]:
    """没有办完的那一件：只读不锁，等另一个也读到。"""
    return met_after(lambda login, *kind: rows(*kind).filter(login_id=login, undone_at=None, done_at=None).first())


def test_without_the_lock_both_the_undoing_and_the_closing_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉锁，撤销的和到期的都以为轮到自己，后写的被数据库拦下。"""
    monkeypatch.setattr(closing, "_open", unlocked(lambda: LoginClosing.objects.select_related("login")))
    results, _ = undone_as_it_falls_due()
    assert any(isinstance(one, IntegrityError) for one in results), results


def test_a_mobile_filled_in_two_browsers_at_once_leaves_one_change() -> None:
    """同时填两个新号码：两个浏览器都往下走，没有办完的只有一件，先填的那件算放弃了。"""
    one = member()
    assert told(filled_twice(one)) == {"done": 2}
    assert ContactChange.objects.count() == 2
    assert ContactChange.objects.filter(undone_at=None).count() == 1


def filled_twice(one: Member) -> list[Any]:
    """两个浏览器各填一个新号码。"""
    return together([partial(begun, one, value=value) for value in (NEW_MOBILE, "13900000078")])


def test_without_the_lock_the_second_number_runs_into_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉锁，两个都没有看到对方的，后到的撞上唯一约束。"""
    one = member()
    without_login_lock(monkeypatch)
    both_at(monkeypatch, contacts, "blind_index")
    assert told(filled_twice(one)) == {"done": 1, IntegrityError.__name__: 1}


def taken_twice() -> tuple[list[Any], int, int]:
    """冷静期满，两个进程同时来换；各换了几件，记了几笔审计，告诉了几次。"""
    one = member()
    kept = begun(one)
    proven(one, kept)
    due = started(one, kept).due_at
    assert due is not None
    results = together([lambda: contacts.take_due(due)] * 2)
    noted = AuditEntry.objects.filter(action="own.contact_done").count()
    return results, noted, Message.objects.filter(person_id=one.person_id, code=MOBILE_REGISTERED).count()


def test_a_mobile_due_is_taken_once_by_two_workers() -> None:
    """两个进程同时到期来换：换一次，记一笔，告诉一次。"""
    results, noted, messages = taken_twice()
    assert (sorted(results), noted, messages) == ([0, 1], 1, 1)


def test_without_the_lock_both_workers_take_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉锁，两个进程都当作自己换了，件数多算一件；写号码的那一处锁着人，看到已经是新的就不写，审计还是一笔。"""
    monkeypatch.setattr(contacts, "_open", unlocked(_changes_of))
    results, noted, _ = taken_twice()
    assert (results, noted) == ([1, 1], 1)


def _changes_of(kind: str) -> Any:
    return ContactChange.objects.select_related("login").filter(kind=kind)


def signed_up_twice() -> list[Any]:
    """同一个人在两个浏览器里走到最后一步，起了两个用户名。"""
    _, (one,) = s.unit_with_workers(1)
    draft = sign_up.SignUpDraft(one.name, one.id_no, one.mobile, card_number(one.mobile))
    return together(
        [
            partial(
                sign_up.sign_up, draft=draft, username=name, password="River-stone-88", terms=TERMS, ip="1", at=NOON
            )
            for name in ("river.one", "river.two")
        ]
    )


def test_one_id_number_signing_up_in_two_browsers_gets_one_login() -> None:
    """只建一个登录；另一个被告知已经注册过，说得出是哪个用户名。"""
    results = signed_up_twice()
    assert told(results) == {"done": 1, "already_signed_up": 1}
    made = Login.objects.get(username__startswith="river")
    assert str(made.username) in next(str(one.said) for one in results if isinstance(one, BizError))


def test_without_the_lock_the_second_is_not_told_the_user_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉锁，两个都以为他没有登录；后到的被告知的不是「已经注册过、用户名是什么」。"""
    monkeypatch.setattr(Person.objects, "select_for_update", Person.objects.all)
    monkeypatch.setattr(sign_up, "_standing", met_after(sign_up._standing))
    assert told(signed_up_twice()) == {"done": 1, "login_exists": 1}
