"""同一份复核单一批一退同时来：只有一个终态；去掉锁就不成立。"""

from threading import Barrier
from typing import Any

import pytest
from django.db import DatabaseError

from deposits.models import (
    EmployerAccount,
    Review,
    ReviewPeriod,
)
from deposits.services import decide_review, reviewing
from deposits.services.decide_review import approve_review, send_back_review, switch_review
from gjj.actors.actor import Actor
from gjj.declarations.errors import BizError
from tests import situations as s
from tests.race import together
from tests.services.deposits.reviewed import LATER, asked


def decided_at_once() -> tuple[list[Any], int]:
    """一位复核人同意、另一位退回同一份；结果，开着几段。"""
    of = s.unit()
    other: Actor = s.member_of(of, "unit_reviewer")
    row = asked(lambda: switch_review(by=of.agent, is_on=True, at=s.NOON))
    results = together(
        [
            lambda: approve_review(by=of.reviewer, review_id=row.pk, digest=row.digest, at=LATER),
            lambda: send_back_review(by=other, review_id=row.pk, reason="先不开", at=LATER),
        ]
    )
    return results, ReviewPeriod.objects.count()


def test_agreed_and_sent_back_at_once_end_one_way(own_database: str) -> None:
    """一批一退同时来：一个终态，后到的听到已经有结果；状态和生效对得上。"""
    results, periods = decided_at_once()
    refused = [one for one in results if isinstance(one, Exception)]
    assert [getattr(one, "code", one) for one in refused] == ["review_ended"]
    row = Review.objects.get()
    assert (row.status, periods) in (("effective", 1), ("sent_back", 0))


def test_without_the_locks_the_second_runs_into_the_database(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """对照：不锁单位和复核单，两个人都看到还等着，后到的撞上数据库的触发器——得到的是程序错误，不是一句说明。"""
    both = Barrier(2)

    def unlocked(pk: int) -> EmployerAccount:
        return EmployerAccount.objects.select_related("employer").get(pk=pk)

    def read(self: Any, *args: Any, **kwargs: Any) -> Any:
        return self.get_queryset()

    real = decide_review.REVIEW.require

    monkeypatch.setattr(decide_review, "lock_employer_account", unlocked)
    monkeypatch.setattr(type(Review.objects), "select_for_update", read)
    move, allows = reviewing._move, decide_review.REVIEW.allows

    def waits_then_moves(*args: Any) -> None:
        both.wait(5)
        move(*args)

    class Waiting:
        """退回的那边看过状态以后等一等。"""

        @staticmethod
        def allows(source: str, target: str) -> bool:
            answer = allows(source, target)
            both.wait(5)
            return answer

        require = staticmethod(real)

    monkeypatch.setattr(reviewing, "_move", waits_then_moves)
    monkeypatch.setattr(decide_review, "REVIEW", Waiting)
    results, _ = decided_at_once()
    assert any(isinstance(one, DatabaseError) for one in results), results
    assert not any(isinstance(one, BizError) for one in results)
