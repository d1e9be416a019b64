"""去掉锁：只读不锁，并等对方也读到，证明并发测试靠的是锁而不是运气。"""

from collections.abc import Callable
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any


def meeting_point(model: Any, parties: int = 2) -> Callable[[int], Any]:
    """代替「锁住一行」的函数：读出来，等另一个也读出来，再各走各的。"""
    barrier = Barrier(parties)

    def read(pk: int) -> Any:
        row = model.objects.get(pk=pk)
        with suppress(BrokenBarrierError):
            barrier.wait(3)
        return row

    return read
