"""这次请求改没改东西：照数据库事务的结局说，从不猜。

出了没料到的错，用户最要紧的是知道事情办没办成。这里看着请求里的每句 SQL：
没有一个事务提交过，就是没有改动；提交过，或者正要提交时断了线，就是「结果待核实」。
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest

SAFE = ("GET", "HEAD", "OPTIONS")
READS = ("SELECT", "PREPARE", "EXECUTE")
"""只读的话怎么开头；PREPARE、EXECUTE 只有 gjj.database.statements 用，那里只收查询。"""
GONE = ("08", "57P")
"""数据库的错误码里，连接断了、服务器停了的几类：断在提交的当口，对方可能已经记下。"""

UNCHANGED = "系统繁忙，本次没有办成，资金没有变动。请稍后再试。"
UNKNOWN = "系统繁忙，本次的结果待核实：可能已经办成，也可能没有。请先核实，不要马上重复办理。"


class Outcome:
    """一个请求里各个事务的结局。"""

    def __init__(self) -> None:
        self.began = self.committed = False

    def watch(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Mapping[str, Any]) -> Any:
        """每句 SQL 执行之前记一笔：事务里的等提交才算数，事务外的写当场就算。"""
        if connection.in_atomic_block:
            self.began = True
            connection.on_commit(self._note)
        elif not str(sql).lstrip().upper().startswith(READS):
            self.committed = True
        return execute(sql, params, many, context)

    def _note(self) -> None:
        self.committed = True

    def may_have_changed(self, error: BaseException | None) -> bool:
        """可能已经改了：有事务提交过，或者写着写着断了线，不知道对方记没记下。"""
        return self.committed or (self.began and _is_cut_off(error))


def _is_cut_off(error: BaseException | None) -> bool:
    """错误的来由里有没有「和数据库断了线」；数据库答得上话的错（死锁、超时、约束）都已回滚，不算。"""
    while error is not None:
        if isinstance(error, (OperationalError, InterfaceError)):
            code = getattr(error.__cause__, "pgcode", None)
            if code is None or str(code).startswith(GONE):
                return True
        error = error.__cause__ or error.__context__
    return False


def said_of(request: HttpRequest, error: BaseException | None) -> dict[str, str]:
    """没料到的错怎么说：detail 怎么了、money 钱怎么样、fix 怎么办。只读的请求什么也不改。"""
    reference = getattr(request, "reference", "")
    outcome = getattr(request, "outcome", None)
    if request.method in SAFE or (outcome is not None and not outcome.may_have_changed(error)):
        return {
            "detail": UNCHANGED,
            "money": "没有任何款项变动。",
            "fix": f"过一会儿再试；一直这样请拨打 12329，报流水号 {reference}。",
        }
    fix = "请先到清单或汇缴书页看现在的状态"
    if request.path.startswith("/api/"):
        fix += "，或者带着原来的 Idempotency-Key 重发：办成过的原样答复，不会办两次"
    return {
        "detail": UNKNOWN,
        "money": "资金情况待核实。",
        "fix": f"{fix}；还不清楚请拨打 12329，报流水号 {reference}。",
    }
