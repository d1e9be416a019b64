"""哪些事要两个人：各类的办法由上面的房间登记。"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from gjj.actors.actor import Actor

Facts = Mapping[str, Any]
"""写得进 JSON 的一组事实。"""


@dataclass(frozen=True)
class Change:
    """一处改动，写给人看：什么、原来、改成。原来没有的为空串。"""

    label: str
    before: str
    after: str


class Handler(Protocol):
    """一类要两个人办的事。

    替来柜面的人办的，另写 ``of_visitors = True``：关于的头一样是「person:编号」，照轮得到哪个网点替他办看归谁。
    内容里有号码的，另写 ``secrets``：prepared 答的哪几项是号码。它们不进签的内容，另外加密存着，办的时候用 Proposal.whole 取；
    签的内容里要有它们的盲索引。
    """

    kind: str
    title: str
    by_day: bool
    """从某一天的零点起生效；不是的，批准了就生效。"""

    def may_propose(self, by: Actor, asked: Facts) -> None:
        """能不能提这一份（要提的、写规整了的都认得）；不能抛 BizError（not_permitted）。"""

    def may_approve(self, by: Actor, content: Facts) -> None:
        """能不能批这一份；不能抛 BizError（not_permitted，自己的事抛 approval_own_affair）。"""

    def prepared(self, asked: Facts, effective_at: datetime) -> dict[str, Any]:
        """查过、写规整的内容，就是将来生效的样子；不合规矩的抛 BizError。"""

    def current(self, content: Facts) -> dict[str, Any]:
        """它要改的那些现在是什么样；提的时候记下，批和生效的时候再看变了没有。"""

    def named(self, content: Facts) -> str:
        """一句话：改什么。"""

    def changes(self, content: Facts, before: Facts) -> list[Change]:
        """逐处改动。"""

    def about(self, content: Facts) -> list[str]:
        """关于哪几样，写成「种类:编号」：一样东西的历次审批照它找。"""

    def apply(self, content: Facts, by: Actor, at: datetime, approval: int) -> dict[str, Any]:
        """照办，返回结果；在审批的事务里。approval 是这一份的编号，办事的服务拿它去核对（selectors.sanction）。"""

    def undoing(self, content: Facts, before: Facts) -> dict[str, Any]:
        """改回去要提什么；改不回去的抛 BizError。"""


@runtime_checkable
class TurnedDown(Protocol):
    """没有批准、撤回了也要跟着办点什么的一类：先办后批的，没有批下来就收回。"""

    def turned_down(self, content: Facts, by: Actor, at: datetime, approval: int) -> None:
        """没有批准，或者撤回了；在审批的事务里。"""


@runtime_checkable
class Voided(Protocol):
    """作废了要告诉人的一类：有人在等它的下文。

    作废不是不批准：急停、紧急停用的那几类不写它，作废了不跟着恢复——要停的那一样已经被别的改动定了，或者到点自己恢复。
    """

    def voided(self, content: Facts, at: datetime, approval: int) -> None:
        """作废了；在审批的事务里。"""


@runtime_checkable
class ToldFirst(Protocol):
    """提的时候就要告诉人的一类：到了日子才办，日子以前他说不是他来办的，撤得回。

    告诉过的人要听到下文：同时写 TurnedDown 和 Voided。
    """

    def told_first(self, content: Facts, at: datetime, effective_at: datetime, approval: int) -> None:
        """提上了，最早 effective_at 才办；在审批的事务里。"""


@runtime_checkable
class OfCase(Protocol):
    """属于一件办件的一类：提、批、生效的每一步，审计里都写上办件编号。"""

    def case_of(self, content: Facts, result: Facts) -> str:
        """办的是哪一件（办件编号）；result 是生效的结果，还没有生效的是空的。还没有办件的为空串。"""


_HANDLERS: dict[str, Handler] = {}


def register_handler(handler: Handler) -> None:
    """登记一类；同名的抛 ValueError。"""
    if _HANDLERS.setdefault(handler.kind, handler) is not handler:
        raise ValueError(f"审批的 {handler.kind} 登记了两次")


def handler_of(kind: str) -> Handler:
    """一类的办法；没有登记的抛 KeyError。"""
    return _HANDLERS[kind]


def secrets_of(handler: Handler) -> tuple[str, ...]:
    """这一类的内容里哪几项是号码；没有的为空。"""
    found: tuple[str, ...] = getattr(handler, "secrets", ())
    return found


def visiting_kinds() -> list[str]:
    """替来柜面的人办的几类。"""
    return sorted(kind for kind, one in _HANDLERS.items() if getattr(one, "of_visitors", False))


def kinds() -> dict[str, str]:
    """登记过的各类：编码 → 叫什么。"""
    return {kind: one.title for kind, one in _HANDLERS.items()}
