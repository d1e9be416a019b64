"""冲销了还没补够的：那个月现在还有的，和该缴的比，差多少列多少；首页、那一份、格子、补缴说的是同一个数。"""

from decimal import Decimal

import pytest

from deposits.models import Account, Remittance
from deposits.selectors.make_up import people_missing
from deposits.selectors.month_grid import grid_rows
from deposits.selectors.owed import owed_in, reversed_to_make_up
from deposits.selectors.reversed_months import unsettled_of
from deposits.services.cancel_remittance import cancel_remittance
from deposits.services.make_up import ForWhom, Why, make_up
from deposits.services.make_up_again import make_up_again
from deposits.services.pay_remittance import pay_remittance
from gjj.declarations.errors import BizError
from gjj.ledger.models import Voucher
from gjj.money.amounts import ZERO
from gjj.work.drain import drain
from tests import situations as s
from tests.sanctions import reverse
from tests.services.deposits.test_remit_case import DECEMBER, FIRST_OF_DECEMBER
from tests.services.deposits.test_suspense import with_suspense
from tests.services.ledger.test_prove import prove

pytestmark = pytest.mark.django_db
MONTHLY, MORE = Decimal("1280.00"), Decimal("160.00")


def taken_back(row: Remittance) -> None:
    """这一份的分配冲销了。"""
    reverse(by=s.staff("accountant"), voucher_id=row.voucher_id or 0, reason="记错了", at=s.NOON)
    row.refresh_from_db()


def topped_up(people: int = 1) -> tuple[s.Unit, list[s.Worker], Remittance, Remittance]:
    """这个月每人 1,280.00 入了账，头一个人基数少报又补了 160.00；给两份。"""
    unit, workers = s.unit_with_workers(people)
    first = s.paid(s.remittance_of(unit))
    return unit, workers, first, s.paid(made_for(unit, workers[0], "9000.00", "base_short"))


def made_for(unit: s.Unit, one: s.Worker, base: str | None = None, why: str = "missed") -> Remittance:
    """给一个人另办的一份补缴书。"""
    whom = [ForWhom(s.account_of(one).subaccount.number, Decimal(base) if base else None)]
    return Remittance.objects.get(
        pk=make_up(by=unit.agent, month=s.NOVEMBER, people=whom, why=Why(why), at=s.NOON)
    )  # fmt: skip


def listed(unit: s.Unit) -> list[tuple[int, int, Decimal]]:
    """首页列着的：哪一份、几个人、差多少。"""
    return [(one.book_id, one.missing, one.amount) for one in reversed_to_make_up(unit.account)]


def cells(unit: s.Unit) -> list[tuple[str, Decimal | None]]:
    """各人这个月的格子。"""
    people = list(Account.objects.filter(employer_account=unit.account).select_related("person", "subaccount"))
    rows = grid_rows(unit.account, sorted(people, key=lambda one: one.pk), 2026, s.NOVEMBER)
    return [(row.cells[10].state, row.cells[10].amount) for row in rows]


def made_again(unit: s.Unit, row: Remittance) -> Remittance:
    """照这一份补，从暂存抵缴，入了账。"""
    made = Remittance.objects.get(pk=make_up_again(by=unit.agent, remittance_id=row.pk, at=s.NOON))
    assert pay_remittance(by=unit.agent, remittance_id=made.pk, at=s.NOON, use_suspense=True) is None
    drain(s.NOON)
    made.refresh_from_db()
    return made


@pytest.mark.article("TL-20")
def test_what_a_difference_left_standing_does_not_hide_the_reversed_amount(commit) -> None:
    """原来的 1,280 冲销了，补差的 160 还在：差的 1,280 照样列着、照样补得上，补完正好是该缴的。"""
    unit, _, first, _ = topped_up(2)
    taken_back(first)
    assert listed(unit) == [(first.pk, 2, MONTHLY * 2)]
    assert owed_in(first) == (2, MONTHLY * 2)
    assert cells(unit) == [("short", MORE), ("gap", None)]
    assert people_missing(unit.account, s.NOVEMBER).count() == 2
    commit()
    assert prove()["status"] == "green"
    made = made_again(unit, first)
    assert (made.employees, made.amount) == (2, MONTHLY * 2)
    commit()
    assert cells(unit) == [("paid", MONTHLY + MORE), ("paid", MONTHLY)]
    assert (listed(unit), owed_in(first)) == ([], (0, ZERO))
    assert prove()["status"] == "green"


def test_a_reversed_difference_is_made_up_by_what_is_still_short(commit) -> None:
    """冲销的是补差的 160：原来的还在，只差 160；照着补正好补上，已缴多少写在推导里，账全绿。"""
    unit, _, _, second = topped_up(2)
    taken_back(second)
    assert listed(unit) == [(second.pk, 1, MORE)]
    assert cells(unit) == [("short", MONTHLY), ("paid", MONTHLY)]
    made = made_again(unit, second)
    assert (made.employees, made.amount) == (1, MORE)
    assert made.lines.get().derivation["paid_e"] == "640.00"
    commit()
    assert listed(unit) == []
    assert prove()["status"] == "green"


def test_a_make_up_for_others_is_not_the_reversal_s() -> None:
    """头一个人补差的冲销了：给另一个人办的补差等着付款，不算冲销的补缴；给他自己补的才算。"""
    unit, workers, _, second = topped_up(2)
    taken_back(second)
    owed = (second.pk, 1, MORE, "")
    made_for(unit, workers[1], "9000.00", "base_short")
    assert unsettled(unit) == [owed]
    own = make_up_again(by=unit.agent, remittance_id=second.pk, at=s.NOON)
    assert unsettled(unit) == [(own, 1, MORE, "awaiting_funds")]


def unsettled(unit: s.Unit) -> list[tuple[int, int, Decimal, str]]:
    """冲销了没有补好的：打开哪一份、几个人、多少、补缴书的状态。"""
    return [(one.book_id, one.people, one.amount, one.made) for one in unsettled_of(unit.account)]


def test_both_reversed_are_made_up_at_once(commit) -> None:
    """两份都冲销了：从哪一份点都是这个人差的全部 1,440，另一份不再列。"""
    unit, _, first, second = topped_up()
    taken_back(first)
    taken_back(second)
    assert listed(unit) == [(first.pk, 1, MONTHLY + MORE)]
    assert made_again(unit, second).amount == MONTHLY + MORE
    commit()
    assert listed(unit) == []
    assert prove()["status"] == "green"


def test_made_up_on_a_lower_base_owes_no_more(commit) -> None:
    """原来的基数报高了才冲销的：照低的补过，就是补够了，不再催。"""
    unit, (one,) = s.unit_with_workers(1)
    first = s.paid(s.remittance_of(unit))
    taken_back(first)
    s.paid(made_for(unit, one, "7000.00"))
    commit()
    assert listed(unit) == []
    assert cells(unit) == [("paid", Decimal("1120.00"))]
    assert prove()["status"] == "green"


def test_a_make_up_waiting_to_be_paid_is_not_asked_for_again_until_it_is_cancelled() -> None:
    """补缴书生成了等付款：不再列，不再给补；撤销了又列出来。"""
    unit, _ = s.unit_with_workers(1)
    first = s.paid(s.remittance_of(unit))
    taken_back(first)
    made = make_up_again(by=unit.agent, remittance_id=first.pk, at=s.NOON)
    assert (listed(unit), owed_in(first)) == ([], (0, ZERO))
    cancel_remittance(by=unit.agent, remittance_id=made, at=s.NOON)
    assert listed(unit) == [(first.pk, 1, MONTHLY)]


def test_two_reversed_books_of_a_month_are_each_listed_with_their_own_people() -> None:
    """汇缴书冲销、补好了，另一个人的补缴书又冲销：列的是那一份和那一个人。"""
    unit, (one,) = s.unit_with_workers(1)
    first = s.paid(s.remittance_of(unit))
    late = s.worker()
    s.confirmed(unit, [s.line("开户", late)], DECEMBER, FIRST_OF_DECEMBER)
    second = s.paid(made_for(unit, late, why="late_open"))
    taken_back(first)
    s.paid(made_for(unit, one))
    taken_back(second)
    assert listed(unit) == [(second.pk, 1, MONTHLY)]
    assert [state for state, _ in cells(unit)] == ["paid", "gap"]
    assert people_missing(unit.account, s.NOVEMBER).get() == s.account_of(late)


def test_whoever_left_the_unit_is_neither_listed_nor_made_up() -> None:
    """冲销以后换了单位的人：不替他补，只补还在本单位的。"""
    unit, (gone, one) = s.unit_with_workers(2)
    first = s.paid(s.remittance_of(unit))
    taken_back(first)
    Account.objects.filter(pk=s.account_of(gone).pk).update(employer_account=s.unit().account)
    assert listed(unit) == [(first.pk, 1, MONTHLY)]
    made = Remittance.objects.get(pk=make_up_again(by=unit.agent, remittance_id=first.pk, at=s.NOON))
    assert made.lines.get().account == s.account_of(one)


def test_a_make_up_made_again_counts_as_the_first_one_did() -> None:
    """冲销的补缴书不计入连续缴存的，再补的这一份也不计；不因为现在的规定变了。"""
    unit, (one,) = s.unit_with_workers(1)
    taken_back(s.paid(s.remittance_of(unit)))
    book = s.paid(made_for(unit, one))
    Remittance.objects.filter(pk=book.pk).update(is_continuous=False)
    taken_back(book)
    made = make_up_again(by=unit.agent, remittance_id=book.pk, at=s.NOON)
    assert Remittance.objects.get(pk=made).is_continuous is False


def test_a_book_that_is_not_reversed_is_not_made_up_again() -> None:
    """没冲销的不能照着补，哪怕那个月冲销了的另一份还差着。"""
    unit, _, first, second = topped_up()
    taken_back(first)
    with pytest.raises(BizError) as caught:
        make_up_again(by=unit.agent, remittance_id=second.pk, at=s.NOON)
    assert (caught.value.code, caught.value.status) == ("nothing_to_make_up_again", 409)


def test_the_receipt_of_a_book_still_waiting_is_kept_though_suspense_is_plenty() -> None:
    """到账不足、还在等补足的：暂存另有的钱够抵，这笔到账也不能冲，它还在等着用。"""
    unit, _, row = with_suspense("5000.00")
    short = s.paid(row, Decimal("100.00"))
    assert short.status == "mismatch"
    receipt = Voucher.objects.filter(kind="receipt", source_id=row.pk).get()
    with pytest.raises(BizError) as caught:
        reverse(by=s.staff("accountant"), voucher_id=receipt.pk, reason="记错了", at=s.NOON)
    assert caught.value.code == "receipt_reserved"
