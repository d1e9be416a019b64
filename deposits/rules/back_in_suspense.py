"""入账冲销了，要再缴的钱从哪里来：单位暂存里够不够，差多少要再付。首页、汇缴书、办不了的说明都问这一处。"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from gjj.money.amounts import ZERO, format_money


@dataclass(frozen=True)
class Back:
    """要缴的里面，暂存抵得了多少、还要再付多少（元）。"""

    covered: Decimal
    rest: Decimal

    @property
    def where(self) -> str:
        """钱现在怎么样。"""
        if not self.rest and not self.covered:
            return "这一份里的人，那个月现在都不差"
        if not self.rest:
            return "钱在单位暂存，没有丢失"
        if self.covered:
            return f"单位暂存现在可用的有 {format_money(self.covered)} 元"
        return "单位暂存现在没有可用的钱（退回单位了、另有用处了，或者到账也冲销了）"

    @property
    def way(self) -> str:
        """补缴的时候怎么付。"""
        if not self.rest and not self.covered:
            return "已经补过的、补缴书等着付款的不用再办"
        if not self.rest:
            return "付款时用暂存抵缴，不用再付"
        if self.covered:
            return f"付款时用暂存抵缴这些，其余 {format_money(self.rest)} 元要再付"
        return f"{format_money(self.rest)} 元要再付"


def backs_of(needs: Iterable[Decimal], free: Decimal) -> Iterator[Back]:
    """几样要缴的，照先后用可用的暂存：前面的用了，后面的就少了。"""
    for need in needs:
        covered = min(need, max(free, ZERO))
        free -= covered
        yield Back(covered, need - covered)
