"""分头办：各家单位的历史互不相干，几个进程各办几家，一样的服务、一样的结果，早些办完。"""

import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection

from django.db import connection, connections

from gjj.management.city.plan import Firm
from gjj.periods.month import Month

History = Callable[[Sequence[Firm], Sequence[Month]], Iterator[int]]

MOST = 4
"""最多几个进程：再多，数据库跟不上。"""


def in_shards(history: History, firms: Sequence[Firm], months: Sequence[Month]) -> Iterator[tuple[Month, int]]:
    """各家单位分给几个进程，每办完一个月合计一次（月份, 家数）；有一个进程没办完就抛 RuntimeError。

    在别人的事务里（测试）、只有一个处理器时就在本进程办：别的进程看不到没提交的数据。
    """
    parts = _split(firms, min(os.cpu_count() or 1, MOST))
    if connection.in_atomic_block or len(parts) == 1:
        yield from zip(months, history(firms, months), strict=True)
        return
    connections.close_all()  # 数据库连接不能由几个进程合用，分头之前关掉，各开各的
    fork = multiprocessing.get_context("fork")
    pipes = [fork.Pipe(duplex=False) for _ in parts]
    children = [
        fork.Process(target=_work, args=(history, part, months, writer), daemon=True)
        for part, (_, writer) in zip(parts, pipes, strict=True)
    ]
    for child in children:
        child.start()
    for _, writer in pipes:
        writer.close()
    try:
        for month in months:
            yield month, sum(_next(reader) for reader, _ in pipes)
    finally:
        for child in children:
            child.terminate()
            child.join()


def _split(firms: Sequence[Firm], count: int) -> list[list[Firm]]:
    """大的先分，总给眼下最轻的一份：各份差不多一样重（一家的固定开销约合 100 人）。"""
    parts: list[list[Firm]] = [[] for _ in range(max(1, min(count, len(firms))))]
    weights = [0] * len(parts)
    for firm in sorted(firms, key=lambda one: -len(one.bases)):
        lightest = weights.index(min(weights))
        parts[lightest].append(firm)
        weights[lightest] += 100 + len(firm.bases)
    return parts


def _work(history: History, firms: Sequence[Firm], months: Sequence[Month], writer: Connection) -> None:
    for done in history(firms, months):
        writer.send(done)
    connections.close_all()


def _next(reader: Connection) -> int:
    try:
        return int(reader.recv())
    except EOFError:
        raise RuntimeError("有一个建城的进程没有办完，原因见上面的出错信息；请用 bin/run --rebuild 重建。") from None
