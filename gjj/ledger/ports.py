"""冲账的后续：凭证冲销了，记那笔账的业务要跟着说一声，由那条业务线来登记。"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from gjj.actors.actor import Actor


@dataclass(frozen=True)
class Reversed:
    """冲销了的一张：凭证种类、流水号、原因，冲账凭证的流水号，一共冲了多少（元），原来那张何时记的。"""

    kind: str
    serial: str
    reason: str
    reversal: str
    amount: Decimal
    posted_at: datetime


class ReversalFollower(Protocol):
    """一种业务：冲账之前照固定的先后锁住，冲账之后在同一个事务里跟上。"""

    source_type: str

    def lock(self, source_id: int) -> None:
        """锁住办件、单位和业务，在锁分户账之前。"""

    def foretell(self, source_id: int, kind: str) -> str:
        """冲这种凭证，业务跟着会怎样：冲账之前给人看的一两句话。"""

    def check(self, source_id: int, kind: str, debits: Decimal) -> None:
        """锁住以后、冲账之前：这张凭证（种类、金额）冲了业务接不住的抛 BizError。"""

    def reversed(self, source_id: int, what: Reversed, *, by: Actor, at: datetime) -> None:
        """冲销了：改业务自己的样子；账已经记好。"""


_FOLLOWERS: dict[str, ReversalFollower] = {}


def register_follower(follower: ReversalFollower) -> None:
    """登记一种业务。"""
    _FOLLOWERS[follower.source_type] = follower


def follower_of(source_type: str) -> ReversalFollower | None:
    """一种业务的后续；没有登记为空：这种凭证冲了没有别的要跟。"""
    return _FOLLOWERS.get(source_type)
