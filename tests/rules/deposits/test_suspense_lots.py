"""单位暂存照来去的先后算：早来的先用，给退款、给没办完的留着的不动，冲销的先是自己那一笔。"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from deposits.rules.suspense_lots import Book, Flow, Out, Suspense

NINE = datetime(2026, 11, 24, 1, tzinfo=UTC)
OLD, NEW = 1, 2


def told(*flows: tuple[str, int | None, int], **given: object) -> Suspense:
    """一张张凭证：哪种、哪一份、多少元（出去为负）；一小时一张。冲第几张写作 "冲2"。"""
    made: list[Flow] = []
    for nth, (kind, source, amount) in enumerate(flows, start=1):
        undone = int(kind[1:]) if kind.startswith("冲") else None
        what = made[undone - 1].kind if undone else kind
        made.append(Flow(nth, NINE + timedelta(hours=nth), what, source, Decimal(amount), undone))
    books = {OLD: Book(False), NEW: Book(False), **given.get("books", {})}  # type: ignore[dict-item]
    return Suspense(made, books, given.get("refunds", {}))  # type: ignore[arg-type]


def left(found: Suspense) -> list[tuple[Decimal, Decimal]]:
    """两份各转入多少、还剩多少。"""
    return [(found.came(book), found.there(book)) for book in (OLD, NEW)]


PAID = (("receipt", OLD, 100), ("allocation", OLD, -100), ("receipt", NEW, 150), ("allocation", NEW, -100))
"""老的正好，新的多到 50。"""
BACK = {7: Out(None, Decimal(50))}


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ((), [(0, 0), (50, 50)]),
        ((("refund", 7, -50), ("receipt", OLD, 30)), [(30, 30), (50, 0)]),
        ((("receipt", OLD, 30), ("refund", 7, -50)), [(30, 30), (50, 0)]),
        ((("receipt", OLD, 30), ("refund", 7, -60)), [(30, 20), (50, 0)]),
        ((("冲2", OLD, 100), ("refund", 7, -60)), [(100, 90), (50, 0)]),
        ((("冲2", OLD, 100), ("冲1", OLD, -100)), [(0, 0), (50, 50)]),
        ((("claim", None, 80), ("refund", 7, -60), ("冲5", None, -80)), [(0, 0), (50, 0)]),
    ],
)
def test_what_came_first_is_used_first(more: tuple[tuple[str, int | None, int], ...], expected: list[object]) -> None:
    """哪一份多到的用掉了，看钱是几时来的、几时去的，不看汇缴书的编号。"""
    assert left(told(*PAID, *more, refunds=BACK)) == expected


def test_a_cancelled_book_lends_its_money_only_from_then_on() -> None:
    """撤销以前钱给它留着：那时退出去的是别人的，后来的话和那时说的一样。"""
    flows = (("receipt", OLD, 40), ("receipt", NEW, 150), ("allocation", NEW, -100), ("refund", 7, -30))
    late = told(*flows, books={OLD: Book(False, cancelled_at=NINE + timedelta(hours=9))}, refunds=BACK)
    soon = told(*flows, books={OLD: Book(False, cancelled_at=NINE)}, refunds=BACK)
    assert left(late) == [(40, 40), (50, 20)]
    assert left(soon) == [(40, 10), (50, 50)]


def test_money_of_a_book_not_done_is_nobodys_surplus() -> None:
    """没办完的一份到的钱留给它自己，抵缴的才用早来的。"""
    flows = (*PAID, ("receipt", 3, 70), ("allocation", 3, -100), ("refund", 7, -10))
    waiting = told(*flows[:5], books={3: Book(True, Decimal(30))}, refunds=BACK)
    assert (waiting.came(3), waiting.there(3), waiting.unused(NEW, Decimal(30))) == (0, 0, 20)
    done = told(*flows, books={3: Book(False, Decimal(30))}, refunds=BACK)
    assert left(done) == [(0, 0), (50, 10)]
    assert done.used[6] == {3: 70, NEW: 30}
    assert done.used[7] == {NEW: 10}


@pytest.mark.parametrize(("failed", "book", "own"), [(None, (0, 0), 0), (NINE, (0, 0), 60)])
def test_what_is_given_back_from_a_book_is_no_surplus_of_it(failed: datetime | None, book: object, own: int) -> None:
    """从一份退的：正在退的留给退款；没退成的是单位自己的，不是那一份多到的。"""
    found = told(("receipt", OLD, 60), refunds={7: Out(OLD, Decimal(60), failed)})
    assert left(found)[0] == book
    assert sum(lot.left for lot in found.lots if lot.refund is None) == own
