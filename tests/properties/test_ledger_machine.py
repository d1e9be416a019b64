"""账簿的状态机：随便怎么记、付、冻、解、冲，每一步之后余额都和心算的一样，一场下来全部恒等式都成立。"""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule, run_state_machine_as_test

from gjj.actors.actor import system_actor
from gjj.declarations.errors import BizError
from gjj.ledger.entries import LegDraft, MovementDraft, VoucherDraft
from gjj.ledger.invariants import INVARIANTS
from gjj.ledger.models import Hold, Movement, Subaccount, Voucher
from gjj.ledger.selectors.balances import balances_of, subject_balances
from gjj.ledger.services.hold import hold, release
from gjj.ledger.services.post import post
from tests import situations as s
from tests.sanctions import reverse
from tests.services.ledger.helpers import subaccounts

BY = system_actor()
PEOPLE = 3
WHO = st.sets(st.integers(0, PEOPLE - 1), min_size=1)
ONE = st.integers(0, PEOPLE - 1)
MONEY = st.sampled_from([Decimal(one) for one in ("0.01", "0.99", "1.00", "50.00", "99.99", "100.00")])
DAYS = st.integers(0, 60)


@dataclass
class Booked:
    """心算里的一张凭证。"""

    pk: int
    draft: VoucherDraft
    moved: dict[int, Decimal]
    is_reversal: bool = False
    is_reversed: bool = False


@dataclass
class Frozen:
    """心算里的一笔冻结。"""

    pk: int
    key: str
    who: int
    amount: Decimal
    is_released: bool = False


@dataclass
class Person:
    """心算里的一个人。"""

    balance: Decimal = Decimal(0)
    holds: list[Frozen] = field(default_factory=list)

    @property
    def held(self) -> Decimal:
        return sum((one.amount for one in self.holds if not one.is_released), Decimal(0))

    @property
    def available(self) -> Decimal:
        return self.balance - self.held


class Books(RuleBasedStateMachine):
    """几个人的账：数据库记一份，心算记一份，每一步都对。一场一个保存点，演完退回。"""

    vouchers = Bundle("vouchers")
    frozen = Bundle("frozen")
    ids: ClassVar[list[int]]

    def __init__(self) -> None:
        super().__init__()
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.people = [Person() for _ in self.ids]
        self.serial = 0
        self.written = 0

    def teardown(self) -> None:
        """账的恒等式一条不落，然后退回。"""
        try:
            with connection.cursor() as cursor:
                for one in INVARIANTS:
                    cursor.execute(one.sql)
                    assert cursor.fetchall() == [], one.title
        finally:
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    def _draft(self, moved: dict[int, Decimal], days: int) -> VoucherDraft:
        """钱从专户进来（借 101 贷 201），或从 201 出去。"""
        self.serial += 1
        total = sum(moved.values())
        debit, credit = ("101", "201") if total > 0 else ("201", "101")
        legs = [LegDraft(debit, debit=abs(total)), LegDraft(credit, credit=abs(total))]
        movements = [MovementDraft(self.ids[who], "test", amount) for who, amount in moved.items()]
        day = s.TODAY + timedelta(days)
        return VoucherDraft(f"v{self.serial}", "test", "试", legs, day, "test", self.serial, movements)

    def _keep(self, pk: int, draft: VoucherDraft, moved: dict[int, Decimal], *, is_reversal: bool = False) -> Booked:
        for who, amount in moved.items():
            self.people[who].balance += amount
        self.written += 1
        return Booked(pk, draft, moved, is_reversal)

    @rule(target=vouchers, who=WHO, amount=MONEY, days=DAYS)
    def deposit(self, who: set[int], amount: Decimal, days: int) -> Booked:
        """几个人各存一笔，可以记在前面的日子。"""
        moved = dict.fromkeys(who, amount)
        draft = self._draft(moved, days)
        return self._keep(post(by=BY, draft=draft, at=s.NOON), draft, moved)

    @rule(target=vouchers, who=WHO, amount=MONEY, days=DAYS)
    def pay_out(self, who: set[int], amount: Decimal, days: int) -> Any:
        """几个人各付出一笔：有一个可用不够，整张不记。"""
        moved = dict.fromkeys(who, -amount)
        draft = self._draft(moved, days)
        if all(self.people[one].available >= amount for one in who):
            return self._keep(post(by=BY, draft=draft, at=s.NOON), draft, moved)
        with pytest.raises(IntegrityError):
            post(by=BY, draft=draft, at=s.NOON)
        return multiple()

    @rule(booked=vouchers)
    def post_again(self, booked: Booked) -> None:
        """同一个键再记，还是原来那张。"""
        if not booked.is_reversal:
            assert post(by=BY, draft=booked.draft, at=s.NOON) == booked.pk

    @rule(target=frozen, who=ONE, amount=MONEY)
    def freeze(self, who: int, amount: Decimal) -> Any:
        """冻结：不超过可用的冻上，超过的说不够。"""
        self.serial += 1
        key = f"h{self.serial}"
        if amount > self.people[who].available:
            self._refused("balance_short", lambda: self._hold(who, amount, key))
            return multiple()
        made = Frozen(self._hold(who, amount, key), key, who, amount)
        self.people[who].holds.append(made)
        return made

    def _hold(self, who: int, amount: Decimal, key: str) -> int:
        return hold(by=BY, subaccount_id=self.ids[who], amount=amount, reason="试", key=key, at=s.NOON)

    @rule(one=frozen)
    def freeze_again(self, one: Frozen) -> None:
        """同一个键再冻，还是原来那笔。"""
        if not one.is_released:
            assert self._hold(one.who, one.amount, one.key) == one.pk

    @rule(one=frozen)
    def thaw(self, one: Frozen) -> None:
        """解冻；解过的再解什么也不变。"""
        release(by=BY, key=one.key, at=s.NOON)
        one.is_released = True

    @rule(target=vouchers, booked=vouchers, days=DAYS)
    def undo(self, booked: Booked, days: int) -> Any:
        """冲账：冲账凭证、冲过的、有人余额不够的都不冲；其余的借贷对调。"""
        back = {who: -amount for who, amount in booked.moved.items()}
        reason = ""
        if booked.is_reversal:
            reason = "is_reversal"
        elif booked.is_reversed:
            reason = "already_reversed"
        elif any(self.people[who].available + amount < 0 for who, amount in back.items()):
            reason = "balance_short"

        def work() -> int:
            return reverse(by=BY, voucher_id=booked.pk, reason="试", at=s.NOON + timedelta(days))

        if reason:
            self._refused(reason, work)
            return multiple()
        booked.is_reversed = True
        return self._keep(work(), booked.draft, back, is_reversal=True)

    def _refused(self, code: str, work: Any) -> None:
        with pytest.raises(BizError) as caught:
            work()
        assert caught.value.code == code

    @invariant()
    def the_books_say_what_the_head_says(self) -> None:
        """每个人的余额、冻结、可用，凭证数，都和心算的一样；201 就是大家的钱。"""
        found = balances_of(self.ids)
        for pk, person in zip(self.ids, self.people, strict=True):
            assert (found[pk].balance, found[pk].held) == (person.balance, person.held)
            assert found[pk].available >= 0
        assert Voucher.objects.count() == self.written
        total = sum(one.balance for one in self.people)
        balances = {one.code: one.balance for one in subject_balances()}
        assert balances["101"] == balances["201"] == total
        seqs = Subaccount.objects.filter(pk__in=self.ids).values_list("seq", flat=True)
        assert Movement.objects.filter(subaccount_id__in=self.ids).count() == sum(seqs)
        assert Hold.objects.count() == sum(len(one.holds) for one in self.people)

    @invariant()
    def the_database_would_commit(self) -> None:
        """提交时才查的现在就查：凭证借贷相等，明细之和等于 201。"""
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


@pytest.mark.django_db
def test_the_books_hold_whatever_is_done_to_them() -> None:
    """存、付、重记、冻结、解冻、冲账，任意次序：余额不错，冻结不超，恒等式始终成立。"""
    Books.ids = subaccounts(PEOPLE)
    run_state_machine_as_test(
        Books,
        settings=settings(
            max_examples=20, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
