"""同时登录：一条码只进一次，预算不被并发冲破。每个都先证明去掉锁就会出错。"""

from collections import Counter
from collections.abc import Callable
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest

from gjj.declarations.errors import BizError
from gjj.identity.models import Login, SignInCode, SignInFailure
from gjj.identity.services import attempts, budget, codes
from gjj.identity.services.codes import SignInTicket
from gjj.identity.services.sign_in import finish_sign_in, start_sign_in
from tests.race import together
from tests.services.identity.members import (
    FAILURES,
    TRIES_PER_CODE,
    Member,
    code_of,
    finish_with,
    member,
    other_code,
    ticket_for,
)
from tests.situations import NOON, PASSWORD

pytestmark = pytest.mark.usefixtures("own_database")
ROUNDS = 10
UNUSED_PER_NUMBER = 5
"""参数的初始值。"""


def outcomes(results: list[Any]) -> Counter[str]:
    """各有几个成功，几个被拒（按原因）。"""
    return Counter(one.code if isinstance(one, BizError) else type(one).__name__ for one in results)


def finishing(ticket: SignInTicket, code: str) -> Callable[[], Login]:
    """填码这一步。"""
    return lambda: finish_sign_in(ticket=ticket, code=code, session_key="session-a", ip="10.0.0.1", at=NOON)


def starting(one: Member, password: str = PASSWORD) -> Callable[[], Any]:
    """口令这一步。"""
    return lambda: start_sign_in(username=one.username, password=password, ip="10.0.0.1", session_key="s", at=NOON)


def meet(works: int) -> Callable[[], None]:
    """等齐了再往下走；等不齐（别人被锁挡着）就不等了。"""
    barrier = Barrier(works)

    def wait() -> None:
        try:
            barrier.wait(5.0)
        except BrokenBarrierError:
            return

    return wait


def test_one_code_entered_twice_at_once_signs_in_once() -> None:
    """同一条码同时填两次，只有一次进门。"""
    for _ in range(ROUNDS):
        ticket = ticket_for(member())
        results = together([finishing(ticket, code_of(ticket))] * 2)
        assert outcomes(results) == {"Login": 1, "code_used_up": 1}


def test_without_the_row_lock_one_code_signs_in_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉行锁，同一条码真会进两次：上一条测试不是白测的。"""
    wait = meet(2)

    def read_without_lock(code_id: int, purpose: codes.Purpose) -> SignInCode | None:
        row = SignInCode.objects.select_related("login__person").filter(pk=code_id).first()
        wait()
        return row

    ticket = ticket_for(member())
    code = code_of(ticket)
    monkeypatch.setattr(codes, "lock_code", read_without_lock)
    assert outcomes(together([finishing(ticket, code)] * 2)) == {"Login": 2}


def test_guesses_at_once_do_not_exceed_five() -> None:
    """同时猜 20 次，只有 5 次算数，第 6 次起连对的也不收。"""
    ticket = ticket_for(member())
    wrong = other_code(code_of(ticket))
    results = together([finishing(ticket, wrong)] * 20)
    assert outcomes(results) == {"code_wrong": TRIES_PER_CODE, "code_used_up": 20 - TRIES_PER_CODE}
    assert SignInCode.objects.get(pk=ticket.code_id).tries == TRIES_PER_CODE
    assert outcomes(together([finishing(ticket, code_of(ticket))])) == {"code_used_up": 1}


def test_without_the_row_lock_guesses_at_once_are_not_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉行锁，同时猜 8 次 8 次都算数，计数还少记。"""
    wait = meet(8)

    def read_without_lock(code_id: int, purpose: codes.Purpose) -> SignInCode | None:
        row = SignInCode.objects.select_related("login__person").filter(pk=code_id).first()
        wait()
        return row

    ticket = ticket_for(member())
    wrong = other_code(code_of(ticket))
    monkeypatch.setattr(codes, "lock_code", read_without_lock)
    assert outcomes(together([finishing(ticket, wrong)] * 8)) == {"code_wrong": 8}
    assert SignInCode.objects.get(pk=ticket.code_id).tries < TRIES_PER_CODE


def test_codes_asked_for_at_once_stay_within_the_budget() -> None:
    """同时要 9 条码，一个号码只发出 5 条。"""
    one = member()
    results = together([starting(one)] * 9)
    assert outcomes(results) == {"SignInTicket": UNUSED_PER_NUMBER, "too_many_codes": 9 - UNUSED_PER_NUMBER}
    assert SignInCode.objects.filter(login_id=one.login_id).count() == UNUSED_PER_NUMBER


def test_without_the_budget_lock_more_codes_get_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉预算的锁，同时要 8 条就真发出 8 条。"""
    wait, check = meet(8), budget.check_codes

    def check_then_wait(*args: Any) -> None:
        check(*args)
        wait()

    monkeypatch.setattr(budget, "lock_code_budget", lambda *args: None)
    monkeypatch.setattr(budget, "check_codes", check_then_wait)
    assert outcomes(together([starting(member())] * 8)) == {"SignInTicket": 8}


def test_passwords_guessed_at_once_stay_within_the_budget() -> None:
    """同时试 30 个口令，最多 10 个真被核对，其余直接挡下。"""
    one = member()
    results = outcomes(together([starting(one, "wrong-password")] * 30))
    assert set(results) <= {"sign_in_refused", "too_many_attempts"}
    assert results["sign_in_refused"] <= FAILURES
    assert SignInFailure.objects.count() <= FAILURES


def test_counting_before_recording_would_let_more_passwords_through(monkeypatch: pytest.MonkeyPatch) -> None:
    """先数再记的话，同时来的 14 个全部放过：所以要先记再数。"""
    wait = meet(14)

    def count_then_record(username: str, ip: str, at: Any, device_hash: str) -> int:
        seen = SignInFailure.objects.filter(ip=ip).count()
        wait()
        if seen >= FAILURES:
            raise BizError("too_many_attempts", "")
        return int(SignInFailure.objects.create(username_hash="", ip=ip, at=at).pk)

    monkeypatch.setattr(attempts, "take_attempt", count_then_record)
    assert outcomes(together([starting(member(), "wrong-password")] * 14)) == {"sign_in_refused": 14}


GUESSES = 10_000


def test_ten_thousand_guesses_at_once_hit_nothing(tell_figure: Callable[[str], None]) -> None:
    """八路一起猜一万个码，对的也在里面：算数的只有五次，进门的一次也没有。"""
    ticket = ticket_for(member())
    right = int(code_of(ticket))
    guesses = [f"{(right + step) % 10**6:06d}" for step in (*range(1, GUESSES), 0)]
    shares = [guesses[start::8] for start in range(8)]

    def work(share: list[str]) -> Callable[[], int]:
        return lambda: sum(finish_with(ticket, guess) for guess in share)

    entered = sum(together([work(share) for share in shares]))
    counted = SignInCode.objects.get(pk=ticket.code_id).tries
    tell_figure(f"一起猜了 {GUESSES:,} 次登录验证码：算数 {counted} 次，进门 {entered} 次")
    assert (entered, counted) == (0, TRIES_PER_CODE)
