"""撤销汇缴书、补缴书：走到哪一步的撤得了。"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Book:
    """一份汇缴书、补缴书走到哪里：状态，是不是补缴书，钱是不是备齐了，那个月到了没有，有没有付款在银行办理。"""

    status: str
    is_make_up: bool
    is_ready: bool
    has_come: bool
    is_being_paid: bool

    @property
    def is_prepaid(self) -> bool:
        """预缴了、还没到月份的汇缴书：钱还在单位暂存，没有动职工账户。"""
        return not self.is_make_up and self.is_ready and not self.has_come


def refusal_of_cancel(book: Book) -> str:
    """为什么撤不了：空的是撤得了；status 走到的这一步撤不了，paying 还有一笔付款在银行办理。

    汇缴书撤没付款的和预缴了还没到月份的；补缴书另可撤到账不足又不补了的。没有条款规定，钱没有记进职工账户才撤得了。
    """
    open_ones = ("awaiting_funds", "mismatch") if book.is_make_up else ("awaiting_funds",)
    if book.status not in open_ones and not book.is_prepaid:
        return "status"
    return "paying" if book.is_being_paid else ""
