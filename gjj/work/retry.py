"""动钱的事务：遇到死锁或序列化冲突，整个事务重来，最多三次。"""

import functools
import random
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

import psycopg2
from django.db import OperationalError, connection, transaction

P = ParamSpec("P")
R = TypeVar("R")
TRANSIENT = {"40001", "40P01"}
TRIES = 3
LONGEST_PAUSE = 0.05


def _is_transient(error: Exception) -> bool:
    """死锁或序列化冲突；直接用驱动的语句（execute_values）抛的是驱动自己的错。"""
    return bool({getattr(one, "pgcode", None) for one in (error, error.__cause__)} & TRANSIENT)


def money_tx(service: Callable[P, R]) -> Callable[P, R]:
    """整个服务在一个事务里；已经在事务里时不另重试，由最外层重来。"""

    @functools.wraps(service)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.in_atomic_block:
            with transaction.atomic():
                return service(*args, **kwargs)
        for left in range(TRIES - 1, -1, -1):
            try:
                with transaction.atomic():
                    return service(*args, **kwargs)
            except (OperationalError, psycopg2.OperationalError) as error:
                if not left or not _is_transient(error):
                    raise
                time.sleep(random.uniform(0, LONGEST_PAUSE))  # 错开再来，免得又撞上
        raise AssertionError("到不了这里")

    return wrapper
