"""接口的约定：样子、状态、幂等键、问题说明、分页、文档。"""

import json

import pytest
from django.test import Client

from gjj import clock
from gjj.periods.month import Month
from gjj.settlement.models import Instruction
from tests import situations as s
from tests.api.caller import Caller, this_month

pytestmark = pytest.mark.django_db


@pytest.fixture
def precise() -> s.Unit:
    """示范精密制造有限公司，应办月份就是今天的月份。"""
    return s.unit("示范精密制造有限公司", first_month=Month.of(clock.today()))


def test_the_unit_describes_itself(precise: s.Unit) -> None:
    """GET /unit/ 的每一项。"""
    body = Caller(precise.agent)("get", "/unit/").json()
    assert body["name"] == "示范精密制造有限公司"
    assert body["ratios"] == {"employer": "8", "personal": "8"}
    assert (body["open_month"], body["paid_through"], body["employees"], body["suspense"]) == (
        this_month(),
        None,
        0,
        "0.00",
    )


def test_a_list_is_filed_read_confirmed_and_paid(precise: s.Unit) -> None:
    """上传 201 → 行 → 确认 200 → 汇缴书 201 → 付款 202。"""
    call = Caller(precise.agent)
    data = (s.SAMPLES / "roster_valid_gbk.csv").read_bytes()
    filed = call.upload(data, "roster.csv", this_month())
    assert filed.status_code == 201
    body = filed.json()
    assert body["counts"]["valid"] == 1200
    assert body["list_totals"] == {"employees": 1200, "amount": "1786020.00"} == body["totals"]
    assert len(body["repairs"]) == 100
    again = call.upload(data, "other.csv", this_month())
    assert (again.status_code, again.json()["id"], again.json()["duplicate_of"]) == (200, body["id"], body["id"])
    rows = call("get", f"/unit/change-lists/{body['id']}/rows/", {"state": "valid"}).json()
    assert set(rows) == {"results", "next", "previous"}
    assert rows["results"][0]["id_no"] == "440305199911119207"
    done = call("post", f"/unit/change-lists/{body['id']}/confirm/")
    assert done.json() == {"id": body["id"], "status": "confirmed", "applied": 1200, "left_out": 0}
    masked = call("get", f"/unit/change-lists/{body['id']}/rows/").json()["results"][0]
    assert masked["id_no"] == "4403**********9207"
    made = call("post", "/unit/remittances/", {"month": this_month()})
    assert made.status_code == 201
    assert (made.json()["amount"], made.json()["received"], made.json()["status"]) == (
        "1786020.00",
        "0.00",
        "awaiting_funds",
    )
    second = call("post", "/unit/remittances/", {"month": this_month()})
    assert (second.status_code, second.json()["id"]) == (409, made.json()["id"])
    paid = call("post", f"/unit/remittances/{made.json()['id']}/pay/")
    assert (paid.status_code, paid.json()["status"]) == (202, "paying")
    twice = call("post", f"/unit/remittances/{made.json()['id']}/pay/")
    assert (twice.status_code, twice.json()["code"]) == (409, "already_paying")
    people = call("get", "/unit/employees/", {"page_size": "5"}).json()
    assert len(people["results"]) == 5
    assert people["next"]


def test_errors_come_with_row_column_rule_and_cure(precise: s.Unit) -> None:
    """错误样本：每个错有行、列、姓名、说法、改法。"""
    body = Caller(precise.agent).upload((s.SAMPLES / "roster_errors.xlsx").read_bytes(), "r.xlsx", this_month()).json()
    assert (body["counts"]["rows"], body["counts"]["valid"], body["counts"]["errors"]) == (201, 174, 27)
    last = body["errors"][-1]
    assert (last["row"], last["code"], last["same_as"], last["article"]) == (
        204,
        "id_duplicate_in_file",
        203,
        "GB11643",
    )


def test_a_bad_file_is_a_problem_and_changes_nothing(precise: s.Unit) -> None:
    """坏文件答 422 problem+json，说清账户没有变动。"""
    answer = Caller(precise.agent).upload(b"%PDF-1.4", "a.xlsx", this_month())
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert body["code"] == "file_not_workbook"
    assert "账户没有任何变动" in body["detail"]
    assert Caller(precise.agent)("get", "/unit/change-lists/").json()["results"] == []


def test_a_draft_can_be_discarded(precise: s.Unit) -> None:
    """DELETE 作废草稿，答 204。"""
    call = Caller(precise.agent)
    pk = call.upload((s.SAMPLES / "roster_errors.xlsx").read_bytes(), "r.xlsx", this_month()).json()["id"]
    assert call("delete", f"/unit/change-lists/{pk}/").status_code == 204
    assert call("get", f"/unit/change-lists/{pk}/").json()["status"] == "discarded"


def test_an_idempotency_key_pays_once() -> None:
    """同一个 Idempotency-Key 付两次：答复一样，指令一条；换了内容 422；校验不过不占用键。"""
    unit, _ = s.unit_with_workers(1, first_month=Month.of(clock.today()))
    row = s.remittance_of(unit, Month.of(clock.today()), clock.now())
    call, path = Caller(unit.agent), f"/unit/remittances/{row.pk}/pay/"
    bad = call("post", path, {"amount": "-1"}, HTTP_IDEMPOTENCY_KEY="pay-0001-key")
    assert bad.status_code == 422
    first = call("post", path, {}, HTTP_IDEMPOTENCY_KEY="pay-0001-key")
    again = call("post", path, {}, HTTP_IDEMPOTENCY_KEY="pay-0001-key")
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json() == again.json()
    assert Instruction.objects.count() == 1
    other = call("post", path, {"amount": "1.00"}, HTTP_IDEMPOTENCY_KEY="pay-0001-key")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    short = call("post", path, {}, HTTP_IDEMPOTENCY_KEY="x")
    assert (short.status_code, short.json()["code"]) == (400, "idempotency_key_invalid")


def test_another_units_number_is_not_found(precise: s.Unit) -> None:
    """?employer= 指别的单位，答 404，不透露有没有。"""
    other = s.unit()
    answer = Caller(precise.agent)("get", "/unit/", {"employer": other.account.number})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_person_sees_own_account_and_movements() -> None:
    """GET /me/accounts/ 与 /me/movements/：余额、凭证、怎么算的。"""
    unit, (one,) = s.unit_with_workers(1)
    s.paid(s.remittance_of(unit))
    account = s.account_of(one)
    from gjj.actors.actor import system_actor
    from gjj.identity.models import Grant, Login
    from gjj.identity.selectors.grants import actor_of
    from gjj.identity.services.register import create_login, give_grant

    login = create_login(
        by=system_actor(), username="worker-1", person_id=account.person_id, password=s.PASSWORD, at=s.NOON,
        is_own=True,
    )  # fmt: skip
    grant = give_grant(by=system_actor(), login_id=login, role="person", scope="self", at=s.NOON)
    actor = actor_of(Login.objects.get(pk=login), Grant.objects.get(pk=grant), channel="api", level=1, ip="")
    call = Caller(actor, "person")
    (own,) = call("get", "/me/accounts/").json()
    assert (own["balance"], own["available"], own["paid_through"], own["employer"]) == (
        "1280.00",
        "1280.00",
        "2026-11",
        unit.name,
    )
    (movement,) = call("get", "/me/movements/").json()["results"]
    assert (movement["amount"], movement["balance_after"], movement["month"]) == ("1280.00", "1280.00", "2026-11")
    assert "8,000.00 × 8%" in movement["explanation"][1]["text"]
    assert call("get", "/me/movements/", {"to": "2026-01-01"}).json()["results"] == []
    assert call("get", "/me/movements/", {"from": "昨天"}).status_code == 422
    assert call("get", "/unit/").json()["code"] == "scope_missing"


def test_the_calculators_answer_the_published_numbers() -> None:
    """两个计算器答公布的算例。"""
    client = Client()
    body = {"base": "8765.43", "employer_ratio": "12", "personal_ratio": "12"}
    said = client.post("/api/v1/calculators/contribution/", json.dumps(body), content_type="application/json").json()
    assert (said["total"], said["employer_amount"]) == ("2104.00", "1052.00")
    fen = client.post(
        "/api/v1/calculators/contribution/", json.dumps({**body, "rounding": "fen"}), content_type="application/json"
    ).json()
    assert fen["total"] == "2103.70"
    clamped = client.post(
        "/api/v1/calculators/contribution/", json.dumps({**body, "base": "99999"}), content_type="application/json"
    ).json()
    assert clamped["base_used"] == "21408.00"
    loan = {
        "principal": "800000",
        "months": 360,
        "annual_rate": "2.60",
        "method": "equal_instalment",
        "first_due_on": "2026-12-31",
    }
    plan = client.post("/api/v1/calculators/loan-repayment/", json.dumps(loan), content_type="application/json").json()
    assert (plan["monthly_payment"], plan["total_interest"]) == ("3202.72", "352978.04")
    assert plan["schedule"][2]["due_on"] == "2027-02-28"


def test_the_validators_say_what_is_wrong() -> None:
    """号码校验：对的说对，不对的说哪里不对。"""
    client = Client()
    for kind, value, good in (
        ("id_card", "11010519491231002X", True), ("id_card", "110105194912310020", False),
        ("uscc", "91350100M000100Y43", True), ("bank_card", "6222600260001072444", True), ("bank_card", "123", False),
    ):  # fmt: skip
        said = client.post(
            "/api/v1/validators/", json.dumps({"kind": kind, "value": value}), content_type="application/json"
        ).json()
        assert said["valid"] is good
        assert ("reason" in said) is not good


def test_a_bad_token_is_refused() -> None:
    """令牌不对答 401，并说怎么办。"""
    answer = Client().get("/api/v1/unit/", HTTP_AUTHORIZATION="Bearer nothing")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")
    assert "WWW-Authenticate" in answer
