"""账不收的：冲成负的暂存、借着旧键的冻结、不认得的科目；撞在一起的不出错。"""

from decimal import Decimal

import psycopg2
import pytest
from django.db import IntegrityError, connection

from gjj.actors.actor import system_actor
from gjj.declarations.errors import BizError
from gjj.identity.services.register import PersonDraft, register_persons
from gjj.ledger.entries import LegDraft, VoucherDraft
from gjj.ledger.models import Voucher
from gjj.ledger.selectors.balances import balance_of, party_balance, subject_balances
from gjj.ledger.services.hold import hold, release
from gjj.ledger.services.open import open_subaccounts
from gjj.ledger.services.post import post
from gjj.work.retry import money_tx
from tests import situations as s
from tests.race import together
from tests.sanctions import reverse
from tests.services.ledger.helpers import draft, subaccounts

BY = system_actor()


@pytest.mark.django_db
def test_money_already_allocated_cannot_be_reversed_out_of_suspense() -> None:
    """到账已经分配下去的，不能直接冲到账：暂存不会变成负的，说清要先冲分配。"""
    unit, _ = s.unit_with_workers(1)
    s.paid(s.remittance_of(unit))
    receipt = Voucher.objects.get(kind="receipt")
    with pytest.raises(BizError) as caught:
        reverse(by=s.staff("accountant"), voucher_id=receipt.pk, reason="记错", at=s.NOON)
    assert (caught.value.code, "先到分配的凭证上点「提出冲账」" in caught.value.fix) == ("suspense_short", True)
    assert party_balance("219", unit.account_id) == 0


def held(amount: str, key: str = "h", of: int | None = None) -> int:
    assert of is not None
    return hold(by=BY, subaccount_id=of, amount=Decimal(amount), reason="", key=key, at=s.NOON)


@pytest.mark.django_db
def test_a_hold_key_means_one_hold() -> None:
    """同一个键：同样内容取原来那笔；换了人、换了金额、已经解冻的，都拒绝，不装作冻住了。"""
    one, other = subaccounts(2)
    post(by=BY, draft=draft([one, other]), at=s.NOON)
    assert held("10", of=one) == held("10", of=one)
    for changed in ({"amount": "90", "of": one}, {"amount": "10", "of": other}):
        with pytest.raises(BizError, match="hold_key_reused"):
            held(**changed)  # type: ignore[arg-type]
    release(by=BY, key="h", at=s.NOON)
    with pytest.raises(BizError, match="hold_key_reused"):
        held("10", of=one)
    assert (balance_of(one).held, balance_of(other).held) == (0, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("amount", ["0.00", "-1.00"])
def test_a_hold_of_nothing_is_refused_in_words(amount: str) -> None:
    """冻结零或负数，得到一句中文，不是数据库的错。"""
    (one,) = subaccounts(1)
    post(by=BY, draft=draft([one]), at=s.NOON)
    with pytest.raises(BizError, match="amount_not_positive"):
        held(amount, of=one)


@pytest.mark.django_db
def test_an_unknown_subject_is_refused(commit) -> None:
    """科目表里没有的科目记不了账。"""
    legs = (LegDraft("999", debit=Decimal(5)), LegDraft("219", credit=Decimal(5)))
    post(by=BY, draft=VoucherDraft("k", "receipt", "s", legs, s.TODAY, "t", 1), at=s.NOON)
    with pytest.raises(IntegrityError):
        commit()


def test_one_key_posted_twice_at_once_is_one_voucher(own_database: str) -> None:
    """没有分户明细的凭证也一样：同一个键同时记两次，是同一张，不出错。"""
    legs = (LegDraft("101", debit=Decimal(5)), LegDraft("219", credit=Decimal(5)))
    for number in range(10):
        one = VoucherDraft(f"k{number}", "receipt", "s", legs, s.TODAY, "t", 1)
        first, second = together([lambda one=one: post(by=BY, draft=one, at=s.NOON)] * 2)
        assert first == second
        assert not isinstance(first, Exception)


def test_opening_the_same_people_in_opposite_order_does_not_deadlock(own_database: str) -> None:
    """两批人次序相反同时开户，不会互相等死。"""
    people = [s.worker() for _ in range(2000)]
    drafts = [PersonDraft(one.name, one.id_no, one.mobile) for one in people]
    owners = [(pk, "basic") for pk in sorted(register_persons(by=BY, drafts=drafts, at=s.NOON).values())]
    results = together(
        [
            lambda: open_subaccounts(by=BY, owners=owners, on=s.TODAY),
            lambda: open_subaccounts(by=BY, owners=owners[::-1], on=s.TODAY),
        ]
    )
    assert results[0] == results[1]


def test_a_deadlock_told_by_the_driver_itself_is_tried_again(own_database: str) -> None:
    """直接用驱动执行的语句撞上死锁，抛的是驱动自己的错，也一样重来。"""
    runs = []

    @money_tx
    def work() -> int:
        runs.append(1)
        if len(runs) == 1:
            with connection.cursor() as cursor:
                cursor.cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '40P01'; END $$")
        return len(runs)

    assert work() == 2
    assert issubclass(psycopg2.errors.DeadlockDetected, psycopg2.OperationalError)


@pytest.mark.django_db
def test_subjects_are_listed_in_the_order_of_the_chart() -> None:
    """科目余额按科目代码排。"""
    codes = [one.code for one in subject_balances()]
    assert codes == sorted(codes)
