"""撤销汇缴书、补缴书：钱没有记进职工账户的才撤得了。"""

import pytest

from deposits.rules.cancelling import Book, refusal_of_cancel


def book(status: str, *, make_up: bool = False, ready: bool = False, come: bool = True, paying: bool = False) -> Book:
    return Book(status, is_make_up=make_up, is_ready=ready, has_come=come, is_being_paid=paying)


@pytest.mark.parametrize(
    ("standing", "why"),
    [
        (book("awaiting_funds"), ""),
        (book("awaiting_funds", come=False), ""),
        (book("awaiting_funds", paying=True), "paying"),
        (book("paying"), "status"),
        (book("paying", come=False), "status"),
        (book("paying", ready=True), "status"),
        (book("paying", ready=True, come=False), ""),
        (book("paying", ready=True, come=False, make_up=True), "status"),
        (book("mismatch"), "status"),
        (book("mismatch", make_up=True), ""),
        (book("mismatch", make_up=True, paying=True), "paying"),
        (book("allocated"), "status"),
        (book("reversed"), "status"),
        (book("reversed", make_up=True), "status"),
    ],
)
def test_what_has_not_reached_the_employees_may_be_taken_back(standing: Book, why: str) -> None:
    """没付款的、预缴没到月份的、到账不足又不补了的补缴书撤得了；钱在银行路上的、到了月份的、入了账的撤不了。"""
    assert refusal_of_cancel(standing) == why
