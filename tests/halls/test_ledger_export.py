"""单位明细账的导出自己对得上：年初余额、每一笔、合计、年末余额；筛过的写明没有列出的是多少。"""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from gjj.money.amounts import ZERO
from gjj.periods.month import Month
from tests import situations as s
from tests.halls.test_exports import book, table
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/unit/ledger/"
NEXT = Month(2027, 1)
NEW_YEAR = s.NOON + timedelta(days=45)


def two_years() -> s.Unit:
    """十一月、十二月缴在 2026 年，一月的缴在 2027 年：2027 年的账有年初余额。"""
    unit, workers = s.unit_with_workers(2)
    s.paid(s.remittance_of(unit))
    s.month_done(unit, [s.line("正常", workers[0])], Month(2026, 12), s.NOON.replace(month=12))
    s.month_done(unit, [s.line("正常", workers[0])], NEXT, NEW_YEAR)
    return unit


def money(text: Any) -> Decimal:
    return Decimal(text) if text not in (None, "") else ZERO


def reconciled(lines: list[Any]) -> dict[str, tuple[Any, ...]]:
    """表里的各行：余额逐行接得上，明细加起来是合计，年初减借加贷是年末；返回没有日期的那几行。"""
    head, *rows = lines
    place = {title: number for number, title in enumerate(head)}
    totals = {row[place["业务"]]: tuple(row) for row in rows if not row[place["日期"]]}
    debit = sum((money(row[place["借方"]]) for row in rows if row[place["日期"]]), ZERO)
    credit = sum((money(row[place["贷方"]]) for row in rows if row[place["日期"]]), ZERO)
    listed = totals.get("列出的合计", totals["本年合计"])
    assert (money(listed[place["借方"]]), money(listed[place["贷方"]])) == (debit, credit)
    if "没有列出的合计" in totals:
        debit += money(totals["没有列出的合计"][place["借方"]])
        credit += money(totals["没有列出的合计"][place["贷方"]])
    opening, closing = (money(totals[name][place["余额"]]) for name in ("年初余额", "年末余额"))
    assert opening - debit + credit == closing
    return totals


@pytest.mark.parametrize("year", ["2026", "2027"])
@pytest.mark.parametrize("kept", ["fund", "suspense"])
def test_the_exported_ledger_reconciles_by_itself(kept: str, year: str) -> None:
    """两本账、两年，xlsx 和 csv 都是：头一行年初余额，末一行年末余额，中间加起来对得上。"""
    client = signed_in(two_years().agent)
    for fmt, read in (("csv", table), ("xlsx", book)):
        lines = read(client.get(PAGE, {"year": year, "book": kept, "export": fmt}))
        assert [lines[1][1], lines[-2][1], lines[-1][1]] == ["年初余额", "本年合计", "年末余额"]
        totals = reconciled(lines)
        assert set(totals) == {"年初余额", "本年合计", "年末余额"}
        if kept == "fund":
            assert (money(totals["年初余额"][6]) > 0) is (year == "2027")


def test_a_filtered_export_says_how_much_is_not_in_it() -> None:
    """只导出找到的几笔：列出的、没有列出的各合计多少，加起来还是到年末余额。"""
    client = signed_in(two_years().agent)
    found = client.get(PAGE, {"year": "2026"}).context["found"]
    asked = {"year": "2026", "q": found.rows[0].line.serial, "export": "csv"}
    lines = table(client.get(PAGE, asked))
    assert len([line for line in lines[1:] if line[0]]) == 1 < len(found.rows)
    totals = reconciled(lines)
    assert money(totals["没有列出的合计"][5]) == found.credit - found.rows[0].line.credit
    assert totals["年末余额"][6] == f"{found.closing:.2f}"
