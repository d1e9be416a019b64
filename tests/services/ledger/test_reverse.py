"""冲账：借贷对调的另一张，原来的不动；只冲一次；钱不够不冲；同时来也只有一次。"""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from django.db import IntegrityError

from gjj.actors.actor import Actor, system_actor
from gjj.actors.roles import ROLES
from gjj.audit.models import AuditEntry
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import all_permissions
from gjj.ledger.models import Leg, Movement, Subaccount, Voucher
from gjj.ledger.selectors.balances import balance_of, party_balance
from gjj.ledger.services import hold as holds
from gjj.ledger.services import reverse as reversing
from gjj.ledger.services.hold import hold
from gjj.ledger.services.post import post
from tests import situations as s
from tests.race import together
from tests.sanctions import reverse
from tests.services.deposits.without_lock import meeting_point
from tests.services.ledger.helpers import draft, subaccounts

BY = system_actor()
REASON = "记错单位"


def booked(count: int = 1, key: str = "k") -> tuple[list[int], int]:
    """几个人的分户账，各记了 100 元；返回分户账和凭证。"""
    ids = subaccounts(count)
    return ids, post(by=BY, draft=draft(ids, key=key), at=s.NOON)


def undo(voucher: int, by: Actor = BY, reason: str = REASON, at: Any = s.NOON) -> int:
    """冲一张。"""
    return reverse(by=by, voucher_id=voucher, reason=reason, at=at)


def balances(ids: list[int]) -> list[Decimal]:
    """余额。"""
    return [balance_of(pk).balance for pk in ids]


def sides(voucher: int) -> list[tuple[Any, ...]]:
    """分录：科目、借、贷、单位、银行账户。"""
    return list(Leg.objects.filter(voucher=voucher).values_list("subject", "debit", "credit", "party", "bank_account"))


@pytest.mark.django_db
def test_a_reversal_mirrors_every_leg_and_every_movement(commit) -> None:
    """冲账凭证：每条分录借贷对调、单位照旧，每条明细金额相反、年月照旧，指着原来那张；原来那张一个字不变。"""
    ids, voucher = booked(3)
    commit()
    before = (sides(voucher), list(Movement.objects.filter(voucher=voucher).values()))
    back = undo(voucher)
    commit()
    assert sides(back) == [(subject, credit, debit, *rest) for subject, debit, credit, *rest in before[0]]
    undone = Movement.objects.filter(voucher=back)
    assert {(one.subaccount_id, one.amount, one.month, one.kind) for one in undone} == {
        (pk, Decimal("-100.00"), s.NOVEMBER, "reversal") for pk in ids
    }
    assert (sides(voucher), list(Movement.objects.filter(voucher=voucher).values())) == before
    row = Voucher.objects.get(pk=back)
    assert (row.reverses_id, row.kind, row.source_type, row.source_id) == (voucher, "reversal", "test", 1)
    assert REASON in row.summary


@pytest.mark.django_db
def test_balances_and_suspense_go_back(commit) -> None:
    """余额、单位暂存都回到记账之前；别人的、别的凭证的不动。"""
    (first, second), _ = booked(2, "other")
    voucher = post(by=BY, draft=draft([first]), at=s.NOON)
    undo(voucher)
    commit()
    assert balances([first, second]) == [Decimal("100.00")] * 2
    assert party_balance("219", 1) == Decimal("-200.00")
    assert [one.balance_after for one in Movement.objects.filter(subaccount=first).order_by("seq")] == [
        Decimal("100.00"), Decimal("200.00"), Decimal("100.00"),
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_reversal_is_booked_on_its_own_day(commit) -> None:
    """冲账记在冲的那天，不回头改过去的日子。"""
    (pk,), voucher = booked()
    back = undo(voucher, at=s.NOON + timedelta(days=40))
    commit()
    assert Voucher.objects.get(pk=back).booked_on == date(2027, 1, 3)
    assert Movement.objects.get(voucher=back).booked_on == date(2027, 1, 3)
    assert balance_of(pk).balance == 0


@pytest.mark.django_db
@pytest.mark.parametrize(("again", "code"), [("original", "already_reversed"), ("reversal", "is_reversal")])
def test_what_is_reversed_and_what_reverses_are_not_reversed_again(commit, again: str, code: str) -> None:
    """冲过的不能再冲，冲账凭证本身也不能冲；什么都没记。"""
    ids, voucher = booked()
    chosen = {"original": voucher, "reversal": undo(voucher)}[again]
    with pytest.raises(BizError) as caught:
        undo(chosen)
    assert (caught.value.code, caught.value.status) == (code, 409)
    commit()
    assert (balances(ids), Voucher.objects.count()) == ([Decimal("0.00")], 2)


@pytest.mark.django_db
def test_after_a_reversal_it_can_be_booked_right(commit) -> None:
    """冲了以后，对的那张用另一个键照常记。"""
    ids, voucher = booked()
    undo(voucher)
    post(by=BY, draft=draft(ids, "80.00", key="right"), at=s.NOON)
    commit()
    assert balances(ids) == [Decimal("80.00")]


@pytest.mark.django_db
@pytest.mark.parametrize(("held", "enough"), [("0.01", False), ("100.00", False), ("0.00", True)])
def test_one_person_short_of_money_stops_the_whole(commit, held: str, enough: bool) -> None:
    """几个人里有一个的钱被冻住、哪怕只差一分：整张不冲，谁的也没动，并说明怎么办。"""
    ids, voucher = booked(3)
    if Decimal(held):
        hold(by=BY, subaccount_id=ids[1], amount=Decimal(held), reason="司法", key="h", at=s.NOON)
    if enough:
        undo(voucher)
        assert balances(ids) == [Decimal("0.00")] * 3
        return
    with pytest.raises(BizError) as caught:
        undo(voucher)
    assert (caught.value.code, caught.value.money) == ("balance_short", "余额没有变动。")
    assert caught.value.fix
    commit()
    assert (balances(ids), Voucher.objects.count()) == ([Decimal("100.00")] * 3, 1)
    assert not AuditEntry.objects.filter(action="ledger.reverse").exists()


@pytest.mark.django_db
def test_money_spent_since_cannot_be_reversed_away() -> None:
    """钱已经因别的凭证出去了，余额不够冲回，不冲。"""
    ids, voucher = booked()
    later = post(by=BY, draft=draft(ids, "30.00", key="more"), at=s.NOON)
    undo(later)
    hold(by=BY, subaccount_id=ids[0], amount=Decimal("0.01"), reason="司法", key="h", at=s.NOON)
    with pytest.raises(BizError, match="balance_short"):
        undo(voucher)


@pytest.mark.django_db
def test_a_reversal_says_who_and_why() -> None:
    """冲账留下审计：谁、冲哪张、为什么；原因再长也记得下。"""
    _, voucher = booked()
    accountant = s.staff("accountant")
    back = undo(voucher, by=accountant, reason="错" * 300)
    entry = AuditEntry.objects.get(action="ledger.reverse")
    assert (entry.object_id, entry.login_id, entry.role) == (str(voucher), accountant.login_id, "accountant")
    assert "错错错" in entry.summary
    assert len(Voucher.objects.get(pk=back).summary) == 200


def test_only_the_accountant_reverses() -> None:
    """冲账只有会计能提，会计、主任能批。"""
    assert all_permissions()["ledger.reverse.propose"].roles == {"accountant"} <= ROLES.keys()
    assert all_permissions()["ledger.reverse.approve"].roles == {"accountant", "manager"}


@pytest.mark.django_db
def test_a_voucher_that_does_not_exist_is_not_reversed() -> None:
    """没有的凭证，冲不了。"""
    with pytest.raises(Voucher.DoesNotExist):
        undo(0)


def _undo_twice(voucher: int) -> list[Any]:
    return together([lambda: undo(voucher)] * 2)


def test_two_reversing_at_once_reverse_once(own_database: str) -> None:
    """两个会计同时冲同一张，冲一次，另一个听到已经冲过。"""
    for number in range(5):
        ids, voucher = booked(2, f"k{number}")
        results = _undo_twice(voucher)
        assert [one.code for one in results if isinstance(one, BizError)] == ["already_reversed"]
        assert balances(ids) == [Decimal("0.00")] * 2


def test_without_the_lock_the_second_meets_the_database(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉锁，两个都以为没冲过，后一个撞上约束，听不到一句人话：证明上一条靠的是锁。"""
    mirror, barrier = reversing._mirror, Barrier(2)

    def mirror_then_meet(*args: Any) -> Any:
        made = mirror(*args)
        with suppress(BrokenBarrierError):
            barrier.wait(3)
        return made

    monkeypatch.setattr(reversing, "lock_voucher", lambda voucher: None)
    monkeypatch.setattr(reversing, "_mirror", mirror_then_meet)
    monkeypatch.setattr(reversing, "lock_subaccounts", lambda ids: list(Subaccount.objects.filter(pk__in=ids)))
    ids, voucher = booked(2)
    results = _undo_twice(voucher)
    assert [type(one) for one in results if isinstance(one, Exception)] == [IntegrityError]
    assert balances(ids) == [Decimal("0.00")] * 2


def _undo_and_hold(pk: int, voucher: int) -> list[Any]:
    """会计冲账的同时，别人把这笔钱冻住。"""
    return together(
        [
            lambda: undo(voucher),
            lambda: hold(by=BY, subaccount_id=pk, amount=Decimal("100.00"), reason="司法", key="h", at=s.NOON),
        ]
    )


def test_a_reversal_and_a_hold_at_once_do_not_share_the_money(own_database: str) -> None:
    """同一笔钱同时冲账和冻结：只成一个，另一个听到余额不够。"""
    (pk,), voucher = booked()
    results = _undo_and_hold(pk, voucher)
    assert [getattr(one, "code", "") for one in results].count("balance_short") == 1
    assert balance_of(pk).available == 0


def test_without_the_lock_only_the_database_stands_between(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉锁，两个都以为钱还在，只剩数据库的约束挡住后一个：证明上一条靠的是锁。"""
    (pk,), voucher = booked()
    read = meeting_point(Subaccount)
    for module in (holds, reversing):
        monkeypatch.setattr(module, "lock_subaccounts", lambda wanted: [read(one) for one in wanted])
    results = _undo_and_hold(pk, voucher)
    assert [type(one) for one in results if isinstance(one, Exception)] == [IntegrityError]
    assert balance_of(pk).available == 0
