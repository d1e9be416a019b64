"""日子和时刻只有一种写法。"""

import re
from datetime import UTC, date, datetime
from pathlib import Path

from django.template import Context, Template

ROOT = Path(__file__).resolve().parents[3]
DATE = re.compile(r"""\|date:["']([^"']+)["']""")
FOR_MACHINES = {"c", "Y-m-d"}
"""给机器读的：time 的 datetime、日期框的值。"""


def shown(text: str, **values: object) -> str:
    """一段模板写出来的字。"""
    return Template("{% load hall %}" + text).render(Context(values))


def test_a_day_and_a_moment_are_said_with_their_year() -> None:
    """日子写年月日，时刻是北京时间、写到分；没有的是空的。"""
    at = datetime(2026, 11, 17, 17, 42, 30, tzinfo=UTC)
    assert shown("{{ on|day }}（{{ on|weekday }}）", on=date(2026, 11, 5)) == "2026年11月5日（周四）"
    assert shown("{{ at|moment }}、{{ at|day }}", at=at) == "2026年11月18日 01:42、2026年11月18日"
    assert shown("{{ none|day }}{{ none|moment }}", none=None) == ""


def test_pages_have_no_other_way_to_say_a_day() -> None:
    """页面的模板不自己拼日期：给人看的都用 day、moment。"""
    own = {
        f"{path.relative_to(ROOT)}：{one}"
        for path in (ROOT / "templates").rglob("*.html")
        for one in DATE.findall(path.read_text(encoding="utf-8"))
        if one not in FOR_MACHINES
    }
    assert own == set()
