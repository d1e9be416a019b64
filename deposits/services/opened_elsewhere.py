"""两家单位同时给同一个人开户：后到的再办一遍，那一行说「已在别的单位开户」，不是一句系统繁忙。"""

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from django.db import IntegrityError

from deposits.models import Account

P = ParamSpec("P")
R = TypeVar("R")
ACCOUNTS = Account._meta.db_table


def again_when_opened_elsewhere(service: Callable[P, R]) -> Callable[P, R]:
    """撞上个人账户「一人一户」的唯一约束（条例第十三条），说明判断之后别的单位刚开了户：整件重来一次，再判断就看得到。"""

    @functools.wraps(service)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return service(*args, **kwargs)
        except IntegrityError as error:
            if getattr(getattr(error.__cause__, "diag", None), "table_name", "") != ACCOUNTS:
                raise
        return service(*args, **kwargs)

    return wrapper
