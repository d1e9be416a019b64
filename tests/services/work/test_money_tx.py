"""动钱的事务：死锁和序列化冲突整个重来，最多三次；别的错不重来；里层不自己重来。"""

from collections.abc import Callable
from contextlib import suppress
from itertools import product
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction

from gjj.declarations.errors import BizError
from gjj.work.models import Job
from gjj.work.retry import TRIES, money_tx
from tests import situations as s
from tests.race import together

pytestmark = pytest.mark.usefixtures("own_database")
COLLISIONS = ("40001", "40P01")
OTHERS: dict[str, type[Exception]] = {
    "55P03": OperationalError,  # 等不到锁
    "57014": OperationalError,  # 语句被取消
    "53300": OperationalError,  # 连接太多
    "23505": IntegrityError,
    "23514": IntegrityError,
    "22003": DatabaseError,
}


def database_says(code: str) -> None:
    """数据库报一个错。"""
    with connection.cursor() as cursor:
        cursor.execute(f"DO $$ BEGIN RAISE EXCEPTION 'collision' USING ERRCODE = '{code}'; END $$")


class Work:
    """写一行，然后按剧本出错；记着跑了几遍。"""

    def __init__(self, *script: str) -> None:
        self.script = list(script)
        self.runs = 0

    def __call__(self) -> int:
        self.runs += 1
        Job.objects.create(kind="test", title=f"第 {self.runs} 遍", started_at=s.NOON)
        if self.script:
            database_says(self.script.pop(0))
        return self.runs


def taken() -> list[str]:
    """留下的行，看过就清掉。"""
    rows = list(Job.objects.order_by("id").values_list("title", flat=True))
    Job.objects.all().delete()
    return rows


def test_a_collision_runs_the_whole_again() -> None:
    """撞上序列化冲突或死锁：整个重来，前几遍写的都不留。"""
    for code, times in product(COLLISIONS, (1, 2)):
        assert money_tx(Work(*[code] * times))() == times + 1
        assert taken() == [f"第 {times + 1} 遍"]


def test_the_third_collision_is_the_last() -> None:
    """三遍都撞上就不再试，错误原样交出去，什么也没留下。"""
    for code in COLLISIONS:
        work = Work(*[code] * (TRIES + 1))
        with pytest.raises(OperationalError) as caught:
            money_tx(work)()
        assert getattr(caught.value.__cause__, "pgcode", "") == code
        assert (work.runs, taken()) == (3, [])


def test_any_other_error_of_the_database_is_not_tried_again() -> None:
    """别的数据库错误不重来：只跑一遍，什么也没留下。"""
    for code, error in OTHERS.items():
        work = Work(code, code)
        with pytest.raises(error):
            money_tx(work)()
        assert (work.runs, taken()) == (1, [])


def test_a_refusal_is_not_tried_again() -> None:
    """业务上的拒绝不重来，写过的退回。"""
    work = Work()

    @money_tx
    def refuse() -> None:
        work()
        raise BizError("refused", "不办")

    with pytest.raises(BizError):
        refuse()
    assert (work.runs, taken()) == (1, [])


def test_the_outermost_runs_everything_again() -> None:
    """里层撞上，里层不自己重来，由最外层从头来过：外层先写的也不会留两份。"""
    inner = Work("40P01")
    outer: list[int] = []

    @money_tx
    def whole() -> int:
        outer.append(1)
        Job.objects.create(kind="test", title="外层", started_at=s.NOON)
        return money_tx(inner)()

    assert whole() == 2
    assert (len(outer), inner.runs, taken()) == (2, 2, ["外层", "第 2 遍"])


def test_within_a_plain_transaction_nothing_is_tried_again() -> None:
    """已经在别人的事务里：不重来，错误交给开事务的人。"""
    work = Work("40001")
    with pytest.raises(OperationalError), transaction.atomic():
        money_tx(work)()
    assert (work.runs, taken()) == (1, [])


def test_what_the_inner_one_wrote_is_taken_back_when_it_is_refused() -> None:
    """里层被拒绝、外层接住了：里层写的退回，外层写的留下。"""

    @money_tx
    def refused() -> None:
        Work()()
        raise BizError("refused", "不办")

    @money_tx
    def whole() -> None:
        Job.objects.create(kind="test", title="外层", started_at=s.NOON)
        with suppress(BizError):
            refused()

    whole()
    assert taken() == ["外层"]


def _cross(wrap: Callable[[Callable[[], int]], Callable[[], int]]) -> list[Any]:
    """两个人各锁一行，再去锁对方的：真死锁；重来的那一遍不再等齐。"""
    first, second = (Job.objects.create(kind="test", title="", started_at=s.NOON).pk for _ in range(2))
    barrier = Barrier(2)

    def crossing(mine: int, theirs: int) -> Callable[[], int]:
        runs: list[int] = []

        def work() -> int:
            runs.append(1)
            Job.objects.select_for_update().get(pk=mine)
            if len(runs) == 1:
                with suppress(BrokenBarrierError):
                    barrier.wait(5)
            Job.objects.select_for_update().get(pk=theirs)
            return len(runs)

        return wrap(work)

    return together([crossing(first, second), crossing(second, first)])


def test_a_real_deadlock_is_not_seen_by_anyone() -> None:
    """两个人真的互相等住：一个先办成，另一个重来一遍也办成，谁也看不到死锁。"""
    assert sorted(_cross(money_tx)) == [1, 2]


def test_without_trying_again_one_of_the_two_fails() -> None:
    """换成普通的事务，其中一个就因死锁失败：证明上一条靠的是重来。"""
    results = _cross(transaction.atomic)
    assert [type(one) for one in results if isinstance(one, Exception)] == [OperationalError]
