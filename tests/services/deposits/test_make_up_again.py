"""入账冲销了，照原来的重新补缴：人和金额照旧，另外补过的不算，钱从暂存抵缴，两个人同时点只有一份。"""

from decimal import Decimal

import pytest
from django.db.models import Sum

from deposits.models import EmployerAccount, Remittance, RemittanceLine
from deposits.services import make_up_again as service
from deposits.services.make_up import ForWhom, Why, make_up
from deposits.services.make_up_again import make_up_again
from deposits.services.pay_remittance import pay_remittance
from gjj.declarations.errors import BizError
from gjj.money.amounts import ZERO
from gjj.work.drain import drain
from tests import situations as s
from tests.race import together
from tests.sanctions import reverse
from tests.services.deposits.without_lock import meeting_point, without_case_lock
from tests.services.ledger.test_prove import prove


def reversed_book(people: int = 2) -> tuple[s.Unit, list[s.Worker], Remittance]:
    """一个单位这个月入了账，会计冲销了。"""
    unit, workers = s.unit_with_workers(people)
    row = s.paid(s.remittance_of(unit))
    reverse(by=s.staff("accountant"), voucher_id=row.voucher_id or 0, reason="记错了", at=s.NOON)
    return unit, workers, row


@pytest.mark.django_db
@pytest.mark.article("TL-20")
def test_the_same_people_and_amounts_are_made_up_out_of_suspense(commit) -> None:
    """人、金额、推导照原来的；从暂存抵缴，入账以后和没冲销过一样，账全绿。"""
    unit, _, row = reversed_book()
    made = Remittance.objects.get(pk=make_up_again(by=unit.agent, remittance_id=row.pk, at=s.NOON))
    assert (made.kind, made.month, made.employees, made.amount) == ("make_up", row.month, 2, row.amount)
    assert made.get_reason_display() == "入账冲销，重新补缴"
    assert pay_remittance(by=unit.agent, remittance_id=made.pk, at=s.NOON, use_suspense=True) is None
    drain(s.NOON)
    commit()
    booked = RemittanceLine.objects.filter(remittance__month=row.month, remittance__status="allocated")
    sums = booked.aggregate(own=Sum("employer_amount"), theirs=Sum("personal_amount"))
    assert sums["own"] + sums["theirs"] == row.amount
    assert prove()["status"] == "green"


@pytest.mark.django_db
def test_whoever_was_made_up_by_hand_is_left_out() -> None:
    """已经另外补了的人不再补；都补了的，说没有要补的人，什么也不生成。"""
    unit, workers, row = reversed_book()
    whom = [ForWhom(s.account_of(workers[0]).subaccount.number)]
    make_up(by=unit.agent, month=row.month, people=whom, why=Why("missed"), at=s.NOON)
    made = Remittance.objects.get(pk=make_up_again(by=unit.agent, remittance_id=row.pk, at=s.NOON))
    assert made.employees == 1
    assert made.lines.get().account_id == s.account_of(workers[1]).pk
    with pytest.raises(BizError) as caught:
        make_up_again(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    assert (caught.value.code, caught.value.status) == ("nothing_to_make_up_again", 409)


@pytest.mark.django_db
def test_only_a_reversed_book_of_ones_own(commit) -> None:
    """入了账没冲销的不能；别的单位的答没有这一份。"""
    unit, _ = s.unit_with_workers(1)
    row = s.paid(s.remittance_of(unit))
    for who, status in ((unit.agent, 409), (s.unit().agent, 404)):
        with pytest.raises(BizError) as caught:
            make_up_again(by=who, remittance_id=row.pk, at=s.NOON)
        assert caught.value.status == status


def test_two_at_once_make_one_book(own_database: str) -> None:
    """两个人同时点：一份补缴书，另一个得到说明；补的钱不会翻倍。"""
    unit, _, row = reversed_book()
    results = together([lambda: make_up_again(by=unit.agent, remittance_id=row.pk, at=s.NOON)] * 2)
    assert [one.code for one in results if isinstance(one, BizError)] == ["nothing_to_make_up_again"]
    assert made_up() == row.amount
    assert prove()["status"] == "green"


def test_without_the_lock_the_month_is_made_up_twice(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉单位的锁：两份都生成了，要补的钱翻了倍，恒等式指出来。证明上一条靠的是锁。"""
    unit, _, row = reversed_book()
    without_case_lock(monkeypatch)
    monkeypatch.setattr(service, "lock_employer_account", meeting_point(EmployerAccount))
    together([lambda: make_up_again(by=unit.agent, remittance_id=row.pk, at=s.NOON)] * 2)
    assert made_up() == row.amount * 2
    assert "deposits.make_up_never_exceeds" in {one["id"] for one in prove()["violations"]}


def made_up() -> Decimal:
    """补缴书一共要补多少。"""
    return Remittance.objects.filter(kind="make_up").aggregate(total=Sum("amount"))["total"] or ZERO
