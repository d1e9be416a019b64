"""下一次托收：首页、托收页、汇缴书、接口都说哪天扣哪几个月的多少元；没有要扣的照实说没有。"""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from deposits.models import CollectionAgreement, EmployerAccount, Remittance
from deposits.selectors.coming_collection import coming_of
from deposits.services.collect import collect_planned
from deposits.services.several_months import create_remittances
from gjj import clock
from gjj.money.amounts import format_money
from gjj.periods.said import day_said
from tests import situations as s
from tests.api.caller import Caller
from tests.halls.visitors import signed_in
from tests.services.deposits.test_collection import answered, due, signed

pytestmark = pytest.mark.django_db
NONE = "现在没有要扣的"


def said(answer: Any) -> str:
    return re.sub(r"<[^>]+>|\s+", "", answer.content.decode())


def coming(unit: s.Unit, days: int = 0) -> tuple[str, list[int]]:
    """下一次托收的日子，和要扣的各份。"""
    found = coming_of(unit.account, s.TODAY + timedelta(days=days))
    assert found is not None
    return found.day.on.isoformat(), [row.pk for row in found.books]


def test_the_next_collection_takes_what_is_owed_on_the_first_day_that_may_take_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """约定日当天扣本月的；过了那天等下个月的，那时连预缴没付的下个月一起扣；付款账户变了的不扣。"""
    unit, row, _ = due(monkeypatch)
    (ahead,) = create_remittances(by=unit.agent, months=[s.NOVEMBER + 1], at=s.NOON, same_as_last_month=True)
    assert coming(unit) == ("2026-11-24", [row.pk])
    assert coming(unit, days=1) == ("2026-12-24", [row.pk, ahead])
    EmployerAccount.objects.filter(pk=unit.account_id).update(bank_account="6200000099999999")
    assert coming_of(unit.account, s.TODAY) is None


def test_nothing_is_announced_when_nothing_is_owed(monkeypatch: pytest.MonkeyPatch) -> None:
    """没生成、付清了、正在扣的：没有要扣的，只剩下一个约定日，今天是约定日的说今天以后的；没扣成的下个月那天再扣。"""
    unit, _ = s.unit_with_workers(2)
    signed(unit, monkeypatch)
    assert coming(unit, days=-1) == ("2026-11-24", [])
    assert coming(unit) == ("2026-12-24", [])
    row = s.remittance_of(unit)
    assert collect_planned(remittance_id=row.pk, planned_on=s.TODAY, at=s.NOON)
    assert coming(unit) == ("2026-12-24", [])
    answered(row, "failed", "付款账户余额不足")
    assert coming(unit) == ("2026-12-24", [row.pk])
    s.paid(row)
    assert coming(unit) == ("2026-12-24", [])


def test_on_the_agreed_day_with_nothing_left_the_next_day_is_next_months(monkeypatch: pytest.MonkeyPatch) -> None:
    """约定日当天都付清了：下一个约定日是下个月的，今天再生成的今天还扣；接口的 next_on 也是。不是约定日的不提今天。"""
    monkeypatch.setattr(clock, "_real_now", lambda: s.NOON)
    today = s.TODAY
    unit, row, agreement = due(monkeypatch)
    call, today_said = Caller(unit.agent), "今天就是约定日，今天再生成、没有付的今天扣"
    assert call("get", "/unit/collection/").json()["agreement"]["next_on"] == today.isoformat()
    s.paid(row)
    after = date(2026, 12, 24)
    page = said(signed_in(unit.agent).get("/unit/collection/"))
    assert f"{today_said}；下一个约定日是{day_said(after)}" in page
    assert call("get", "/unit/collection/").json()["agreement"]["next_on"] == after.isoformat()
    CollectionAgreement.objects.filter(pk=agreement.pk).update(day=20)
    assert today_said not in said(signed_in(unit.agent).get("/unit/collection/"))


def test_pages_and_calls_say_what_will_be_collected(monkeypatch: pytest.MonkeyPatch) -> None:
    """首页、托收页、汇缴书写哪天扣多少、哪个月的，接口写同样的数；付清以后都说没有要扣的，不再只写一个日子。"""
    unit, row, agreement = due(monkeypatch)
    found = coming_of(unit.account, clock.today())
    assert found is not None
    day, client = day_said(found.day.on), signed_in(unit.agent)
    for address in ("/unit/", "/unit/collection/"):
        assert f"下一次托收{day}扣¥{format_money(row.amount)}{row.month.label}的应付" in said(client.get(address)), (
            address
        )
    assert f"{day}自动扣¥{format_money(row.amount)}" in said(client.get(f"/unit/remittances/{row.pk}/"))
    call = Caller(unit.agent)
    told = call("get", "/unit/collection/").json()["agreement"]["next_collection"]
    assert (told["on"], told["amount"]) == (found.day.on.isoformat(), str(row.amount))
    assert [one["month"] for one in told["remittances"]] == [str(row.month)]
    s.paid(row)
    for address in ("/unit/", "/unit/collection/"):
        page = said(client.get(address))
        assert f"下一次托收{NONE}" in page, address
    assert call("get", "/unit/collection/").json()["agreement"]["next_collection"] is None


def test_a_unit_without_an_agreement_is_told_of_no_collection() -> None:
    """没有签约的单位，首页不提托收的日子。"""
    unit, _ = s.unit_with_workers(1)
    assert not CollectionAgreement.objects.exists()
    assert Remittance.objects.count() == 0
    assert "下一次托收" not in said(signed_in(unit.agent).get("/unit/"))
