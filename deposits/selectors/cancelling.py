"""一份汇缴书现在能不能撤销：规则看它自己走到哪一步，两道门看后面的月份。"""

from datetime import date

from deposits.models import Remittance
from deposits.rules.calendar import is_come
from deposits.rules.cancelling import Book, refusal_of_cancel
from deposits.selectors.exclusions import GATES
from deposits.selectors.remittances import being_paid
from gjj.declarations.errors import BizError
from gjj.periods.month import Month

CANCEL_GATES = ("later_month_stands", "later_adjustment_stands")
"""撤销汇缴书要问的门；补缴书不问。"""


def book_of(row: Remittance, on: date) -> Book:
    """规则要看的事实。"""
    return Book(row.status, row.is_make_up, row.is_ready, is_come(row.month, Month.of(on)), being_paid(row))


def may_cancel(row: Remittance, on: date) -> bool:
    """现在撤得了。"""
    return not refusal_of_cancel(book_of(row, on)) and cancel_blocked(row) is None


def cancel_blocked(row: Remittance) -> BizError | None:
    """它自己撤得了，后面的月份挡着：为什么、先办什么；没有挡着的为空。"""
    if row.is_make_up:
        return None
    return next((found for code in CANCEL_GATES if (found := GATES[code](row)) is not None), None)
