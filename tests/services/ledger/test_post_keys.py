"""记账的键与整批：同键一次，键不同是另一张；一处不对，整批都不记。"""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from gjj.actors.actor import system_actor
from gjj.ledger.entries import LegDraft, MovementDraft, VoucherDraft
from gjj.ledger.models import Leg, Movement, Voucher
from gjj.ledger.selectors.balances import balance_of
from gjj.ledger.selectors.books import movements_of, serials_of, voucher
from gjj.ledger.services.batch import open_stage, post_batch, stage_movements
from gjj.ledger.services.post import post
from tests import situations as s
from tests.services.ledger.helpers import draft, subaccounts

pytestmark = pytest.mark.django_db
BY = system_actor()
RECEIPT = VoucherDraft(
    "r", "receipt", "到账", (LegDraft("101", debit=Decimal("5.00")), LegDraft("219", credit=Decimal("5.00"), party=1)),
    s.TODAY, "test", 1,
)  # fmt: skip


def written() -> tuple[int, int, int]:
    """凭证、分录、明细各几行。"""
    return Voucher.objects.count(), Leg.objects.count(), Movement.objects.count()


def batch(*drafts: VoucherDraft) -> list[int]:
    """一批记下去。"""
    open_stage()
    for place, one in enumerate(drafts):
        stage_movements(place, one.movements)
    return post_batch(by=BY, drafts=drafts, at=s.NOON)


def test_a_key_is_posted_once_with_or_without_people(commit) -> None:
    """同一个键：有没有分户明细都只记一次，再记返回原来那张，内容、金额不同也不改它。"""
    ids = subaccounts(2)
    for made in (RECEIPT, draft(ids)):
        first = post(by=BY, draft=made, at=s.NOON)
        before = written()
        assert post(by=BY, draft=made, at=s.NOON) == first
        assert (
            post(by=BY, draft=replace(made, summary="另一件", business_date=s.TODAY + timedelta(1)), at=s.NOON) == first
        )
        assert written() == before
        assert (Voucher.objects.get(key=made.key).summary, voucher(first)) == (
            made.summary,
            Voucher.objects.get(pk=first),
        )
    commit()
    assert [balance_of(pk).balance for pk in ids] == [Decimal("100.00")] * 2


def test_another_key_is_another_voucher(commit) -> None:
    """键不同就是另一张，内容一样也照记。"""
    ids = subaccounts(1)
    made = {post(by=BY, draft=draft(ids, key=key), at=s.NOON) for key in "abc"}
    commit()
    assert len(made) == 3
    assert balance_of(ids[0]).balance == Decimal("300.00")
    assert len(set(serials_of(list(made)).values())) == 3


def test_a_batch_is_posted_together(commit) -> None:
    """一批几张凭证，各人的明细归各人的凭证，顺序就是给的顺序。"""
    first, second, third = subaccounts(3)
    made = batch(draft([first, second], "10.00", key="a"), RECEIPT, draft([third], "7.00", key="b"))
    commit()
    assert list(Voucher.objects.filter(pk__in=made).order_by("pk").values_list("key", flat=True)) == ["a", "r", "b"]
    assert {one.subaccount_id: one.voucher_id for one in Movement.objects.all()} == {
        first: made[0], second: made[0], third: made[2],
    }  # fmt: skip
    assert [balance_of(pk).balance for pk in (first, second, third)] == [Decimal("10.00")] * 2 + [Decimal("7.00")]


@pytest.mark.parametrize("broken", ["known_key", "same_key", "stranger", "twice", "short"])
def test_one_fault_leaves_the_whole_batch_unposted(broken: str) -> None:
    """键用过、键重复、有人没有分户账、一个人两条、有人余额不够：整批一张也不记，一分也不动。"""
    first, second = subaccounts(2)
    post(by=BY, draft=draft([first], key="known"), at=s.NOON)
    before = written()
    good = draft([first], "10.00", key="good")
    bad, error = {
        "known_key": (draft([second], key="known"), IntegrityError),
        "same_key": (draft([second], key="good"), IntegrityError),
        "stranger": (draft([0], key="bad"), LookupError),
        "twice": (draft([first], key="bad"), LookupError),
        "short": (
            replace(RECEIPT, key="bad", movements=[MovementDraft(second, "payout", Decimal("-0.01"))]),
            IntegrityError,
        ),
    }[broken]
    with pytest.raises(error), transaction.atomic():
        batch(good, bad)
    assert written() == before
    assert [balance_of(pk).balance for pk in (first, second)] == [Decimal("100.00"), 0]


def test_a_movement_of_nothing_is_refused() -> None:
    """金额为零的明细不收。"""
    ids = subaccounts(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        post(by=BY, draft=replace(RECEIPT, movements=[MovementDraft(ids[0], "x", Decimal(0))]), at=s.NOON)
    assert written() == (0, 0, 0)


@pytest.mark.parametrize(("legs", "fault"), [((), "0 条分录"), ((LegDraft("101", debit=Decimal("5.00")),), "1 条分录")])
def test_a_voucher_has_at_least_two_legs(commit, legs: tuple[LegDraft, ...], fault: str) -> None:
    """没有分录、只有一条分录的凭证，提交时被拒绝。"""
    post(by=BY, draft=replace(RECEIPT, legs=legs), at=s.NOON)
    with pytest.raises(IntegrityError, match=fault):
        commit()


def test_an_earlier_day_booked_late_counts_from_that_day(commit) -> None:
    """后记的一笔记在前面的日子：余额照加，积数按它的日子补上，积数的日子不往回走。"""
    (pk,) = subaccounts(1)
    post(by=BY, draft=replace(draft([pk], key="late"), business_date=s.TODAY + timedelta(10)), at=s.NOON)
    post(by=BY, draft=draft([pk], "20.00", key="early"), at=s.NOON)
    commit()
    found = balance_of(pk)
    assert (found.balance, found.product_on) == (Decimal("120.00"), s.TODAY + timedelta(10))
    assert found.balance_product == Decimal("20.00") * 10


def test_movements_are_listed_newest_first_and_within_the_days(commit) -> None:
    """明细新的在前；说了从哪天到哪天，两头都算。"""
    (pk,) = subaccounts(1)
    for days in (0, 1, 2):
        post(by=BY, draft=replace(draft([pk], key=str(days)), business_date=s.TODAY + timedelta(days)), at=s.NOON)
    commit()
    assert [one.seq for one in movements_of([pk])] == [3, 2, 1]
    first = s.TODAY + timedelta(1)
    assert [one.seq for one in movements_of([pk], first)] == [3, 2]
    assert [one.seq for one in movements_of([pk], None, first)] == [2, 1]
    assert [one.seq for one in movements_of([pk], first, first)] == [2]
    assert list(movements_of([])) == []
