"""补缴的接口：先看、再生成、走汇缴书的付款地址；办不了的说清楚，一份也不生成。"""

from typing import Any

import pytest

from deposits.models import Remittance
from gjj import clock
from gjj.periods.month import Month
from tests import situations as s
from tests.api.caller import Caller

pytestmark = pytest.mark.django_db
PATH = "/unit/make-ups/"


def last_month() -> Month:
    return Month.of(clock.today()).previous()


@pytest.fixture
def remitted() -> tuple[s.Unit, s.Worker]:
    """上个月按 8,000 缴过。"""
    unit, one = s.unit(first_month=last_month()), s.worker()
    s.month_done(unit, [s.line("开户", one)], last_month(), clock.now())
    return unit, one


def asked(one: s.Worker, **changed: Any) -> dict[str, Any]:
    person = {"account": s.account_of(one).subaccount.number, "base": changed.pop("base", "9000.00")}
    return {"month": str(last_month()), "people": [person], "reason": "base_short", **changed}


@pytest.mark.article("WH5-06")
def test_a_make_up_is_previewed_made_and_paid(remitted: tuple[s.Unit, s.Worker]) -> None:
    """看：补 160，怎么算的；生成 201；清单里有、汇缴书清单里没有；付款 202。"""
    unit, one = remitted
    call = Caller(unit.agent)
    (seen,) = call("post", f"{PATH}preview/", asked(one)).json()["people"]
    assert (seen["amount"], seen["paid"], seen["employer_ratio"]) == ("160.00", "1280.00", "8")
    assert "补缴 单位 80.00 + 个人 80.00 = 160.00" in seen["explanation"][-1]["text"]
    assert not Remittance.objects.filter(kind="make_up").exists()
    answer = call("post", PATH, asked(one, note="工资单补报"), HTTP_IDEMPOTENCY_KEY="make-up-0001")
    made = answer.json()
    assert (answer.status_code, made["amount"], made["kind"], made["note"]) == (201, "160.00", "make_up", "工资单补报")
    again = call("post", PATH, asked(one, note="工资单补报"), HTTP_IDEMPOTENCY_KEY="make-up-0001")
    assert again.json() == made
    assert [row["id"] for row in call("get", PATH).json()["results"]] == [made["id"]]
    assert made["id"] not in [row["id"] for row in call("get", "/unit/remittances/").json()["results"]]
    paid = call("post", f"/unit/remittances/{made['id']}/pay/")
    assert (paid.status_code, paid.json()["status"]) == (202, "paying")


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"base": "8000.00"}, 409, "nothing_owed"),
        ({"base": "99999.00"}, 422, "base_above_cap"),
        ({"base": "1.00"}, 422, "base_below_floor"),
        ({"people": [{"account": "0120000000000"}]}, 404, "not_found"),
        ({"people": []}, 422, "invalid"),
        ({"reason": "因为"}, 422, "invalid"),
    ],
)
def test_what_cannot_be_made_up_is_refused_and_nothing_is_made(
    remitted: tuple[s.Unit, s.Worker], changed: dict[str, Any], status: int, code: str
) -> None:
    """缴够了、超出那时的上下限、别的单位的人、写法不对：有编码，有改法，一份也不生成。"""
    unit, one = remitted
    for path in (PATH, f"{PATH}preview/"):
        answer = Caller(unit.agent)("post", path, asked(one, **changed))
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not Remittance.objects.filter(kind="make_up").exists()


def test_a_month_not_remitted_says_where_to_go(remitted: tuple[s.Unit, s.Worker]) -> None:
    """本月还没汇缴：409，去办汇缴。"""
    unit, one = remitted
    answer = Caller(unit.agent)("post", PATH, asked(one, month=str(last_month() + 1)))
    assert (answer.status_code, answer.json()["code"]) == (409, "not_remitted")
    assert "汇缴" in answer.json()["fix"]
