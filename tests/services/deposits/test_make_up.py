"""补缴：漏缴的月份、少报的基数；按那时的比例和上下限，走汇缴同一条付款的路，正好一次。"""

from decimal import Decimal
from typing import Any

import pytest

from deposits.models import Account, EmployerAccount, Remittance
from deposits.selectors.make_up import gaps_of, people_missing
from deposits.selectors.suspense import free_suspense, uses_of_suspense
from deposits.services.allocate_remittance import allocate_remittance
from deposits.services.cancel_remittance import cancel_remittance
from deposits.services.make_up import ForWhom, Why, make_up, make_up_months
from deposits.services.pay_remittance import pay_remittance
from deposits.services.print_papers import print_remittance
from deposits.services.refund_suspense import refund_remittance
from deposits.services.several_months import pay_several
from deposits.services.tell import tell_allocated
from gjj.declarations.errors import BizError
from gjj.documents.selectors.documents import documents_about, facts_of, with_status
from gjj.ledger.models import Movement, Voucher
from gjj.ledger.selectors.balances import balance_of, party_balance
from gjj.messaging.models import Message
from gjj.money.amounts import ZERO
from gjj.periods.month import Month
from gjj.settlement.models import Instruction
from tests import situations as s
from tests.sanctions import reverse
from tests.services.ledger.test_prove import prove

SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)
MISSED = Why("missed", "当时漏报")


def number_of(one: s.Worker) -> str:
    return s.account_of(one).subaccount.number


def remitted(people: int = 2) -> tuple[s.Unit, list[s.Worker]]:
    """九月、十月都缴过，基数 8,000，两边 8%。"""
    unit, workers = s.unit_with_workers(people, first_month=SEPTEMBER)
    s.paid(s.remittance_of(unit, SEPTEMBER))
    s.month_done(unit, [s.line("正常", workers[0])], OCTOBER, s.NOON)
    return unit, workers


def with_gap() -> tuple[s.Unit, list[s.Worker]]:
    """九月的分配冲回了：两个人都漏缴九月，钱回到单位暂存。"""
    unit, workers = remitted()
    september = Remittance.objects.get(employer_account_id=unit.account_id, month=SEPTEMBER)
    reverse(by=s.staff("accountant"), voucher_id=september.voucher_id or 0, reason="分错了", at=s.NOON)
    return unit, workers


def made(unit: s.Unit, who: list[s.Worker], month: Month = SEPTEMBER, base: str | None = None) -> Remittance:
    whom = [ForWhom(number_of(one), None if base is None else Decimal(base)) for one in who]
    return Remittance.objects.get(pk=make_up(by=unit.agent, month=month, people=whom, why=MISSED, at=s.NOON))


def refused(
    code: str, unit: s.Unit, who: list[s.Worker], month: Month = SEPTEMBER, base: str | None = None
) -> BizError:
    before = Remittance.objects.count()
    with pytest.raises(BizError) as caught:
        made(unit, who, month, base)
    assert caught.value.code == code
    assert Remittance.objects.count() == before
    return caught.value


@pytest.mark.django_db
@pytest.mark.article("TL-20", "WH5-06")
def test_a_missed_month_is_made_up_whole_and_the_gap_closes(commit) -> None:
    """漏缴的九月：全额补，到账记在九月；缴至年月不动，格子不再是漏缴，账全部成立。"""
    unit, workers = with_gap()
    account = s.account_of(workers[0])
    assert gaps_of(unit.account, account, [2026], s.NOVEMBER) == [SEPTEMBER]
    assert people_missing(unit.account, SEPTEMBER).count() == 2
    row = made(unit, workers)
    assert (row.employees, row.amount, row.status) == (2, Decimal("2560.00"), "awaiting_funds")
    row = s.paid(row)
    commit()
    assert row.status == "allocated"
    (voucher,) = Voucher.objects.filter(kind="make_up")
    assert [(leg.subject_id, leg.debit, leg.credit) for leg in voucher.legs.order_by("no")] == [
        ("219", row.amount, ZERO), ("201", ZERO, row.amount),
    ]  # fmt: skip
    movement = Movement.objects.get(voucher=voucher, subaccount_id=account.subaccount_id)
    assert (movement.kind, movement.month, movement.amount) == ("make_up", SEPTEMBER, Decimal("1280.00"))
    assert gaps_of(unit.account, account, [2026], s.NOVEMBER) == []
    assert unit.account.paid_through == OCTOBER
    assert Account.objects.get(pk=account.pk).paid_through == OCTOBER
    assert prove()["status"] == "green"


@pytest.mark.django_db
@pytest.mark.article("WH5-06")
def test_a_base_reported_too_low_is_made_up_by_the_difference(commit) -> None:
    """基数报了 8,000、应是 9,000：只补 80 + 80，推导说得出；再补没有了。"""
    unit, workers = remitted()
    row = made(unit, workers[:1], base="9000.00")
    assert (row.employer_amount, row.personal_amount) == (Decimal("80.00"), Decimal("80.00"))
    s.paid(row)
    commit()
    assert balance_of(s.account_of(workers[0]).subaccount_id).balance == Decimal("2720.00")
    assert "已经够那个月应缴的" in refused("nothing_owed", unit, workers[:1], base="9000.00").detail
    assert prove()["status"] == "green"


@pytest.mark.django_db
@pytest.mark.article("WH5-06")
def test_the_ratio_is_that_of_the_month() -> None:
    """那个月单位是 8%，后来登记成 12%：补九月还是 8%。"""
    unit, workers = with_gap()
    EmployerAccount.objects.filter(pk=unit.account_id).update(employer_ratio=12, personal_ratio=12)
    assert made(unit, workers[:1]).amount == Decimal("1280.00")


@pytest.mark.django_db
def test_the_limits_are_those_of_the_month() -> None:
    """2025 缴存年度的六月：下限 2,250.00，上限 20,970.00；七月起 2,350.00、21,408.00。"""
    june, july = Month(2026, 6), Month(2026, 7)
    unit, workers = s.unit_with_workers(1, first_month=june)
    s.paid(s.remittance_of(unit, june))
    s.month_done(unit, [s.line("正常", workers[0])], july, s.NOON)
    for month, base, code in (
        (june, "2249.99", "base_below_floor"), (june, "20970.01", "base_above_cap"),
        (july, "2349.99", "base_below_floor"), (july, "21408.01", "base_above_cap"),
    ):  # fmt: skip
        assert refused(code, unit, workers, month, base).status == 422
    assert made(unit, workers, june, "20970.00").amount == (Decimal("1678.00") - Decimal("640.00")) * 2


@pytest.mark.django_db
@pytest.mark.article("TL-20")
def test_months_not_remitted_or_before_the_unit_are_not_made_up() -> None:
    """没汇缴的月份去办汇缴；单位开户以前的不能补。"""
    unit, workers = remitted()
    assert "先办2026年11月的汇缴" in refused("not_remitted", unit, workers, s.NOVEMBER).fix
    refused("before_first", unit, workers, Month(2026, 8))


@pytest.mark.django_db
def test_only_the_units_own_people_and_each_once() -> None:
    """别的单位的人当作没有；同一个人写两次、一个人也没写都不行；复核人不能办。"""
    unit, workers = with_gap()
    other, strangers = s.unit_with_workers(1)
    refused("not_found", unit, strangers)
    refused("make_up_people", unit, [workers[0], workers[0]])
    refused("make_up_people", unit, [])
    with pytest.raises(BizError) as caught:
        make_up(by=unit.reviewer, month=SEPTEMBER, people=[ForWhom(number_of(workers[0]))], why=MISSED, at=s.NOON)
    assert caught.value.status == 403


@pytest.mark.django_db
def test_one_not_yet_paid_counts_as_paid_until_it_is_taken_back(commit) -> None:
    """补缴书还没付：不能再补一份；撤销了就能再补。撤了的不能付。"""
    unit, workers = with_gap()
    row = made(unit, workers[:1])
    refused("nothing_owed", unit, workers[:1])
    cancel_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    with pytest.raises(BizError) as caught:
        pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    assert caught.value.code == "remittance_cancelled"
    assert caught.value.detail.startswith(f"补缴书 {row.number} 已经撤销")
    assert "「补缴」里再办一份" in caught.value.fix
    assert made(unit, workers[:1]).amount == row.amount
    commit()


@pytest.mark.django_db
def test_one_fen_short_waits_whole_and_can_be_given_up(commit) -> None:
    """少一分：一分也不分配；不补了就撤销，到的钱留在暂存、可以用；也可以补上那一分。"""
    unit, workers = with_gap()
    before = free_suspense(unit.account_id)
    row = made(unit, workers[:1])
    row = s.paid(row, row.amount - Decimal("0.01"))
    assert (row.status, row.due) == ("mismatch", Decimal("0.01"))
    with pytest.raises(BizError) as caught:
        refund_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    assert caught.value.code == "nothing_to_return"
    assert caught.value.detail.startswith(f"补缴书 {row.number} ")
    assert "先撤销这份补缴书" in caught.value.fix
    assert [said for said, _, pk in uses_of_suspense(unit.account_id) if pk == row.pk] == [
        f"等着{row.month.label}补缴书入账"
    ]
    cancel_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    assert free_suspense(unit.account_id) == before + row.amount - Decimal("0.01")
    again = made(unit, workers[:1])
    again = s.paid(s.paid(again, again.amount - Decimal("0.01")), Decimal("0.01"))
    commit()
    assert again.status == "allocated"


@pytest.mark.django_db
def test_suspense_pays_a_make_up(commit) -> None:
    """冲回来的钱在暂存里，拿它补缴，不经过银行。"""
    unit, workers = with_gap()
    row = made(unit, workers)
    assert pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON, use_suspense=True) is None
    allocate_remittance(remittance_id=row.pk, at=s.NOON)
    commit()
    assert party_balance("219", unit.account_id) == ZERO
    assert not Instruction.objects.exists()


@pytest.mark.django_db
def test_several_months_are_made_up_one_paper_each_or_none() -> None:
    """两个月各一份，一起付；有一个月不能补就一份也没有。"""
    unit, workers = remitted()
    whom = [ForWhom(number_of(workers[0]), Decimal("9000.00"))]
    with pytest.raises(BizError):
        make_up_months(by=unit.agent, months=[OCTOBER, s.NOVEMBER], people=whom, why=MISSED, at=s.NOON)
    assert not Remittance.objects.filter(kind="make_up").exists()
    rows = make_up_months(by=unit.agent, months=[OCTOBER, SEPTEMBER], people=whom, why=MISSED, at=s.NOON)
    assert list(Remittance.objects.filter(pk__in=rows).order_by("id").values_list("month", flat=True)) == [
        SEPTEMBER,
        OCTOBER,
    ]
    assert pay_several(by=unit.agent, at=s.NOON, make_ups=True).to_bank == Decimal("320.00")


@pytest.mark.django_db
def test_a_make_up_does_not_stand_in_the_way_of_the_month() -> None:
    """补缴书没付，十一月的汇缴照样办。"""
    unit, workers = with_gap()
    made(unit, workers)
    assert s.month_done(unit, [s.line("正常", workers[0])], s.NOVEMBER, s.NOON).status == "allocated"
    assert unit.account.paid_through == s.NOVEMBER


@pytest.mark.django_db
def test_the_paper_of_a_make_up_says_what_it_is() -> None:
    """补缴书能打印，写明原因；入账后回执写补缴；撤销了的补缴书作废。"""
    unit, workers = with_gap()
    row, taken = made(unit, workers[:1]), made(unit, workers[1:])

    def printed(one: Remittance, kind: str) -> Any:
        return print_remittance(by=unit.agent, remittance_id=one.pk, kind=kind, at=s.NOON)

    notice, revoked = printed(row, "remittance_notice"), printed(taken, "remittance_notice")
    told = facts_of(notice)
    assert (notice.kind, told["reason"], told["amount"]) == ("make_up_notice", "整月漏缴", "1280.00")
    s.paid(row)
    assert facts_of(printed(row, "deposit_receipt"))["what"] == "补缴书"
    cancel_remittance(by=unit.agent, remittance_id=taken.pk, at=s.NOON)
    assert with_status(documents_about("remittance", taken.pk)).get().status == "revoked"
    assert revoked.kind == "make_up_notice"


@pytest.mark.django_db
def test_the_unit_and_the_person_are_told_what_was_made_up() -> None:
    """补缴入账：单位和职工各一条，说的是补缴，不是汇缴。"""
    unit, workers = with_gap()
    row = s.paid(made(unit, workers[:1]))
    tell_allocated(remittance_id=row.pk, at=s.NOON)
    told = list(Message.objects.filter(fact=f"allocated:{row.pk}").order_by("code").values_list("code", flat=True))
    assert told == ["deposits.made_up_person", "deposits.made_up_unit"]


def sealed_in_october() -> tuple[s.Unit, s.Worker]:
    """九月缴过，十月封存了，单位十月缴了。"""
    unit, workers = s.unit_with_workers(2, first_month=SEPTEMBER)
    s.paid(s.remittance_of(unit, SEPTEMBER))
    s.month_done(unit, [s.line("封存", workers[0])], OCTOBER, s.NOON)
    return unit, workers[0]


@pytest.mark.django_db
def test_a_sealed_month_is_no_missed_month() -> None:
    """那个月账户封存着：说成整月漏缴的不办，问清楚；确实该缴的写明是没有及时启封，照样能补。"""
    unit, one = sealed_in_october()
    with pytest.raises(BizError) as caught:
        made(unit, [one], OCTOBER)
    assert (caught.value.code, caught.value.status) == ("sealed_then", 409)
    assert "账户是封存的" in caught.value.detail
    assert not Remittance.objects.filter(kind="make_up").exists()
    late = Why("late_open", "十月已经回来上班")
    row = make_up(by=unit.agent, month=OCTOBER, people=[ForWhom(number_of(one))], why=late, at=s.NOON)
    assert Remittance.objects.get(pk=row).amount == Decimal("1280.00")
