"""冻结与解冻：钱还在账上只是不能动；同键一次；可以叠加，合起来不超过余额；同时来也不错。"""

from contextlib import suppress
from decimal import Decimal
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Sum

from gjj.actors.actor import system_actor
from gjj.declarations.errors import BizError
from gjj.ledger.entries import LegDraft, MovementDraft, VoucherDraft
from gjj.ledger.models import Hold, Movement, Subaccount, Voucher
from gjj.ledger.selectors.balances import balance_of
from gjj.ledger.services import hold as holds
from gjj.ledger.services.hold import hold, release
from gjj.ledger.services.post import post
from tests import situations as s
from tests.race import together
from tests.services.deposits.without_lock import meeting_point
from tests.services.ledger.helpers import draft, subaccounts

BY = system_actor()


def funded(amount: str = "100.00") -> int:
    """一个有钱的分户账。"""
    (pk,) = subaccounts(1)
    post(by=BY, draft=draft([pk], amount, key=f"fund-{pk}"), at=s.NOON)
    return pk


def freeze(pk: int, amount: str, key: str) -> int:
    """冻结一笔。"""
    return hold(by=BY, subaccount_id=pk, amount=Decimal(amount), reason="司法冻结", key=key, at=s.NOON)


def thaw(key: str) -> None:
    """解冻一笔。"""
    release(by=BY, key=key, at=s.NOON)


def money(pk: int) -> tuple[Decimal, Decimal, Decimal]:
    """余额、冻结、可用。"""
    found = balance_of(pk)
    return found.balance, found.held, found.available


def amounts(*values: str) -> tuple[Decimal, ...]:
    """几个金额。"""
    return tuple(Decimal(value) for value in values)


@pytest.mark.django_db
def test_held_money_stays_in_the_account_and_cannot_be_used() -> None:
    """冻结：余额不变、可用减少；不产生凭证和明细；记着谁、为什么、什么时候。"""
    pk = funded()
    row = Hold.objects.get(pk=freeze(pk, "30.00", "h"))
    assert money(pk) == amounts("100.00", "30.00", "70.00")
    assert (row.amount, row.reason, row.placed_by, row.placed_at) == (Decimal("30.00"), "司法冻结", BY.name, s.NOON)
    assert row.released_at is None
    assert (Voucher.objects.count(), Movement.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_holds_add_up_and_come_off_one_by_one() -> None:
    """可以叠加：两笔合起来算，解一笔退一笔。"""
    pk = funded()
    freeze(pk, "30.00", "a")
    freeze(pk, "50.00", "b")
    assert money(pk) == amounts("100.00", "80.00", "20.00")
    thaw("a")
    assert money(pk) == amounts("100.00", "50.00", "50.00")
    thaw("b")
    assert money(pk) == amounts("100.00", "0.00", "100.00")


@pytest.mark.django_db
@pytest.mark.parametrize(("amount", "enough"), [("69.99", True), ("70.00", True), ("70.01", False)])
def test_only_what_is_available_can_be_held(amount: str, enough: bool) -> None:
    """可用多少最多冻多少：少一分、正好都行，多一分不冻，说清可用多少、要冻多少。"""
    pk = funded()
    freeze(pk, "30.00", "a")
    if enough:
        freeze(pk, amount, "b")
        assert money(pk)[1] == Decimal("30.00") + Decimal(amount)
        return
    with pytest.raises(BizError) as caught:
        freeze(pk, amount, "b")
    assert caught.value.code == "balance_short"
    for said in ("70.00", amount, "没有冻结"):
        assert said in caught.value.detail
    assert money(pk) == amounts("100.00", "30.00", "70.00")
    assert Hold.objects.count() == 1


@pytest.mark.django_db
def test_one_key_is_held_once() -> None:
    """同一个键只冻一次，再冻返回原来那笔；钱全冻住了再来也不报不够。"""
    pk = funded()
    first = freeze(pk, "100.00", "h")
    assert freeze(pk, "100.00", "h") == first
    assert money(pk) == amounts("100.00", "100.00", "0.00")
    assert Hold.objects.count() == 1


@pytest.mark.django_db
def test_a_hold_is_released_once() -> None:
    """解冻一次算一次：再解什么也不变，解冻时间还是第一次的。"""
    pk = funded()
    freeze(pk, "30.00", "a")
    freeze(pk, "30.00", "b")
    thaw("a")
    release(by=BY, key="a", at=s.NOON.replace(hour=9))
    assert money(pk) == amounts("100.00", "30.00", "70.00")
    assert Hold.objects.get(key="a").released_at == s.NOON


@pytest.mark.django_db
def test_a_hold_nobody_placed_cannot_be_released() -> None:
    """没有这笔冻结，解不了。"""
    with pytest.raises(Hold.DoesNotExist):
        thaw("nothing")


@pytest.mark.django_db
@pytest.mark.parametrize("amount", ["0.00", "-0.01", "-30.00"])
def test_a_hold_of_nothing_or_less_is_refused(amount: str) -> None:
    """冻结额不大于零的不收：不能借负的冻结把别人冻住的放出来。"""
    pk = funded()
    freeze(pk, "30.00", "a")
    with pytest.raises((BizError, IntegrityError)), transaction.atomic():
        freeze(pk, amount, "b")
    assert money(pk) == amounts("100.00", "30.00", "70.00")
    assert Hold.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("amount", "allowed"), [("70.00", True), ("70.01", False)])
def test_held_money_cannot_be_paid_out(amount: str, allowed: bool) -> None:
    """冻住的钱付不出去：支取最多到可用，多一分被数据库拒绝，什么也没记。"""
    pk, paid = funded(), Decimal(amount)
    freeze(pk, "30.00", "h")
    legs = (LegDraft("201", debit=paid, party=1), LegDraft("101", credit=paid))
    payout = VoucherDraft("out", "test", "支取", legs, s.TODAY, "test", 1, [MovementDraft(pk, "payout", -paid)])
    if allowed:
        post(by=BY, draft=payout, at=s.NOON)
        assert money(pk) == amounts("30.00", "30.00", "0.00")
        return
    with pytest.raises(IntegrityError, match="subaccount_covers_holds"):
        post(by=BY, draft=payout, at=s.NOON)
    assert money(pk) == amounts("100.00", "30.00", "70.00")
    assert not Voucher.objects.filter(key="out").exists()


@pytest.mark.django_db
def test_the_database_keeps_what_is_held_within_the_balance() -> None:
    """绕开服务直接改，冻结额也不能大于余额、不能为负；分户账删不掉。"""
    row = Subaccount.objects.filter(pk=funded())
    for held in ("100.01", "-0.01"):
        with pytest.raises(IntegrityError, match="subaccount_covers_holds"), transaction.atomic():
            row.update(held=Decimal(held))
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        row._raw_delete(row.db)


def outstanding(pk: int) -> Decimal:
    """没有解的冻结之和。"""
    found = Hold.objects.filter(subaccount=pk, released_at=None).aggregate(total=Sum("amount"))["total"]
    return Decimal(found or 0)


def _last_yuan(works: int) -> tuple[int, list[Any]]:
    """可用只剩一元，几个人同时各冻一元。"""
    pk = funded()
    freeze(pk, "99.00", "before")
    return pk, together([lambda key=key: freeze(pk, "1.00", f"last-{key}") for key in range(works)])


def test_the_last_yuan_is_held_once(own_database: str) -> None:
    """最后一元八个人同时来冻，只有一个冻上，其余都听到可用余额不够。"""
    pk, results = _last_yuan(8)
    assert [getattr(one, "code", "") for one in results].count("balance_short") == 7
    assert money(pk) == amounts("100.00", "100.00", "0.00")
    assert outstanding(pk) == Decimal("100.00")


def test_without_the_lock_the_last_yuan_is_held_twice(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉锁，最后一元冻给了两个人，账上的冻结额也对不上：证明上一条靠的是锁。"""
    pk = funded()
    freeze(pk, "99.00", "before")
    read = meeting_point(Subaccount)
    monkeypatch.setattr(holds, "lock_subaccounts", lambda wanted: [read(one) for one in wanted])
    together([lambda key=key: freeze(pk, "1.00", key) for key in "ab"])
    assert outstanding(pk) == Decimal("101.00")
    assert money(pk)[1] == Decimal("100.00")


def test_one_key_held_at_once_is_one_hold(own_database: str) -> None:
    """同一个键同时冻两次，只冻一笔，两人拿到同一个编号。"""
    pk = funded()
    assert len(set(together([lambda: freeze(pk, "60.00", "h")] * 2))) == 1
    assert money(pk)[1] == outstanding(pk) == Decimal("60.00")


def test_without_the_lock_one_key_held_at_once_breaks(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉锁，第二个撞上唯一约束而报错：证明上一条靠的是锁。"""
    pk, barrier, save = funded(), Barrier(2), Subaccount.save

    def both_have_asked(self: Subaccount, **how: Any) -> None:
        """两个都问过这个键有没有冻过，才各自往下写。"""
        with suppress(BrokenBarrierError):
            barrier.wait(3)
        save(self, **how)

    monkeypatch.setattr(holds, "lock_subaccounts", lambda wanted: list(Subaccount.objects.filter(pk__in=wanted)))
    monkeypatch.setattr(Subaccount, "save", both_have_asked)
    results = together([lambda: freeze(pk, "60.00", "h")] * 2)
    assert [type(one) for one in results if isinstance(one, Exception)] == [IntegrityError]


def _two_held() -> int:
    pk = funded()
    freeze(pk, "30.00", "a")
    freeze(pk, "50.00", "b")
    return pk


def test_releases_at_once_lose_nothing(own_database: str) -> None:
    """两笔同时解冻，每笔还同时解两次：各退一次，账上正好不剩冻结。"""
    pk = _two_held()
    assert together([lambda key=key: thaw(key) for key in "abab"]) == [None] * 4
    assert money(pk) == amounts("100.00", "0.00", "100.00")


def test_without_the_lock_a_release_is_lost(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉锁，两笔同时解冻，后写的盖掉先写的，账上还冻着已经解了的钱：证明上一条靠的是锁。"""
    pk = _two_held()
    read = meeting_point(Subaccount)
    monkeypatch.setattr(holds, "lock_subaccounts", lambda wanted: [read(one) for one in wanted])
    together([lambda key=key: thaw(key) for key in "ab"])
    assert (outstanding(pk), money(pk)[1] > 0) == (Decimal(0), True)
