"""操作日志里的话：金额、栏目和大厅别处一样说。"""

import re

import pytest

from deposits.rules.row_cells import Cell
from deposits.services.mend_rows import SetCell, mend_rows
from gjj.periods.month import Month
from tests import situations as s
from tests.halls.test_unit_queries import two_months
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db


def test_what_the_log_says_of_money_and_fields_reads_like_the_rest_of_the_hall() -> None:
    """操作日志里的金额带千分位，栏目都是中文：页面和导出一样，没有字段名，没有 515984.00 这样的写法。"""
    made, workers = two_months()
    december = s.NOON.replace(month=12)
    head = s.filed(made, [s.line("正常", workers[1])], Month(2026, 12), december).change_list_id
    mend_rows(by=made.agent, change_list_id=head, changes=[SetCell(4, "mobile", Cell("13800000001"))], at=december)
    client = signed_in(made.agent)
    rows = client.get("/unit/log/").context["rows"]
    told = [text for row in rows for one in row["changes"] for text in one]
    assert {one[0] for row in rows for one in row["changes"]} >= {"金额（元）", "人数", "清册版次"}
    exported = b"".join(client.get("/unit/log/", {"export": "csv"}).streaming_content).decode("utf-8-sig")
    for text in [*told, *exported.splitlines()]:
        assert not re.search(r"\d{4,}\.\d\d", text), text
        assert not re.search(r"[a-z]{3,}：", text), text
    assert any(re.fullmatch(r"\d,\d{3}\.00", text) for text in told)
