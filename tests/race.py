"""同时：几个线程各用各的连接一起动手，收齐结果；抛出的异常也是结果。"""

from collections.abc import Callable, Sequence
from threading import Barrier, Thread
from typing import Any

from django.db import connections

PATIENCE = 30.0


def together(works: Sequence[Callable[[], Any]]) -> list[Any]:
    """一起跑，按原来的次序返回各自的结果或异常。要在 own_database 里用：线程里真提交。"""
    start = Barrier(len(works))
    results: list[Any] = [None] * len(works)

    def one(place: int, work: Callable[[], Any]) -> None:
        try:
            start.wait(PATIENCE)
            results[place] = work()
        except Exception as error:  # 结果留给测试判断
            results[place] = error
        finally:
            connections.close_all()

    threads = [Thread(target=one, args=(place, work), daemon=True) for place, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads), "有线程没有结束"
    return results
