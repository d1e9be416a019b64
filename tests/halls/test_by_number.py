"""职工清册、职工汇缴明细照账号排：页面、翻页、导出一样，走索引。"""

from datetime import timedelta

import pytest
from django.db import connection

from deposits.models import Account, EmployerAccount
from deposits.selectors.people import employees
from tests import situations as s
from tests.halls.test_exports import table
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db


def test_people_are_listed_by_the_number_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """职工清册、职工汇缴明细和导出都照账号排，翻页不漏；页脚写一共几人、这一页是第几个；走索引。"""
    made, workers = s.unit_with_workers(4)
    more = [s.worker() for _ in range(3)]
    s.paid(s.remittance_of(made))
    s.confirmed(made, [s.line("开户", one) for one in reversed(more)], s.NOVEMBER + 1, s.NOON + timedelta(days=10))
    numbers = sorted(
        Account.objects.filter(employer_account=made.account_id).values_list("subaccount__number", flat=True)
    )
    assert len(numbers) == 7
    client = signed_in(made.agent)
    assert [row[2] for row in table(client.get("/unit/employees/?export=csv"))[1:]] == numbers
    assert [row[1] for row in table(client.get("/unit/month-grid/?export=csv"))[1:]] == numbers
    monkeypatch.setattr("deposits.views.queries.PEOPLE_A_PAGE", 5)
    first = client.get("/unit/month-grid/")
    second = client.get(f"/unit/month-grid/{first.context['stretch'].next}")
    shown = [row.account.subaccount.number for page in (first, second) for row in page.context["rows"]]
    assert shown == numbers
    assert "共 7 人，2 页，这一页是第 1 到 5 人" in first.content.decode()
    assert "这一页是第 6 到 7 人" in second.content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
    assert "account_by_number" in employees(EmployerAccount.objects.get(pk=made.account_id)).values("id")[:50].explain()
