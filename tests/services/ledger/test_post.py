"""记账：平、只增、同键一次、并发不丢。"""

from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from gjj.actors.actor import system_actor
from gjj.declarations.errors import BizError
from gjj.ledger.models import Hold, Leg, Movement, Subaccount, Voucher
from gjj.ledger.selectors.balances import balance_of
from gjj.ledger.services import hold as holds
from gjj.ledger.services import post as posting
from gjj.ledger.services.hold import hold, release
from gjj.ledger.services.post import post
from gjj.ledger.services.subjects import make_partition
from tests import situations as s
from tests.race import together
from tests.sanctions import reverse
from tests.services.deposits.without_lock import meeting_point
from tests.services.ledger.helpers import draft, subaccounts

BY = system_actor()


@pytest.mark.django_db
def test_a_voucher_moves_balance_product_and_sequence(commit) -> None:
    """一张凭证：余额、序号一起前进，明细记着记账后的余额。"""
    ids = subaccounts(2)
    post(by=BY, draft=draft(ids), at=s.NOON)
    commit()
    assert [balance_of(pk).balance for pk in ids] == [Decimal("100.00")] * 2
    assert set(Movement.objects.values_list("balance_after", "seq")) == {(Decimal("100.00"), 1)}


@pytest.mark.django_db
def test_the_same_key_is_posted_once() -> None:
    """同一个业务键只记一次。"""
    ids = subaccounts(1)
    first = post(by=BY, draft=draft(ids), at=s.NOON)
    assert post(by=BY, draft=draft(ids), at=s.NOON) == first
    assert balance_of(ids[0]).balance == Decimal("100.00")


@pytest.mark.django_db
def test_an_unbalanced_voucher_is_refused_by_the_database(commit) -> None:
    """借贷不平的凭证，提交时被数据库拒绝。"""
    ids = subaccounts(1)
    post(by=BY, draft=draft(ids, credit="99.99"), at=s.NOON)
    with pytest.raises(IntegrityError, match="借贷不平"):
        commit()


@pytest.mark.django_db
def test_movements_must_add_up_to_the_201_legs(commit) -> None:
    """分户明细之和不等于 201 净额，提交时被拒绝。"""
    ids = subaccounts(2)
    whole = draft(ids)
    short = type(whole)(**{**vars(whole), "movements": whole.movements[:1]})
    post(by=BY, draft=short, at=s.NOON)
    with pytest.raises(IntegrityError, match="分户明细"):
        commit()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "table", ["ledger_voucher", "ledger_leg", "ledger_movement", "ledger_movement_2026", "audit_auditentry"]
)
@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_the_app_may_not_change_the_books(table: str, verb: str) -> None:
    """应用身份 gjj_app 改、删、清空账，一律被拒绝。"""
    post(by=BY, draft=draft(subaccounts(1)), at=s.NOON)
    with (
        pytest.raises(DatabaseError, match="permission denied|只增不改"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb.format(table))


@pytest.mark.owner
@pytest.mark.django_db
@pytest.mark.parametrize(
    "verb", ["UPDATE ledger_movement SET amount = 1", "DELETE FROM ledger_leg", "TRUNCATE ledger_movement_2026"]
)
def test_even_the_owner_is_stopped_by_the_triggers(verb: str) -> None:
    """属主身份也过不了触发器。"""
    post(by=BY, draft=draft(subaccounts(1)), at=s.NOON)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="只增不改"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb)


def test_a_late_leg_is_refused(own_database: str) -> None:
    """凭证提交之后再补分录，被拒绝。"""
    voucher = post(by=BY, draft=draft(subaccounts(1)), at=s.NOON)
    with pytest.raises(DatabaseError, match="事后补行"):
        Leg.objects.create(voucher_id=voucher, no=9, subject_id="101", debit=Decimal("1.00"))


@pytest.mark.django_db
def test_a_reversal_mirrors_and_happens_once(commit) -> None:
    """冲账：借贷对调、余额回去、原凭证不动，只能冲一次。"""
    ids = subaccounts(2)
    voucher = post(by=BY, draft=draft(ids), at=s.NOON)
    commit()
    accountant = s.staff("accountant")
    back = reverse(by=accountant, voucher_id=voucher, reason="记错单位", at=s.NOON)
    commit()
    assert [balance_of(pk).balance for pk in ids] == [Decimal("0.00")] * 2
    assert Voucher.objects.get(pk=back).reverses_id == voucher
    for pk in (voucher, back):
        with pytest.raises(BizError) as caught:
            reverse(by=s.staff("accountant"), voucher_id=pk, reason="再冲", at=s.NOON)
        assert caught.value.code in ("already_reversed", "is_reversal")


@pytest.mark.django_db
def test_a_teller_may_not_reverse() -> None:
    """柜员不能冲账。"""
    voucher = post(by=BY, draft=draft(subaccounts(1)), at=s.NOON)
    with pytest.raises(BizError) as caught:
        reverse(by=s.staff("teller"), voucher_id=voucher, reason="x", at=s.NOON)
    assert caught.value.code == "not_permitted"


@pytest.mark.django_db
def test_held_money_cannot_be_held_again_or_reversed_away(commit) -> None:
    """冻结的钱不能再冻，也不能被冲走；解冻一次算一次。"""
    (pk,) = subaccounts(1)
    voucher = post(by=BY, draft=draft([pk]), at=s.NOON)
    commit()
    hold(by=BY, subaccount_id=pk, amount=Decimal("80.00"), reason="司法", key="h1", at=s.NOON)
    assert hold(by=BY, subaccount_id=pk, amount=Decimal("80.00"), reason="司法", key="h1", at=s.NOON)
    with pytest.raises(BizError, match="balance_short"):
        hold(by=BY, subaccount_id=pk, amount=Decimal("20.01"), reason="司法", key="h2", at=s.NOON)
    with pytest.raises(BizError, match="balance_short"):
        reverse(by=s.staff("accountant"), voucher_id=voucher, reason="冲", at=s.NOON)
    for _ in range(2):
        release(by=BY, key="h1", at=s.NOON)
    assert balance_of(pk).available == Decimal("100.00")


@pytest.mark.django_db
def test_next_years_partition_is_made_by_the_app_and_guarded() -> None:
    """应用身份能建明年的分区，分区上守卫齐全。"""
    make_partition(2031)
    make_partition(2031)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = 'ledger_movement_2031'::regclass AND NOT tgisinternal"
        )
        assert cursor.fetchone()[0] == 3


def test_two_vouchers_at_once_lose_nothing(own_database: str) -> None:
    """两张凭证同时记同一个分户账，两笔都在。"""
    ids = subaccounts(1)
    together([lambda key=key: post(by=BY, draft=draft(ids, key=key), at=s.NOON) for key in ("a", "b")])
    assert balance_of(ids[0]).balance == Decimal("200.00")
    assert sorted(Movement.objects.values_list("seq", flat=True)) == [1, 2]


def test_one_key_posted_twice_at_once_is_one_voucher(own_database: str) -> None:
    """同一个键同时记两次，只有一张凭证。"""
    ids = subaccounts(1)
    results = together([lambda: post(by=BY, draft=draft(ids), at=s.NOON)] * 2)
    assert len(set(results)) == 1
    assert Voucher.objects.count() == 1


def test_without_the_lock_posting_one_key_twice_breaks(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉分户账和业务键的锁，第二次撞上唯一约束而报错：证明上一条靠的是锁。"""
    ids = subaccounts(1)
    read = meeting_point(Subaccount)
    monkeypatch.setattr(posting, "lock_key", lambda key: None)
    monkeypatch.setattr(posting, "lock_subaccounts", lambda wanted: [read(pk) for pk in wanted])
    results = together([lambda: post(by=BY, draft=draft(ids), at=s.NOON)] * 2)
    assert any(isinstance(one, IntegrityError) for one in results)


def _hold_both(pk: int) -> list[object]:
    return together(
        [
            lambda key=key: hold(by=BY, subaccount_id=pk, amount=Decimal("80.00"), reason="x", key=key, at=s.NOON)
            for key in ("a", "b")
        ]
    )


def test_two_holds_at_once_do_not_exceed_the_balance(own_database: str) -> None:
    """同时冻结两笔，合起来不超过余额。"""
    (pk,) = subaccounts(1)
    post(by=BY, draft=draft([pk]), at=s.NOON)
    results = _hold_both(pk)
    assert sum(isinstance(one, BizError) for one in results) == 1
    assert Hold.objects.count() == 1


def test_without_the_lock_two_holds_exceed_the_balance(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉锁，两笔都冻上了：证明上一条靠的是锁。"""
    (pk,) = subaccounts(1)
    post(by=BY, draft=draft([pk]), at=s.NOON)
    read = meeting_point(Subaccount)
    monkeypatch.setattr(holds, "lock_subaccounts", lambda wanted: [read(one) for one in wanted])
    _hold_both(pk)
    assert Hold.objects.count() == 2
