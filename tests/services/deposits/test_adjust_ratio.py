"""比例调整：先看每人变多少，一条语句全部改；从还没有汇缴书的月份起；没用上的能撤；正好一次。"""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection

from deposits.models import Account, Adjustment, EmployerAccount
from deposits.selectors import adjustments as ratios
from deposits.selectors.adjustments import people_at, ratio_preview
from deposits.selectors.coming_ratio import monthly_now, own_now, ratio_now, ratio_said_in_list, with_ratio_now
from deposits.selectors.overview import unit_json
from deposits.selectors.paper_facts import ratios_of
from deposits.selectors.people import explain_now
from deposits.services import adjust_ratio as adjusting
from deposits.services.adjust_ratio import adjust_ratio
from deposits.services.make_up import ForWhom, Why, make_up
from deposits.services.several_months import create_remittances
from deposits.services.undo_adjustment import undo_adjustment
from gjj.declarations.errors import BizError
from gjj.money.rounding import ROUNDING_POLICIES, round_amount, rounded_in_sql
from gjj.periods.month import Month
from tests import situations as s
from tests.race import together
from tests.services.deposits.without_lock import meeting_point
from tests.services.ledger.test_prove import prove

OCTOBER, NOVEMBER, DECEMBER = Month(2026, 10), Month(2026, 11), Month(2026, 12)
TEN = Decimal(10)


def adjusted(unit: s.Unit, employer: str = "10", personal: str = "10") -> Adjustment:
    made = adjust_ratio(by=unit.agent, employer_ratio=Decimal(employer), personal_ratio=Decimal(personal), at=s.NOON)
    return Adjustment.objects.get(pk=made)


def refused(code: str, unit: s.Unit, employer: str, personal: str) -> BizError:
    before = list(Account.objects.order_by("id").values_list("employer_amount", "personal_amount"))
    with pytest.raises(BizError) as caught:
        adjusted(unit, employer, personal)
    assert caught.value.code == code
    assert list(Account.objects.order_by("id").values_list("employer_amount", "personal_amount")) == before
    return caught.value


@pytest.mark.django_db
@pytest.mark.article("TL-18", "WH5-02", "TL-16")
def test_everyone_who_pays_changes_at_once_and_is_told_how(commit) -> None:
    """两个人基数 8,000、9,000.50：8% → 单位 10%、个人 12%；看到的就是改成的；推导跟着变；账全部成立。"""
    unit = s.unit()
    workers = [s.worker(), s.worker(base="9000.50")]
    s.confirmed(unit, [s.line("开户", one) for one in workers])
    found = ratio_preview(unit.account, TEN, Decimal(12), s.TODAY)
    seen = [(one.employer_after, one.personal_after) for one in people_at(found)]
    assert seen == [(Decimal(800), Decimal(960)), (Decimal(900), Decimal(1080))]
    row = adjusted(unit, "10", "12")
    commit()
    assert (row.employees, row.amount_before, row.amount_after) == (2, found.amount_before, Decimal("3740.00"))
    assert [(one.employer_amount, one.personal_amount) for one in map(s.account_of, workers)] == seen
    assert (unit.account.employer_ratio, unit.account.personal_ratio) == (TEN, Decimal(12))
    told = explain_now(s.account_of(workers[1]), {})
    assert "9,000.50 × 12% = 1080.06，四舍五入到元，得 1,080.00" in told[2]["text"]
    book = s.remittance_of(unit)
    assert book.amount == Decimal("3740.00")
    amounts = [Decimal(one) for one in book.change_list.summary["amount"]]  # type: ignore[union-attr]
    assert amounts[0] + amounts[1] - amounts[2] == amounts[3] == book.amount
    assert prove()["status"] == "green"


@pytest.mark.django_db
def test_it_begins_with_the_first_month_without_a_remittance() -> None:
    """十一月的汇缴书已经生成：不变；从十二月起。封存的人不在里面，启封时按新比例。"""
    unit, workers = s.unit_with_workers(2, first_month=OCTOBER)
    s.paid(s.remittance_of(unit, OCTOBER))
    s.confirmed(unit, [s.line("封存", workers[1])])
    row = s.remittance_of(unit)
    made = adjusted(unit)
    row.refresh_from_db()
    assert (made.effective_month, made.employees) == (DECEMBER, 1)
    assert row.amount == Decimal("1280.00") == sum(line.amount for line in row.lines.all())
    assert s.account_of(workers[1]).employer_amount == Decimal("640.00")


@pytest.mark.django_db
@pytest.mark.article("WH5-04")
@pytest.mark.parametrize(
    ("employer", "personal", "code", "article"),
    [
        ("13", "12", "ratio_above_max", "WH5-02"),
        ("4", "8", "ratio_needs_approval", "WH5-04"),
        ("8", "8", "ratio_same", None),
        ("8.50", "8", "ratio_step", None),
    ],
)
def test_what_is_outside_is_refused_with_its_article(
    employer: str, personal: str, code: str, article: str | None
) -> None:
    """高了、低了、没变、不是整数：说得出依据，一个人也没变；低的说去哪里申请、带什么。"""
    unit, _ = s.unit_with_workers(1)
    error = refused(code, unit, employer, personal)
    assert error.article == article
    if code == "ratio_needs_approval":
        assert "职代会或工会的决议" in error.fix


@pytest.mark.django_db
def test_once_in_a_fund_year_and_a_mistake_is_taken_back(commit) -> None:
    """今年调过了不能再调；调错的撤销，恢复原来的，再调一次可以；用上了的不能撤。"""
    unit, workers = s.unit_with_workers(2)
    row = adjusted(unit)
    refused("ratio_adjusted_this_year", unit, "9", "9")
    undo_adjustment(by=unit.agent, adjustment_id=row.pk, at=s.NOON)
    undo_adjustment(by=unit.agent, adjustment_id=row.pk, at=s.NOON)
    commit()
    assert s.account_of(workers[0]).employer_amount == Decimal("640.00")
    assert unit.account.employer_ratio == Decimal(8)
    again = adjusted(unit, "9", "9")
    s.remittance_of(unit)
    with pytest.raises(BizError) as caught:
        undo_adjustment(by=unit.agent, adjustment_id=again.pk, at=s.NOON)
    assert caught.value.code == "cannot_undo"
    assert prove()["status"] == "green"


@pytest.mark.django_db
def test_others_do_not_adjust() -> None:
    """复核人不能调、不能撤；别的单位的调整书当作没有。"""
    unit, _ = s.unit_with_workers(1)
    row = adjusted(unit)
    for who, status in ((unit.reviewer, 403), (s.unit().agent, 404)):
        with pytest.raises(BizError) as caught:
            undo_adjustment(by=who, adjustment_id=row.pk, at=s.NOON)
        assert caught.value.status == status


@pytest.mark.django_db
@pytest.mark.article("WH5-06")
def test_a_month_before_the_change_is_made_up_at_the_old_ratio() -> None:
    """十月是 8%，十一月调到 10%：补十月的差额按 8%。"""
    unit, workers = s.unit_with_workers(1, first_month=OCTOBER)
    s.paid(s.remittance_of(unit, OCTOBER))
    adjusted(unit)
    number = s.account_of(workers[0]).subaccount.number
    made = make_up(
        by=unit.agent, month=OCTOBER, people=[ForWhom(number, Decimal("9000.00"))], why=Why("base_short"), at=s.NOON
    )
    from deposits.models import Remittance

    assert Remittance.objects.get(pk=made).amount == Decimal("160.00")


@pytest.mark.django_db
@pytest.mark.article("TL-16")
@pytest.mark.parametrize("policy", sorted(ROUNDING_POLICIES))
def test_the_statement_rounds_as_the_rule_does(policy: str) -> None:
    """成批语句的五种取整，和规则函数逐个一样：分位边界、角位边界、大数、小数。"""
    exact = [
        Decimal(base) / 100 * ratio
        for base in (*range(235000, 235400), 999, 1, 214080049, 876543)
        for ratio in (Decimal("0.05"), Decimal("0.0825"), Decimal("0.12"))
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {rounded_in_sql('x', '%s')} FROM unnest(%s::numeric[]) WITH ORDINALITY AS t(x, n) ORDER BY n",
            [policy, exact],
        )
        found = [value for (value,) in cursor.fetchall()]
    assert found == [round_amount(one, policy) for one in exact]


def _twice(unit: s.Unit) -> list[object]:
    return together([lambda: adjusted(unit), lambda: adjusted(unit, "12", "12")])


def test_two_people_adjusting_at_once_adjust_once(own_database: str) -> None:
    """两个人同时调：成一次，另一个得到说明；比例和每人的金额是同一次的。"""
    unit, _ = s.unit_with_workers(2)
    assert [one.code for one in _twice(unit) if isinstance(one, BizError)] == ["ratio_adjusted_this_year"]
    assert Adjustment.objects.count() == 1
    assert prove()["status"] == "green"


def test_without_the_lock_both_adjust(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉锁，一年调了两次：证明上一条靠的是锁。"""
    unit, _ = s.unit_with_workers(2)
    monkeypatch.setattr(adjusting, "lock_before_adjusting", lambda account: None)
    monkeypatch.setattr(adjusting, "lock_employer_account", meeting_point(EmployerAccount))
    assert not any(isinstance(one, BizError) for one in _twice(unit))
    assert Adjustment.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.article("TL-18")
def test_until_its_month_everything_says_the_ratio_in_use() -> None:
    """11 月的汇缴书照 8% 生成了，再调到 10%，从 12 月起：11 月里单位、职工、汇缴书说的都还是 8%，各写着 12 月起；到了 12 月才是 10%。"""
    unit = s.unit()
    one = s.worker()
    s.confirmed(unit, [s.line("开户", one)])
    book = s.remittance_of(unit)
    assert ratio_now(unit.account, NOVEMBER).coming == []
    adjusted(unit)
    unit.account.refresh_from_db()
    now = ratio_now(unit.account, NOVEMBER)
    assert now.said == "单位 8%、个人 8%；2026年12月起 单位 10%、个人 10%"
    assert ratios_of(book) == ("8", "8")
    assert monthly_now(unit.account, NOVEMBER) == Decimal("1280.00")
    own = own_now(s.account_of(one), {}, NOVEMBER)
    assert own.monthly == Decimal("1280.00")
    assert [(one.month, one.monthly) for one in own.later] == [(DECEMBER, Decimal("1600.00"))]
    assert "8,000.00 × 8%" in "".join(step["text"] for step in own.explanation)
    later = own_now(s.account_of(one), {}, DECEMBER)
    assert (later.monthly, later.later) == (Decimal("1600.00"), [])
    assert ratio_now(unit.account, DECEMBER).said == "单位 10%、个人 10%"
    assert monthly_now(unit.account, DECEMBER) is None
    undo_adjustment(by=unit.agent, adjustment_id=Adjustment.objects.get().pk, at=s.NOON)
    assert ratio_now(EmployerAccount.objects.get(pk=unit.account_id), NOVEMBER).said == "单位 8%、个人 8%"


@pytest.mark.django_db
def test_someone_moved_to_another_unit_does_not_follow_the_old_units_adjustment() -> None:
    """原单位调了以后月份的比例，人转到了别的单位：说现在的月缴存额时不照原单位那一份。"""
    unit, other = s.unit(), s.unit()
    one = s.worker()
    s.confirmed(unit, [s.line("开户", one)])
    s.remittance_of(unit)
    adjusted(unit)
    assert own_now(s.account_of(one), {}, NOVEMBER).later
    Account.objects.filter(pk=s.account_of(one).pk).update(employer_account=other.account_id)
    assert own_now(s.account_of(one), {}, NOVEMBER).later == []


@pytest.mark.django_db
def test_two_adjustments_still_to_come_are_told_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """12 月起 10%，预缴了 12 月又调成 2027 年 1 月起 12%：单位、柜面的清单、职工各说各的月份，不把最后的比例说成 12 月起。"""
    real = ratios.ratio_terms
    monkeypatch.setattr(ratios, "ratio_terms", lambda unit, on: replace(real(unit, on), most_a_year=9))
    unit = s.unit()
    one = s.worker()
    s.confirmed(unit, [s.line("开户", one)])
    s.remittance_of(unit)
    adjusted(unit)
    create_remittances(by=unit.agent, months=[DECEMBER], at=s.NOON, same_as_last_month=True)
    adjusted(unit, "12", "12")
    account = EmployerAccount.objects.get(pk=unit.account_id)
    said = ratio_now(account, NOVEMBER).said
    assert said == "单位 8%、个人 8%；2026年12月起 单位 10%、个人 10%；2027年1月起 单位 12%、个人 12%"
    listed = with_ratio_now(EmployerAccount.objects.all(), NOVEMBER).get(pk=account.pk)
    assert ratio_said_in_list(listed) == "单位 8%、个人 8%；2026年12月起 单位 10%、个人 10%"
    own = own_now(s.account_of(one), {}, NOVEMBER)
    assert own.monthly == Decimal("1280.00")
    assert [(then.month, then.monthly) for then in own.later] == [
        (DECEMBER, Decimal("1600.00")), (Month(2027, 1), Decimal("1920.00")),
    ]  # fmt: skip
    told = unit_json(account, s.TODAY)
    assert told["ratios"] == {"employer": "8", "personal": "8"}
    assert [then["month"] for then in told["ratios_coming"]] == ["2026-12", "2027-01"]
