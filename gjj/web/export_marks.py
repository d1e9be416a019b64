"""导出的限额和标记：一人一天导出几份有上限；每份写明谁、什么时候导出的，带一个标记，凭它在审计里找得到那一次。"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from gjj.actors.actor import Actor
from gjj.actors.roles import COUNTER, ROLES
from gjj.audit.models import AuditEntry
from gjj.audit.services import record
from gjj.declarations.errors import BizError
from gjj.identity.models import Login
from gjj.looks.alerting import tell_of_export
from gjj.parameters import selectors as parameters
from gjj.periods.days import SHANGHAI, business_date

ACTION = "web.export"
DUTY = "内含缴存单位和职工的信息，只供办理住房公积金业务使用，不得转给无关的人；用完请删除。"
LONGEST = 300
"""摘要里的条件最多写这么多字，全的在「改后」里。"""


@dataclass(frozen=True)
class Mark:
    """一份导出的标记：谁、什么身份、什么时候导出的，是哪一份（code 在审计的摘要里）。"""

    code: str
    by: str
    at: datetime

    @property
    def said(self) -> str:
        """印在每一页页脚的一句。"""
        return f"{self.by} {self.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M} 导出，标记 {self.code}"


@dataclass(frozen=True)
class Listed:
    """导出的是哪些：几行，照什么条件（一条一句，号码遮着；空的是全部）。"""

    rows: int
    asked: tuple[str, ...]

    @property
    def said(self) -> str:
        """写在摘要里的一句。"""
        return f"{self.rows:,} 行，{'；'.join(self.asked)[:LONGEST] or '全部'}"


class Counting:
    """一行一行地取，数着取了几行。"""

    def __init__(self, rows: Iterator[Any]) -> None:
        self.rows, self.count = rows, 0

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        row = next(self.rows)
        self.count += 1
        return row


def new_mark(by: Actor, at: datetime) -> Mark:
    """一个新的标记；今天导出得太多抛 export_too_many（429），不用白写一份。"""
    if by.login_id is not None:
        _check(by, at)
    return Mark(secrets.token_hex(4), f"{ROLES.get(by.role, by.role)} {by.name}", at)


def keep_mark(
    mark: Mark, *, by: Actor, at: datetime, fmt: str, title: str, about: tuple[str, object], listed: Listed
) -> None:
    """文件写好了、还没有给出去：记一条审计。今天导出得太多抛 export_too_many（429），不给；柜面的一份行数太多，告诉安全管理员。

    先锁住来人的登录再数：同时点几次也数得对。
    """
    with transaction.atomic():
        if by.login_id is not None:
            Login.objects.select_for_update().get(pk=by.login_id)
            _check(by, at)
        record(
            by=by, action=ACTION, object_type=about[0], object_id=about[1], at=at,
            summary=f"导出{title}（{fmt}），{listed.said}，标记 {mark.code}",
            after={"行数": listed.rows, "条件": list(listed.asked) or ["全部"]},
        )  # fmt: skip
        if by.role in COUNTER and listed.rows > parameters.value("web.exports_tell_over", on=business_date(at)):
            tell_of_export(by=by, title=title, rows=listed.rows, at=at)


def _check(by: Actor, at: datetime) -> None:
    name = "web.exports_per_day" if by.role in COUNTER else "web.own_exports_per_day"
    most = parameters.value(name, on=business_date(at))
    start = at.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    if AuditEntry.objects.filter(username=by.username, at__gte=start, at__lte=at, action=ACTION).count() >= most:
        raise BizError(
            "export_too_many", f"您今天已经导出 {most:,} 份清单，今天不能再导出。没有导出。", status=429, money="资金没有变动。",
            fix="请明天再导出，或用上面的条件把几次合成一次；确要多导的，请会计或系统管理员提出改一天的份数，安全管理员批准。",
        )  # fmt: skip
