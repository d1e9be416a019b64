"""垃圾收集：一口气造出几十万个、用完整批丢掉的活（读名单、排一张纸），做的时候先不找循环引用，快一到三成。"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """里面不收集，出来照旧；几处同时在里面，先出来的那一处打开。"""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
