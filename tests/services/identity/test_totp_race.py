"""同时填动态口令：一个码只进一次，一万次同时猜一次也不进。先证明去掉锁就会出错。"""

from collections.abc import Callable
from threading import Barrier
from typing import Any

import pytest

from gjj.declarations.errors import BizError
from gjj.identity.models import Login, SignInFailure
from gjj.identity.services import totp
from gjj.identity.services.sign_in import finish_sign_in
from tests.race import together
from tests.services.identity.authenticators import LATER, STEP, Authenticator, enrolled, waiting
from tests.services.identity.test_sign_in_race import meet, outcomes

pytestmark = pytest.mark.usefixtures("own_database")
GUESSES = 600


def finishing(one: Authenticator, code: str, at: Any = LATER) -> Callable[[], Login]:
    """填码这一步；口令那一步先走好。"""
    ticket = waiting(one, at)
    return lambda: finish_sign_in(ticket=ticket, code=code, session_key="s", ip="10.0.0.1", at=at)


def test_one_code_entered_twice_at_once_signs_in_once() -> None:
    """同一个码（和同一个备用码）同时填两次，只有一次进门。"""
    one = enrolled()
    for turn in range(4):
        at = LATER + STEP * turn
        assert outcomes(together([finishing(one, one.code(at), at)] * 2)) == {"Login": 1, "totp_reused": 1}
        assert outcomes(together([finishing(one, one.backups[turn], at)] * 2)) == {"Login": 1, "totp_reused": 1}


def test_without_the_lock_one_code_signs_in_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉锁，同一个码真会进两次：上一条测试不是白测的。"""
    one, wait = enrolled(), meet(2)
    take = totp.step_of

    def read_then_wait(*args: Any, **given: Any) -> int | None:
        found = take(*args, **given)
        wait()
        return found

    monkeypatch.setattr(totp, "lock_if_known", lambda pk: Login.objects.select_related("person").get(pk=pk))
    monkeypatch.setattr(totp, "step_of", read_then_wait)
    assert outcomes(together([finishing(one, one.code())] * 2)) == {"Login": 2}


def test_guesses_at_once_hit_nothing() -> None:
    """八路一起猜，对的也在最后：算数的最多十次，进门的一次也没有。"""
    one = enrolled()
    right = int(one.code())
    guesses = [f"{(right + step) % 10**6:06d}" for step in (*range(7, GUESSES), 0)]
    tickets = [waiting(one) for _ in range(8)]
    start = Barrier(8)

    def work(place: int) -> Callable[[], int]:
        def guess() -> int:
            start.wait(30)
            return sum(entered(tickets[place], code) for code in guesses[place::8])

        return guess

    def entered(ticket: Any, code: str) -> bool:
        try:
            finish_sign_in(ticket=ticket, code=code, session_key="s", ip="10.0.0.1", at=LATER)
        except BizError:
            return False
        return True

    assert sum(together([work(place) for place in range(8)])) == 0
    assert SignInFailure.objects.filter(purpose="factor").count() <= 10
