"""变更清册的接口：大文件排队读、逐行筛选、整份文件的提醒。"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from gjj import clock
from gjj.management.city.people import id_number
from gjj.periods.month import Month
from gjj.work.drain import drain
from gjj.work.models import Job, OutboxRow
from tests import situations as s
from tests.api.caller import Caller, this_month

pytestmark = pytest.mark.django_db


def now_month() -> Month:
    """接口看的本月。"""
    return Month.of(clock.today())


@pytest.fixture
def unit() -> s.Unit:
    """本月开户、还没有职工的单位。"""
    return s.unit(first_month=now_month())


def crowd(number: int) -> list[tuple[Any, ...]]:
    """很多名新职工；名单第一个人的证件号校验位不对。"""
    people = [
        s.Worker(f"大名单{s.in_han(place, 5)}", id_number(date(1980 + place // 365, 1, 1 + place % 28), place % 1000), f"137{place:08d}", Decimal("8000.00"))
        for place in range(number)
    ]  # fmt: skip
    assert len({one.id_no for one in people}) == number
    lines = [s.line("开户", one) for one in people]
    wrong = people[0].id_no[:-1] + ("1" if people[0].id_no[-1] != "1" else "2")
    lines[0] = (*lines[0][:2], wrong, *lines[0][3:])
    return lines


def test_5000_rows_are_answered_at_once(unit: s.Unit) -> None:
    """正好五千行：当场答全，201，没有进度。"""
    body = Caller(unit.agent).upload(s.roster(unit, crowd(5_000), now_month()), "big.xlsx", this_month())
    assert body.status_code == 201
    assert (body.json()["status"], body.json()["counts"]["rows"]) == ("draft", 5_000)
    assert "progress" not in body.json()


def test_5001_rows_are_read_by_the_worker(unit: s.Unit) -> None:
    """五千零一行：202，带进度；工作进程读完之后是草稿，行、错误、汇总都在，任务有结果，进度不再写。"""
    call = Caller(unit.agent)
    answer = call.upload(s.roster(unit, crowd(5_001), now_month()), "big.xlsx", this_month())
    body, path = answer.json(), f"/unit/change-lists/{answer.json()['id']}/"
    assert (answer.status_code, body["status"], body["counts"]["rows"]) == (202, "processing", 5_001)
    assert body["progress"] == {"done": 0, "total": 5_001, "errors": 0, "seconds_left": None}
    assert call("get", path).json()["progress"] == body["progress"]
    assert call("post", f"{path}confirm/").json()["code"] == "list_not_draft"
    assert OutboxRow.objects.get(task="deposits.stage_change_list").payload == {"change_list_id": body["id"]}
    assert drain(clock.now()) >= 1
    done = call("get", path).json()
    assert done["status"] == "draft"
    assert "progress" not in done
    assert (done["counts"]["valid"], done["counts"]["errors"]) == (5_000, 1)
    assert done["errors"][0]["code"] == "id_checksum"
    assert done["list_totals"] == {"employees": 5_000, "amount": "6400000.00"}
    job = Job.objects.get(kind="deposits.stage")
    assert (job.status, job.done, job.errors, job.result) == ("done", 5_001, 1, {"change_list": body["id"]})


def test_reading_twice_reads_once(unit: s.Unit) -> None:
    """同一份大文件再传：200，同一编号，不再排队。"""
    call, data = Caller(unit.agent), s.roster(unit, crowd(5_001), now_month())
    first, again = (call.upload(data, "big.xlsx", this_month()) for _ in range(2))
    assert (again.status_code, again.json()["id"], again.json()["duplicate_of"]) == (200, *[first.json()["id"]] * 2)
    assert OutboxRow.objects.filter(task="deposits.stage_change_list").count() == 1


@pytest.fixture
def mixed(unit: s.Unit) -> tuple[Caller, str]:
    """一份清册：一行对、一行改过、一行有错；和它的行的地址。"""
    lines = ["变更类型,职工姓名,证件号码,手机号码,缴存基数"]
    for base in ("8000", "８０００元", "1000"):
        one = s.worker()
        lines.append(f"开户,{one.name},{one.id_no},{one.mobile},{base}")
    call = Caller(unit.agent)
    body = call.upload("\n".join(lines).encode(), "r.csv", this_month()).json()
    return call, f"/unit/change-lists/{body['id']}/rows/"


@pytest.mark.parametrize(("state", "wanted"), [("valid", [0, 1]), ("error", [2]), ("repaired", [1]), ("", [0, 1, 2])])
def test_rows_are_filtered_by_state(mixed: tuple[Caller, str], state: str, wanted: list[int]) -> None:
    """?state= 只给通过的、有错误的、改过的；不写给全部，按行号排。"""
    call, path = mixed
    every = [row["row"] for row in call("get", path).json()["results"]]
    rows = call("get", path, {"state": state}).json()["results"]
    assert [row["row"] for row in rows] == [every[place] for place in wanted]
    for row in rows:
        assert bool(row["errors"]) is (row["row"] == every[2])
        assert bool(row["repairs"]) is (row["row"] == every[1])


def test_a_row_says_what_is_wrong_and_how_to_mend_it(mixed: tuple[Caller, str]) -> None:
    """有错误的行：哪一列、什么编码、依据、怎么改。"""
    call, path = mixed
    (row,) = call("get", path, {"state": "error"}).json()["results"]
    (error,) = row["errors"]
    assert (error["code"], error["article"]) == ("base_below_floor", "CITY-BASE")
    assert "2350.00" in error["fix"].replace(",", "")


def test_a_file_of_another_month_is_warned_of(unit: s.Unit) -> None:
    """文件里写的年月和选的不一样：照选的办，提醒 month_differs。"""
    data = s.roster(unit, [s.line("开户", s.worker())], now_month().previous())
    answer = Caller(unit.agent).upload(data, "r.xlsx", this_month())
    assert (answer.status_code, answer.json()["month"]) == (201, this_month())
    (warning,) = answer.json()["warnings"]
    assert warning["code"] == "month_differs"
    assert now_month().previous().label in warning["message"]


def test_another_name_under_a_known_number_is_warned_of(unit: s.Unit) -> None:
    """证件号已经登记过、姓名不一样：提醒 name_mismatch，账户上的姓名不变。"""
    one = s.worker("原来的名")
    s.confirmed(unit, [s.line("开户", one)], now_month(), clock.now())
    s.paid(s.remittance_of(unit, now_month(), clock.now()), at=clock.now())
    other = s.unit(first_month=now_month())
    call = Caller(other.agent)
    renamed = s.Worker("后来的名", one.id_no, one.mobile, one.base)
    body = call.upload(
        s.roster(other, [s.line("正常", renamed), s.line("开户", s.worker())], now_month()), "r.xlsx", this_month()
    ).json()
    assert [one["code"] for one in body["warnings"]] == ["name_mismatch"]
    assert s.account_of(one).person.name == "原来的名"


def test_what_changed_after_it_was_seen_is_confirmed_only_with_its_version(unit: s.Unit) -> None:
    """传上去以后比例变了：先答 409，写明原来和现在的合计、新的版次，没有生效；不写版次再来还是 409，写上才确认。"""
    one, call = s.worker(), Caller(unit.agent)
    rows = [("开户", one.name, one.id_no, one.mobile, one.base, "", "", "")]
    path = (
        f"/unit/change-lists/{call.upload(s.roster(unit, rows, now_month()), '清册.xlsx', this_month()).json()['id']}/"
    )
    call("post", "/unit/adjustments/ratio/", {"employer_ratio": "10", "personal_ratio": "10"})
    key = {"HTTP_IDEMPOTENCY_KEY": "confirm-after-the-ratio"}
    first, again = (call("post", f"{path}confirm/", **key) for _ in range(2))
    body = first.json()
    assert (first.status_code, body["code"], again.status_code, again.json()["code"]) == (
        409, "rows_changed", 409, "version_needed",
    )  # fmt: skip
    assert (body["amount_before"], body["amount_after"]) == ("1280.00", "1600.00")
    assert body["errors"][0]["row"] == 4
    shown = call("get", path).json()
    assert (shown["status"], shown["version"], shown["summary"]["amount"][3]) == ("draft", body["version"], "1600.00")
    done = call("post", f"{path}confirm/", {"version": body["version"]})
    assert (done.status_code, done.json()["applied"]) == (200, 1)
