"""单位大厅的查询页：看得到本单位的，数对得上账，看不到别人的。"""

import re
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deposits.models import Account, EmployerAccount
from deposits.selectors.month_grid import grid_rows, people_with_gaps
from deposits.selectors.unit_ledger import unit_book
from deposits.services.employer_profile import ProfileDraft, record_profile
from gjj.actors.actor import system_actor
from gjj.audit.models import AuditEntry
from gjj.periods.month import Month
from tests import situations as s
from tests.halls.visitors import signed_in
from tests.sanctions import reverse
from tests.standing import standing

pytestmark = pytest.mark.django_db
OCTOBER = Month(2026, 10)
PAGES = (
    "/unit/info/",
    "/unit/employees/",
    "/unit/ledger/",
    "/unit/month-grid/",
    "/unit/changes/",
    "/unit/change-lists/compare/",
    "/unit/log/",
)


TwoMonths = tuple[s.Unit, list[s.Worker]]


def two_months() -> TwoMonths:
    made, workers = s.unit_with_workers(3, first_month=OCTOBER)
    s.paid(s.remittance_of(made, OCTOBER))
    new = s.worker("新来的")
    s.month_done(
        made,
        [s.line("封存", workers[0]), s.line("开户", new), s.line("基数调整", workers[1], base="9000.00")],
        s.NOVEMBER,
    )
    return made, [*workers, new]


@pytest.fixture(scope="module")
def standing_months(django_db_setup: None, django_db_blocker: Any) -> Iterator[TwoMonths]:
    """两个月，一个文件造一回。"""
    with standing(django_db_blocker, two_months) as made:
        yield made


@pytest.fixture
def told(standing_months: TwoMonths, db: None) -> TwoMonths:
    """十月三人，十一月走一人、来一人、一人调基。"""
    return deepcopy(standing_months)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["agent", "reviewer"])
def test_every_query_page_opens_for_an_empty_unit_and_a_busy_one(page: str, who: str, told: TwoMonths) -> None:
    """刚开户的单位和有账的单位，经办和复核都打得开。"""
    for made in (s.unit(), told[0]):
        answer = signed_in(getattr(made, who)).get(page)
        assert answer.status_code == 200, (page, who)


def test_the_unit_page_shows_every_registered_fact_and_hides_numbers(told: TwoMonths) -> None:
    """单位信息：登记的每一栏都在，证件号、手机号、账号遮掩。"""
    made, _ = told
    draft = ProfileDraft(
        "林示范", "示范市一路 1 号", "示范市二路 2 号", "示范银行", s.TODAY, "13900001234", "示房缴登0001"
    )
    record_profile(by=system_actor(), employer_account_id=made.account_id, draft=draft, at=s.NOON)
    page = signed_in(made.agent).get("/unit/info/").content.decode()
    for word in (
        "单位名称", "法人代表", "林示范", "注册地址", "示范市一路 1 号", "联系地址", "示范市二路 2 号", "组织机构代码", "基本结算户开户银行",
        "示范银行", "基本结算户账号", "单位设立日期", "2026年11月24日", "公积金缴存银行", "单位代码", "经办人", "联系电话", "139****1234",
        "公积金单位登记证号", "示房缴登0001", "托收情况", "单位账户登记日期", "首次汇缴年月", "最后汇缴年月", "2026年11月", "汇缴状态",
        "汇缴比例", "汇缴人数", "月缴金额", "公积金余额", "挂账余额",
    ):  # fmt: skip
        assert word in page, word
    assert "13900001234" not in page
    assert EmployerAccount.objects.get(pk=made.account_id).bank_account not in page


def test_an_employee_is_found_by_the_tail_of_the_id_and_by_nothing_of_another_unit(told: TwoMonths) -> None:
    """按证件号后四位找得到本单位的人，找不到别的单位的。"""
    made, workers = told
    tail = workers[2].id_no[-4:]
    page = signed_in(made.agent).get("/unit/employees/", {"q": tail.lower()}).content.decode()
    assert workers[2].name in page
    assert workers[2].id_no not in page
    stranger = signed_in(s.unit().agent).get("/unit/employees/", {"q": tail}).content.decode()
    assert workers[2].name not in stranger


def test_the_roster_can_be_sorted_and_filtered(told: TwoMonths) -> None:
    """职工清册：按基数排，第一行是最高的；只看封存的。"""
    made, workers = told
    client = signed_in(made.agent)
    rows = client.get("/unit/employees/", {"sort": "base"}).context["rows"]
    assert [one["row"].base for one in rows][0] == Decimal("9000.00")
    rows = client.get("/unit/employees/", {"status": "sealed"}).context["rows"]
    assert [one["row"].person.name for one in rows] == [workers[0].name]


def test_a_long_roster_goes_on_by_cursor_without_losing_or_repeating_anyone() -> None:
    """一页五十人，往下翻，一个不少、一个不重。"""
    made, _ = s.unit_with_workers(120)
    client, seen, address = signed_in(made.agent), [], "/unit/employees/"
    while address:
        answer = client.get(address)
        seen += [one["row"].pk for one in answer.context["rows"]]
        following = answer.context["stretch"].next
        address = f"/unit/employees/{following}" if following else ""
    assert len(seen) == len(set(seen)) == 120


def test_a_wrong_cursor_is_said_to_be_wrong() -> None:
    """地址里的游标乱写，说清楚，不是出错。"""
    answer = signed_in(s.unit().agent).get("/unit/log/", {"cursor": "cD3kuI3mmK8="})
    assert answer.status_code == 400
    assert "游标不对" in answer.content.decode()


def test_the_grid_shows_paid_sealed_and_not_opened_months(told: TwoMonths) -> None:
    """一年的格子：缴了的有金额，封存的、没开户的写明，没有误报漏缴。"""
    made, workers = told
    rows = {row.account.person.name: row for row in grid(made)}
    assert [cell.state for cell in rows[workers[0].name].cells[9:]] == ["paid", "sealed", "sealed"]
    assert [cell.state for cell in rows["新来的"].cells[9:]] == ["none", "paid", "later"]
    assert rows[workers[1].name].total == Decimal("1280.00") + Decimal("1440.00")
    assert not Account.objects.filter(pk__in=people_with_gaps(made.account, 2026)).exists()


def test_a_month_taken_back_is_marked_and_found_by_the_filter(told: TwoMonths) -> None:
    """十月的分配冲回了，单位的缴至年月在后：十月在册的三个人都漏缴十月，新来的不是；「只看有漏缴的」只剩他们。"""
    made, workers = told
    october = unit_book(made.account, 2026, "fund").rows[0].line.voucher_id
    reverse(by=s.staff("accountant"), voucher_id=october, reason="记错", at=s.NOON)
    rows = {row.account.person.name: row for row in grid(made)}
    assert rows[workers[2].name].cells[9].state == "gap"
    assert [row.gaps for row in rows.values()] == [1, 1, 1, 0]
    answer = signed_in(made.agent).get("/unit/month-grid/", {"year": "2026", "gaps": "1"})
    # 封存了的那个人，十月也还欠着
    assert {one.account.person.name for one in answer.context["rows"]} == {one.name for one in workers[:3]}
    assert "漏缴 1 个月" in answer.content.decode()


def grid(made: s.Unit) -> list[object]:
    people = list(
        Account.objects.filter(employer_account_id=made.account_id)
        .select_related("person", "subaccount")
        .order_by("id")
    )
    return grid_rows(made.account, people, 2026, s.NOVEMBER)


def test_the_log_shows_the_units_own_doings_and_no_one_elses(told: TwoMonths) -> None:
    """操作日志：本单位的人做的都在，别的单位和柜面的一件也没有；按动作、日期、结果筛。"""
    made, _ = told
    other, _ = s.unit_with_workers(1)
    client = signed_in(made.agent)
    rows = client.get("/unit/log/").context["rows"]
    assert len(rows) == AuditEntry.objects.filter(employer_id=made.employer_id).count() > 3
    assert {row["name"] for row in rows} == {made.agent.name}
    assert all(row["ip"] == "127.0.0.1" for row in rows)
    only = client.get("/unit/log/", {"action": "deposits.list.confirm"}).context["rows"]
    assert {row["action"] for row in only} == {"确认变更清册"}
    assert client.get("/unit/log/", {"to": "2026-11-23"}).context["rows"] == []
    assert client.get("/unit/log/", {"result": "refused"}).context["rows"] == []
    assert len(client.get("/unit/log/", {"from": "2026-11-24", "to": "2026-11-24"}).context["rows"]) == len(rows)


def test_what_a_confirmed_list_changed_is_told_in_words(told: TwoMonths) -> None:
    """确认清册的一行：人数、金额写成上月 → 本月，开户、封存、调基各几人写成话，没有字段名。"""
    made, _ = told
    rows = signed_in(made.agent).get("/unit/log/", {"action": "deposits.list.confirm"}).context["rows"]
    assert {name for name, _, _ in rows[0]["changes"]} <= {"变化", "人数", "金额（元）"}
    page = signed_in(made.agent).get("/unit/log/").content.decode()
    assert "开户 1 人" in page
    assert "parts" not in page


@pytest.mark.parametrize("page", PAGES)
def test_the_number_of_questions_does_not_grow_with_history(page: str, told: TwoMonths) -> None:
    """问库的次数不随月份多少变。"""
    made, workers = told
    client = signed_in(made.agent)
    client.get(page)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(page)
    s.month_done(made, [s.line("正常", workers[1], base="9000.00")], Month(2026, 12), s.NOON.replace(month=12))
    with CaptureQueriesContext(connection) as more:
        client.get(page)
    assert len(more) <= len(few)


@pytest.mark.parametrize(
    ("page", "title", "line"),
    [
        ("/unit/employees/", "余额", "新来的"),
        ("/unit/ledger/", "借方", "汇缴分配"),
        ("/unit/month-grid/", "漏缴月数", "新来的"),
        ("/unit/change-lists/compare/", "原基数", "新来的"),
        ("/unit/log/", "网络地址", "确认变更清册"),
    ],
)
def test_every_list_can_be_taken_away_as_a_table_and_that_is_audited(
    page: str, title: str, line: str, told: TwoMonths
) -> None:
    """每个清单都能导出，列名和内容都在，证件号遮掩，导出留了审计。"""
    made, workers = told
    answer = signed_in(made.agent).get(page, {"export": "csv"})
    said = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert title in said.splitlines()[0]
    assert line in said
    assert workers[0].id_no not in said
    assert AuditEntry.objects.filter(action="web.export", employer_id=made.employer_id).count() == 1


@pytest.mark.parametrize(
    "address",
    [
        "/unit/ledger/?year=²", "/unit/ledger/?year=20260000000000000000", "/unit/change-lists/compare/?after=²",
        "/unit/adjustments/ratio/?after=²", "/unit/employees/?page=²",
    ],
)  # fmt: skip
def test_a_number_written_strangely_is_as_if_not_written(address: str, told: TwoMonths) -> None:
    """² 这样的字、长得没有边的数：当没写，照常打开，不是出错。"""
    assert signed_in(told[0].agent).get(address).status_code == 200


def test_the_year_asked_for_is_the_one_marked(told: TwoMonths) -> None:
    """缴存明细按年看：看的那一年标着；没有这一年的照全部看，标着全部。"""
    _, workers = told
    client = signed_in(s.holder(workers[1]))
    for year, marked in (("2026", "2026 年"), ("1999", "全部"), ("²", "全部")):
        page = client.get("/me/movements/", {"year": year}).content.decode()
        assert [text.strip() for text in re.findall(r'aria-current="true">([^<]+)<', page)] == [marked]
