"""导出：每张清单的 xlsx 与 csv；公式不会执行、号码遮掩、留审计、别人的拿不到、不占内存。"""

import csv
import io
import json
import re
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.db import connection

from deposits.models import ChangeList
from deposits.services.adjust_ratio import adjust_ratio
from deposits.services.print_papers import print_remittance
from gjj import clock
from gjj.audit.models import AuditEntry
from gjj.crypto.masking import mask_mobile
from gjj.database import streams
from gjj.looks.messages import EXPORTED
from gjj.messaging.models import Delivery
from gjj.parameters import selectors as parameters
from gjj.periods.days import SHANGHAI
from gjj.web.checks import walk
from gjj.web.exports import BOM, Column, export, safe
from tests import situations as s
from tests.halls.test_unit_queries import two_months
from tests.halls.visitors import signed_in
from tests.services.deposits.test_filing_flags import CLAIM, number_of

pytestmark = pytest.mark.django_db
WORLD_TIME, LOCAL_TIME = re.compile(r"\d[+]00:00|\dT\d"), re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1"]


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def table(answer: Any) -> list[list[str]]:
    """csv 的各行。"""
    text = body(answer).decode()
    assert text.startswith(BOM)
    return list(csv.reader(io.StringIO(text[1:])))


def book(answer: Any) -> list[tuple[Any, ...]]:
    """xlsx 的各行。"""
    sheet = openpyxl.load_workbook(io.BytesIO(body(answer))).active
    return list(sheet.iter_rows(values_only=True))


def exported(fmt: str, columns: tuple[Column, ...], rows: Any) -> Any:
    return export(
        fmt, by=s.staff("teller"), at=s.NOON, title="清单", about=("remittance", 1), columns=columns, rows=rows
    )


def test_moments_are_in_beijing_time_in_every_export() -> None:
    """两个大厅的每一张清单：有时刻的写北京时间，和页面同一个钟点，没有一格是世界时的写法；xlsx 也写到钟点。"""
    unit, (one,) = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    print_remittance(by=unit.agent, remittance_id=row.pk, kind="remittance_notice", at=s.NOON)
    adjust_ratio(by=unit.agent, employer_ratio=Decimal(9), personal_ratio=Decimal(9), at=s.NOON)
    holder = s.holder(one)
    signed_in(holder).post(f"/me/filings/{number_of(one)}/", CLAIM)
    s.told(employer_id=unit.employer_id)
    s.told(person_id=s.account_of(one).person_id)
    with_moments = 0
    for who, hall in ((unit.agent, "unit/"), (holder, "me/")):
        client = signed_in(who)
        for path in sorted({path for path, _, _ in walk() if path.startswith(hall) and "<" not in path}):
            answer = client.get(f"/{path}?export=csv")
            if answer.status_code != 200 or not answer["Content-Type"].startswith("text/csv"):
                continue
            lines = table(answer)
            cells = [cell for line in lines[1:] for cell in line]
            assert not [cell for cell in cells if WORLD_TIME.search(cell)], path
            with_moments += any(LOCAL_TIME.fullmatch(cell) for cell in cells)
    assert with_moments >= 6
    noon = s.NOON.astimezone(SHANGHAI)
    shown = (Column("时间", lambda at: at, "date"),)
    assert table(exported("csv", shown, [s.NOON]))[1] == [f"{noon:%Y-%m-%d %H:%M:%S}"]
    sheet = openpyxl.load_workbook(io.BytesIO(body(exported("xlsx", shown, [s.NOON])))).active
    assert (sheet["A2"].value, sheet["A2"].number_format) == (noon.replace(tzinfo=None), "yyyy-mm-dd hh:mm:ss")


@pytest.mark.parametrize("text", EVIL)
def test_a_cell_that_looks_like_a_formula_is_made_plain_text(text: str) -> None:
    """以等号、加减号、@、制表符、回车开头的格子，csv 与 xlsx 里都不会被当公式算。"""
    columns = (Column("姓名", lambda row: row),)
    assert table(exported("csv", columns, [text]))[1] == [f"'{text}"]
    answer = exported("xlsx", columns, [text])
    cell = openpyxl.load_workbook(io.BytesIO(body(answer))).active["A2"]
    assert cell.data_type == "s"
    assert cell.value.startswith("'")


def test_ordinary_text_and_negative_amounts_are_left_alone() -> None:
    """平常的文字照原样；负的金额是数，不加单引号。"""
    assert safe("张三=李四") == "张三=李四"
    columns = (Column("金额", lambda row: row, "money"),)
    assert table(exported("csv", columns, [Decimal("-12.5")]))[1] == ["-12.50"]
    assert book(exported("xlsx", columns, [Decimal("-12.5")]))[1] == (-12.5,)


HOW = "单位部分 8,000.00 × 8%"
"""怎么算的里的一句，和页面上说的同一句。"""


def test_employees_are_exported_masked_and_audited() -> None:
    """职工清册：人数、金额、筛选照页面的；证件号遮掩；留一条审计。"""
    of, workers = s.unit_with_workers(2)
    client = signed_in(of.agent)
    rows = table(client.get("/unit/employees/?export=csv"))
    assert rows[0][0] == "姓名"
    assert {row[0] for row in rows[1:]} == {one.name for one in workers}
    numbers = [row[2] for row in rows[1:]]
    assert numbers == sorted(numbers)
    text = str(rows)
    assert not any(one.id_no in text for one in workers)
    assert workers[0].id_no[:4] in text
    assert rows[1][4:8] == ["8000.00", "640.00", "640.00", "1280.00"]
    assert (rows[0][-1], HOW in rows[1][-1]) == ("怎么算的", True)
    assert book(client.get("/unit/employees/?export=xlsx"))[1][7] == 1280
    kept = AuditEntry.objects.filter(action="web.export", object_type="employer_account", object_id=str(of.account_id))
    assert [one.summary.partition("，标记 ")[0] for one in kept.order_by("id")] == [
        "导出职工清册（csv），2 行，全部",
        "导出职工清册（xlsx），2 行，全部",
    ]
    assert kept[0].username == of.agent.username
    assert len(table(client.get("/unit/employees/?export=csv&status=sealed"))) == 1
    asked = {"export": "csv", "q": workers[0].name}
    assert len(table(client.get("/unit/employees/", asked))) == 2
    told = [(one.after or {}) for one in kept.order_by("id")]
    assert told == [
        {"行数": 2, "条件": ["全部"]}, {"行数": 2, "条件": ["全部"]}, {"行数": 0, "条件": ["状态：封存"]},
        {"行数": 1, "条件": [f"查找「{workers[0].name}」"]},
    ]  # fmt: skip
    assert f"1 行，查找「{workers[0].name}」" in client.get("/unit/log/").content.decode()


def test_the_audit_of_an_export_says_its_conditions_in_both_halls() -> None:
    """筛选照缺省的（年份）也写；日子、年月、种类写中文；查的是完整的手机号的，遮着；个人大厅的一样；导得多不告诉安全管理员（那是后台的）。"""
    unit, (one,) = s.unit_with_workers(1)
    row, client, own = s.remittance_of(unit), signed_in(unit.agent), signed_in(s.holder(one))

    def told(browser: Any, address: str, **query: str) -> dict[str, Any]:
        table(browser.get(address, {"export": "csv", **query}))
        return AuditEntry.objects.filter(action="web.export").latest("id").after or {}

    year = clock.today().year
    assert told(client, "/unit/month-grid/", gaps="1")["条件"] == [f"年份：{year}", "漏缴：只看有漏缴的"]
    log = told(client, "/unit/log/", **{"from": "2026-11-01", "action": "web.export", "who": "经办"})
    assert log["条件"] == ["起日：2026-11-01", "办事人：经办", "动作：导出清单"]
    assert told(client, f"/unit/remittances/{row.pk}/", q=one.mobile)["条件"] == [f"查找「{mask_mobile(one.mobile)}」"]
    assert told(client, "/unit/remittances/") == {"行数": 1, "条件": ["全部"]}
    assert told(own, "/me/filings/") == {"行数": 1, "条件": ["全部"]}
    assert told(own, "/me/messages/", read="unread")["条件"] == ["读没读：未读"]
    assert not Delivery.objects.filter(message__code=EXPORTED).exists()


def test_the_lines_of_a_remittance_and_of_a_list_are_exported() -> None:
    """汇缴明细、变更清册的行都能导出，总额对得上。"""
    of, workers = s.unit_with_workers(3)
    row = s.remittance_of(of)
    client = signed_in(of.agent)
    lines = table(client.get(f"/unit/remittances/{row.pk}/?export=csv"))
    assert sum(Decimal(line[lines[0].index("月缴存额")]) for line in lines[1:]) == row.amount
    assert all(HOW in line[lines[0].index("怎么算的")] for line in lines[1:])
    head = ChangeList.objects.get()
    listed = book(client.get(f"/unit/change-lists/{head.pk}/?state=all&export=xlsx"))
    assert [one[2] for one in listed[1:]] == [one.name for one in workers]
    assert workers[0].id_no not in str(listed)
    assert workers[0].mobile not in str(listed)


def test_the_errors_of_a_list_are_exported_as_people_read_them() -> None:
    """变更清册导出的错误：哪一栏、怎么了、怎么改，编码在后面；证件号不露出来。"""
    of, one = s.unit(), s.worker()
    low, wrong = s.worker(base="1.00"), replace(one, id_no=one.id_no[:-1] + ("1" if one.id_no[-1] != "1" else "2"))
    head = s.list_of(s.filed(of, [s.line("开户", low), s.line("开户", wrong)]))
    rows = table(signed_in(of.agent).get(f"/unit/change-lists/{head.pk}/?state=all&export=csv"))
    assert rows[0][-1] == "错误"
    told = json.loads(head.rows.get(row=int(rows[1][0])).remarks)["errors"][0]
    assert (
        rows[1][-1]
        == f"{told['column']}：{told['message'].rstrip('。')}。改法：{told['mend']['label']}（base_below_floor）"
    )
    assert "（id_" in rows[2][-1]
    assert wrong.id_no not in rows[2][-1]


def test_an_export_of_someone_else_is_not_found_and_an_unknown_format_is_refused() -> None:
    """别的单位的导不出来，也不留导出的审计；没有的格式说清楚。"""
    of, _ = s.unit_with_workers(1)
    row = s.remittance_of(of)
    stranger = signed_in(s.unit().agent)
    assert stranger.get(f"/unit/remittances/{row.pk}/?export=csv").status_code == 404
    assert not AuditEntry.objects.filter(action="web.export").exists()
    refused = signed_in(of.agent).get("/unit/employees/?export=exe")
    assert refused.status_code == 422
    assert "只能导出 xlsx 或 csv" in refused.content.decode()


def test_rows_beyond_one_sheet_go_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """一张工作表放不下的，接着写在下一张，一行不少；一行没有也有表头。"""
    monkeypatch.setattr("gjj.web.exports.SHEET_ROWS", 3)
    columns = (Column("序号", lambda row: row, "number"),)
    for many, sheets in ((0, 1), (3, 1), (4, 2)):
        made = openpyxl.load_workbook(io.BytesIO(body(exported("xlsx", columns, range(many)))))
        assert len(made.worksheets) == sheets
        written = [row[0] for sheet in made for row in sheet.iter_rows(min_row=2, values_only=True)]
        assert written == list(range(many))


@pytest.mark.parametrize(("fmt", "many"), [("csv", 100_000), ("xlsx", 20_000)])
def test_memory_does_not_grow_with_the_rows(fmt: str, many: int) -> None:
    """行数再多，内存也只占一批的。"""

    def rows() -> Iterator[int]:
        yield from range(many)

    columns = (Column("序号", lambda row: row, "number"), Column("姓名", lambda row: f"职工{row}"))
    tracemalloc.start()
    size = sum(len(part) for part in exported(fmt, columns, rows()).streaming_content)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 100_000
    assert peak < 6_000_000


@pytest.mark.parametrize(
    "address", ["/unit/adjustments/ratio/?employer_ratio=9&personal_ratio=9", "/unit/change-lists/compare/?"]
)
def test_lists_computed_by_the_database_are_taken_in_batches(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """比例调整、清册比较的每人一行是数据库里现算的：也一批一批取，一批多大都一个不少。"""
    made, _ = two_months()
    opened: list[Any] = []
    chunked = connection.chunked_cursor
    monkeypatch.setattr(connection, "chunked_cursor", lambda: opened.append(chunked()) or opened[-1])
    monkeypatch.setattr(streams, "BATCH", 1)
    rows = table(signed_in(made.agent).get(f"{address}&export=csv"))[1:]
    assert len({row[1] for row in rows}) == len(rows) == 3
    assert len(opened) == 1


def test_a_query_of_our_own_takes_the_memory_of_a_batch() -> None:
    """自己写的查询有十万行，内存也只占一批的。"""
    tracemalloc.start()
    many = sum(
        1 for _ in streams.stream("SELECT repeat('职', %(long)s) FROM generate_series(1, 100000)", {"long": 500})
    )
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert many == 100_000
    assert peak < 6_000_000


def test_the_lists_of_rosters_and_of_remittances_come_as_filtered() -> None:
    """变更清册和汇缴书两张清单：筛过的才导出。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    client = signed_in(unit.agent)
    assert [line[1] for line in table(client.get("/unit/remittances/", {"export": "csv"}))[1:]] == [row.number]
    assert table(client.get("/unit/remittances/", {"export": "csv", "status": "allocated"}))[1:] == []
    refunds = table(client.get("/unit/suspense/", {"export": "csv"}))
    assert (refunds[0][:2], refunds[1:]) == (["退款单号", "申请时间"], [])
    adjusted = adjust_ratio(by=unit.agent, employer_ratio=Decimal(9), personal_ratio=Decimal(9), at=s.NOON)
    assert [line[:1] for line in table(client.get("/unit/adjustments/", {"export": "csv"}))[1:]] == [
        [f"TZ{adjusted:010d}"]
    ]
    assert table(client.get("/unit/adjustments/", {"export": "csv", "status": "undone"}))[1:] == []
    lists = table(client.get("/unit/change-lists/", {"export": "csv", "status": "confirmed"}))[1:]
    assert [(line[0], line[2]) for line in lists] == [("2026-11", "已确认")]


def test_every_export_carries_a_mark_the_audit_knows() -> None:
    """文件名、工作簿的页脚和属性都写着谁、什么时候导出的和一个标记；审计里凭标记找得到那一次。"""
    unit, _ = s.unit_with_workers(1)
    client = signed_in(unit.agent)
    marks = []
    for fmt in ("csv", "xlsx"):
        answer = client.get(f"/unit/employees/?export={fmt}")
        content, entry = body(answer), AuditEntry.objects.filter(action="web.export").latest("id")
        mark = entry.summary.partition("，标记 ")[2]
        assert re.fullmatch("[0-9a-f]{8}", mark)
        assert f"-{mark}.{fmt}" in answer["Content-Disposition"]
        marks.append(mark)
    assert len(set(marks)) == 2
    made = openpyxl.load_workbook(io.BytesIO(content))
    for said in (made.active.oddFooter.left.text, made.properties.description):
        assert f"标记 {mark}" in said
        assert unit.agent.name in said
    assert "不得转给无关的人" in made.properties.description


@pytest.mark.parametrize(("who", "code"), [("unit", "web.own_exports_per_day"), ("desk", "web.exports_per_day")])
def test_a_day_has_so_many_exports_and_no_more(who: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """大厅、柜面各有一天的份数：满了说清楚，不导出、不留导出的审计；别人不受影响，第二天又能导。"""
    monkeypatch.setattr(clock, "_real_now", lambda: s.NOON)
    known = parameters.value
    monkeypatch.setattr(parameters, "value", lambda name, **how: 2 if name == code else known(name, **how))
    unit, _ = s.unit_with_workers(1)
    one, other = (unit.agent, s.agent_of(unit)) if who == "unit" else (s.staff("accountant"), s.staff("accountant"))
    address = "/unit/employees/?export=csv" if who == "unit" else "/admin/deposits/remittance/?export=csv"
    for _ in range(2):
        assert signed_in(one).get(address).status_code == 200
    refused = signed_in(one).get(address, follow=True)
    assert refused.status_code == (429 if who == "unit" else 200)
    assert "您今天已经导出 2 份清单" in refused.content.decode()
    assert AuditEntry.objects.filter(action="web.export", username=one.username).count() == 2
    assert signed_in(other).get(address).status_code == 200
    monkeypatch.setattr(clock, "_real_now", lambda: s.NOON + timedelta(days=1))
    assert signed_in(one).get(address).status_code == 200
