"""汇缴书的接口：一个月或几个月、逐月相连、全成或全不成；别的单位的当作没有。"""

from decimal import Decimal
from typing import Any

import pytest

from deposits.models import ChangeList, Remittance
from gjj import clock
from gjj.periods.month import Month
from tests import situations as s
from tests.api.caller import Caller, this_month

pytestmark = pytest.mark.django_db
PATH = "/unit/remittances/"


def month_of(months_ago: int) -> Month:
    """几个月前。"""
    return Month.of(clock.today()).previous(months_ago)


@pytest.fixture
def behind() -> s.Unit:
    """欠着上个月的单位：上个月的清册确认了，汇缴书还没生成；本月还没到它。"""
    unit = s.unit(first_month=month_of(1))
    s.confirmed(unit, [s.line("开户", s.worker())], month_of(1), clock.now())
    return unit


def test_months_answers_a_list(behind: s.Unit) -> None:
    """months 写一个月：201，答一个清单，里面就是 GET 看到的那一份。"""
    call = Caller(behind.agent)
    answer = call("post", PATH, {"months": [str(month_of(1))]})
    assert answer.status_code == 201
    (made,) = answer.json()
    assert made == call("get", f"{PATH}{made['id']}/").json()
    assert (made["month"], made["status"], made["employees"]) == (str(month_of(1)), "awaiting_funds", 1)


def test_month_answers_one(behind: s.Unit) -> None:
    """month 写一个月：201，答一份，不是清单。"""
    answer = Caller(behind.agent)("post", PATH, {"month": str(month_of(1))})
    assert answer.status_code == 201
    assert answer.json()["month"] == str(month_of(1))


@pytest.mark.article("TL-19", "TL-20")
@pytest.mark.parametrize("places", [(1, 0), (0, 1)], ids=["先后相连", "倒着写也一样"])
def test_a_second_month_without_a_list_goes_on_as_the_first(behind: s.Unit, places: tuple[int, int]) -> None:
    """两个月一起：没有清册的那个月照上月不变；按年月先后答两份，各有各的缴款识别码。"""
    answer = Caller(behind.agent)("post", PATH, {"months": [str(month_of(ago)) for ago in places]})
    first, second = answer.json()
    assert answer.status_code == 201
    assert (first["month"], second["month"]) == (str(month_of(1)), str(month_of(0)))
    assert first["amount"] == second["amount"]
    assert first["payment_code"] != second["payment_code"]


@pytest.mark.article("TL-19", "TL-20")
def test_a_month_left_out_between_is_skipped_and_nothing_is_made(behind: s.Unit) -> None:
    """中间空一个月：409，一份也不生成，说先办哪个月。"""
    answer = Caller(behind.agent)("post", PATH, {"months": [str(month_of(1)), str(month_of(-1))]})
    body = answer.json()
    assert (answer.status_code, body["code"], body["article"]) == (409, "month_skipped", "TL-20")
    assert body["open_month"] == str(month_of(0))
    assert not Remittance.objects.exists()


@pytest.mark.article("TL-20")
def test_months_not_from_the_open_one_are_refused_with_the_same_words(behind: s.Unit) -> None:
    """几个月的每种拒绝和一个月的一样：跳月、已缴、已有汇缴书，一份也不多。"""
    call = Caller(behind.agent)
    for ago, code in ((0, "month_skipped"), (-1, "month_skipped"), (2, "already_paid")):
        one, many = (
            call("post", PATH, body) for body in ({"month": str(month_of(ago))}, {"months": [str(month_of(ago))]})
        )
        assert (one.status_code, one.json()["code"]) == (409, code)
        assert many.json() == one.json()
    made = call("post", PATH, {"months": [str(month_of(1))]}).json()[0]
    for body in ({"month": str(month_of(1))}, {"months": [str(month_of(1))]}):
        again = call("post", PATH, body)
        assert (again.status_code, again.json()["code"], again.json()["id"]) == (409, "remittance_exists", made["id"])
    assert Remittance.objects.count() == 1


@pytest.mark.article("TL-19", "TL-20")
def test_one_month_ahead_is_prepaid_as_two_are(behind: s.Unit) -> None:
    """months 只写一个将来的月份：和写两个一样，照上月不变，预缴一份。"""
    call = Caller(behind.agent)
    call("post", PATH, {"months": [str(month_of(1)), str(month_of(0))]})
    answer = call("post", PATH, {"months": [str(month_of(-1))]})
    assert answer.status_code == 201, answer.json()
    assert [one["month"] for one in answer.json()] == [str(month_of(-1))]


def test_months_leave_a_draft_to_the_unit() -> None:
    """这个月传过清册还没确认：409，不替单位照上月写，也不替单位确认；一个月没有清册时 month 一样不替。"""
    unit = s.unit(first_month=month_of(0))
    call = Caller(unit.agent)
    assert call("post", PATH, {"month": this_month()}).json()["code"] == "list_not_confirmed"
    s.filed(unit, [s.line("开户", s.worker())], month_of(0), clock.now())
    answer = call("post", PATH, {"months": [this_month()]})
    assert (answer.status_code, answer.json()["code"]) == (409, "draft_waiting")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "只写一样"),
        ({"month": "2026-11", "months": ["2026-11"]}, "只写一样"),
        ({"months": []}, "至少写一个月"),
        ({"months": ["2026-11", "2026-11"]}, "同一个月只写一次"),
        ({"months": "2026-11"}, "写成一个清单"),
        ({"months": {"0": "2026-11"}}, "写成一个清单"),
        ({"months": ["2026-11", "十二月"]}, "汇缴年月第 2 项：月份写作 2026-11"),
        ({"months": [f"2025-{month:02d}" for month in range(1, 13)] + ["2026-01"]}, "一次最多 12 个月"),
        ({"month": ["2026-11"]}, "汇缴年月"),
    ],
)
def test_a_wrong_shape_is_refused_in_chinese(body: dict[str, Any], said: str) -> None:
    """写法不对：422，中文，没有任何改动。"""
    answer = Caller(s.unit().agent)("post", PATH, body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["detail"].startswith("填写的内容有问题，没有任何改动。")
    assert said in answer.json()["detail"]


def test_a_key_repeats_the_list_of_answers(behind: s.Unit) -> None:
    """几个月的答复也能凭幂等键原样取回。"""
    call, body = Caller(behind.agent), {"months": [str(month_of(1))]}
    first = call("post", PATH, body, HTTP_IDEMPOTENCY_KEY="months-key-0001")
    again = call("post", PATH, body, HTTP_IDEMPOTENCY_KEY="months-key-0001")
    assert (first.status_code, again.status_code, again["Idempotent-Replayed"]) == (201, 201, "true")
    assert again.json() == first.json()
    assert Remittance.objects.count() == 1


def test_the_people_of_a_notice_add_up_to_it(behind: s.Unit) -> None:
    """汇缴清册：每人一行，基数、两部分和怎么算的；加起来就是汇缴书；别的单位的当作没有。"""
    call = Caller(behind.agent)
    made = call("post", PATH, {"month": str(month_of(1))}).json()
    (row,) = call("get", f"{PATH}{made['id']}/people/").json()["results"]
    employee = call("get", "/unit/employees/").json()["results"][0]
    assert {name: row[name] for name in ("number", "name", "base")} == {
        name: employee[name] for name in ("number", "name", "base")
    }
    assert row["amount"] == made["amount"]
    assert Decimal(row["employer_amount"]) + Decimal(row["personal_amount"]) == Decimal(row["amount"])
    assert row["explanation"][0]["text"]
    other, _ = s.unit_with_workers(1, first_month=month_of(0))
    answers = [Caller(other.agent)("get", f"{PATH}{pk}/people/") for pk in (made["id"], 10**15)]
    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].json() == answers[1].json()


def test_another_units_number_changes_nothing(behind: s.Unit) -> None:
    """?employer= 指别的单位：上传、生成、查职工都是 404，说法和没有一样，别人那里什么也没有多。"""
    other, _ = s.unit_with_workers(1, first_month=month_of(0))
    call, query = Caller(behind.agent), f"?employer={other.account.number}"
    lists = ChangeList.objects.count()
    data = s.roster(other, [s.line("开户", s.worker())], month_of(0))
    answers = [
        call.upload(data, "r.xlsx", this_month(), query),
        call("post", f"{PATH}{query}", {"month": this_month()}),
        call("get", f"/unit/employees/{query}"),
        call("get", f"/unit/change-lists/{query}"),
        call("get", f"{PATH}{query}"),
    ]
    nobody = call("get", "/unit/employees/?employer=0120000000000").json()
    for answer in answers:
        assert (answer.status_code, answer.json()) == (404, nobody)
    assert (Remittance.objects.count(), ChangeList.objects.count()) == (0, lists)


def test_ones_own_number_is_accepted(behind: s.Unit) -> None:
    """?employer= 指本单位，照常办。"""
    query = f"?employer={behind.account.number}"
    assert Caller(behind.agent)("post", f"{PATH}{query}", {"month": str(month_of(1))}).status_code == 201


def test_cancelling_opens_the_month_and_another_can_be_made(behind: s.Unit) -> None:
    """撤销 200，状态 cancelled；同一个月再生成 201；撤销付过款的 409。"""
    call = Caller(behind.agent)
    first = call("post", PATH, {"month": str(month_of(1))}).json()
    answer = call("post", f"{PATH}{first['id']}/cancel/")
    assert (answer.status_code, answer.json()["status"]) == (200, "cancelled")
    again = call("post", PATH, {"month": str(month_of(1))})
    assert again.status_code == 201
    assert again.json()["id"] != first["id"]
    call("post", f"{PATH}{again.json()['id']}/pay/")
    refused = call("post", f"{PATH}{again.json()['id']}/cancel/")
    assert (refused.status_code, refused.json()["code"]) == (409, "cannot_cancel")


def test_paying_by_agreement_needs_one_and_takes_what_is_due(behind: s.Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    """by_agreement：没有协议 409 no_agreement；有协议就托收应付的；和金额、暂存一起写的 422。"""
    from tests.services.deposits.test_collection import signed

    call = Caller(behind.agent)
    made = call("post", PATH, {"month": str(month_of(1))}).json()
    pay = f"{PATH}{made['id']}/pay/"
    refused = call("post", pay, {"by_agreement": True})
    assert (refused.status_code, refused.json()["code"]) == (409, "no_agreement")
    for also in ({"amount": "1.00"}, {"use_suspense": True}):
        assert call("post", pay, {"by_agreement": True, **also}).status_code == 422
    agreement = signed(behind, monkeypatch)
    answer = call("post", pay, {"by_agreement": True})
    assert (answer.status_code, answer.json()["status"]) == (202, "paying")
    assert agreement.orders.get().amount == Remittance.objects.get(pk=made["id"]).amount
