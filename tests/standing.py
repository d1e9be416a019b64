"""一个文件里的测试合用的情形，只造一次：造在外层的事务里，每条测试是里面的一个保存点，各自回滚，谁也看不见谁改的。"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection, transaction

Made = TypeVar("Made")


@contextmanager
def standing(blocker: Any, make: Callable[[], Made]) -> Iterator[Made]:
    """造好情形，交出去用，最后全部回滚。

    提交时才查的约束造完当场就查，以后每条测试只查自己写的。给文件一级的 fixture 用，测试拿到的用 deepcopy 各取一份；
    同一个文件里不能再用 own_database：那里要换库，会断开这边的连接。
    """
    outer = transaction.atomic()
    with blocker.unblock():
        outer.__enter__()
    try:
        with blocker.unblock():
            made = make()
            connection.check_constraints()
        yield made
    finally:
        with blocker.unblock():
            transaction.set_rollback(True)
            outer.__exit__(None, None, None)
