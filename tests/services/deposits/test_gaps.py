"""漏缴的人由数据库找：和格子上一样，一个不漏；补缴几个人都是那几问。"""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deposits.models import Account, Remittance
from deposits.selectors.make_up import base_then, bases_then, people_missing
from deposits.selectors.month_grid import grid_rows, people_with_gaps
from deposits.services.make_up import ForWhom, Why, make_up
from deposits.views import make_ups as pages
from gjj.periods.month import Month
from tests import situations as s
from tests.halls.visitors import signed_in
from tests.sanctions import reverse

pytestmark = pytest.mark.django_db
SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)


def taken_back(unit: s.Unit, month: Month) -> None:
    """那个月的分配冲回了。"""
    row = Remittance.objects.get(employer_account_id=unit.account_id, month=month)
    reverse(by=s.staff("accountant"), voucher_id=row.voucher_id or 0, reason="分错了", at=s.NOON)


def three_months() -> tuple[s.Unit, list[s.Worker]]:
    """一直缴的、十月封存十一月启封的、十月起封存的、十月才开户的、封存了又在十一月封存着的；九月、十月都冲回了。"""
    unit, workers = s.unit_with_workers(4, first_month=SEPTEMBER)
    s.paid(s.remittance_of(unit, SEPTEMBER))
    late = s.worker()
    lines = [s.line("正常", workers[0]), s.line("封存", workers[1]), s.line("封存", workers[2]), s.line("开户", late)]
    s.month_done(unit, [*lines, s.line("正常", workers[3])], OCTOBER)
    s.month_done(unit, [s.line("启封", workers[1]), s.line("封存", workers[3])], s.NOVEMBER)
    taken_back(unit, SEPTEMBER)
    taken_back(unit, OCTOBER)
    return unit, [*workers, late]


def test_the_database_finds_the_same_gaps_as_the_grid_shows() -> None:
    """一年里漏缴的、每个月漏缴的，和格子上标「漏缴」的人一模一样；封存着的、没开户的、单位没缴的不算。"""
    unit, workers = three_months()
    people = list(Account.objects.filter(employer_account=unit.account).select_related("person", "subaccount"))
    rows = grid_rows(unit.account, people, 2026, s.NOVEMBER)
    found = set(Account.objects.filter(pk__in=people_with_gaps(unit.account, 2026)).values_list("pk", flat=True))
    assert found == {row.account.pk for row in rows if row.gaps} == {s.account_of(one).pk for one in workers}
    by_month = {}
    for number in range(1, 13):
        shown = {row.account.pk for row in rows if row.cells[number - 1].state == "gap"}
        assert {row.pk for row in people_missing(unit.account, Month(2026, number))} == shown
        by_month[number] = len(shown)
    assert {number: count for number, count in by_month.items() if count} == {9: 4, 10: 3}


def test_a_unit_that_never_paid_has_no_gaps() -> None:
    """单位一个月也没缴过：是单位欠缴，不是漏缴。"""
    unit, _ = s.unit_with_workers(1)
    assert not people_missing(unit.account, s.NOVEMBER).exists()


def test_the_page_says_how_many_are_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """一份最多补几个人：列出前几个，说还有几个没列出、到哪里看全部；正好够的不说。"""
    unit, _ = three_months()
    client = signed_in(unit.agent)
    monkeypatch.setattr(pages, "MOST_PEOPLE", 3)
    page = client.get("/unit/make-ups/new/?month=2026-09").content.decode()
    assert "前 3 人，另有 1 人没有列出" in page
    assert page.count('name="account"') == 3
    assert "没有列出" not in client.get("/unit/make-ups/new/?month=2026-10").content.decode()
    export = client.get("/unit/month-grid/?year=2026&gaps=1&export=csv")
    assert len(b"".join(export).splitlines()) >= 5


def owed(count: int) -> int:
    """count 个人补九月要几问。"""
    unit, workers = s.unit_with_workers(count, first_month=SEPTEMBER)
    s.paid(s.remittance_of(unit, SEPTEMBER))
    whom = [ForWhom(s.account_of(one).subaccount.number, Decimal("9000.00")) for one in workers]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        made = make_up(by=unit.agent, month=SEPTEMBER, people=whom, why=Why("base_short"), at=s.NOON)
    assert Remittance.objects.get(pk=made).amount == Decimal("160.00") * count
    return len(asked)


def test_many_people_take_no_more_questions() -> None:
    """十个人和二百个人一样多问：那个月的比例、已缴、基数各问一次。"""
    assert owed(10) == owed(200)


def test_the_base_of_the_nearest_month_is_taken_for_each() -> None:
    """九月 8,000、十月调到 9,000：补九月照九月的，补十一月照十月的；没有汇缴书的照现在的。"""
    unit, (one, two) = s.unit_with_workers(2, first_month=SEPTEMBER)
    s.paid(s.remittance_of(unit, SEPTEMBER))
    new = s.worker(base="7000.00")
    s.confirmed(unit, [s.line("基数调整", one, base="9000"), s.line("开户", new)], OCTOBER)
    accounts = [s.account_of(each) for each in (one, two, new)]
    s.paid(s.remittance_of(unit, OCTOBER))
    assert [bases_then(accounts, SEPTEMBER)[row.pk] for row in accounts] == [8000, 8000, 7000]
    assert [bases_then(accounts, s.NOVEMBER)[row.pk] for row in accounts] == [9000, 8000, 7000]
    assert base_then(accounts[0], OCTOBER) == 9000
