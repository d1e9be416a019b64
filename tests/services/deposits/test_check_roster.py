"""命令行看名单：和上传是同一套判断，逐格说清，什么也不存，有错误以 1 退出。"""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from deposits.models import ChangeList
from deposits.selectors.change_lists import change_list_json
from deposits.services.file_list import file_change_list
from gjj import clock
from gjj.periods.month import Month
from tests import situations as s

pytestmark = pytest.mark.django_db
EXPECTED = json.loads((s.SAMPLES / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """办理日就是各情形用的那一天。"""
    monkeypatch.setattr(clock, "now", lambda: s.NOON)


def run(path: Path, **options: Any) -> tuple[int, str]:
    """退出码和打印的话。"""
    said = io.StringIO()
    try:
        call_command("check_roster", str(path), stdout=said, **options)
    except SystemExit as stopped:
        return int(stopped.code or 0), said.getvalue()
    return 0, said.getvalue()


def test_every_bad_cell_is_printed_with_its_rule_and_its_cure() -> None:
    """错误样本的 27 处错，每处一行：行、列、编码、姓名、是什么、依据、改法；退出码 1，什么也没存。"""
    unit = s.unit("示范精密制造有限公司")
    code, said = run(s.SAMPLES / "roster_errors.xlsx", unit=unit.account.number, month=s.NOVEMBER)
    lines = [line for line in said.splitlines() if line.startswith("✗")]
    assert code == 1
    assert len(lines) == len(EXPECTED["errors"]) == 27
    for want, line in zip(sorted(EXPECTED["errors"], key=lambda one: one["row"]), lines, strict=True):
        row, column, got, name, message, rule, fix = line.split("　")
        assert (row, column, got) == (f"✗ 第 {want['row']} 行", want["column"], want["code"])
        assert name
        assert message
        assert len(rule) > len("依据：")
        assert len(fix) > len("改法：")
    assert "读取 201 行" in said
    assert "通过 174 行，有错误 27 行共 27 处" in said
    assert "清册金额 270,222.00 元" in said
    assert "人数 上月 0 + 增 174 − 减 0 = 本月 174" in said
    assert not ChangeList.objects.exists()


@pytest.mark.parametrize("name", ["roster_messy_valid.xlsx", "roster_valid.xls", "roster_valid_gbk.csv"])
def test_a_list_without_errors_exits_zero(name: str) -> None:
    """没有错误的名单退出码 0，金额和说好的一样。"""
    unit = s.unit("示范精密制造有限公司")
    code, said = run(s.SAMPLES / name, unit=unit.account.number)
    assert code == 0
    assert "✗" not in said
    assert "清册金额 1,786,020.00 元" in said


def test_the_unit_is_found_by_the_name_in_the_sheet() -> None:
    """不写单位账号，就按表里写的单位名称找。"""
    s.unit("示范精密制造有限公司")
    code, said = run(s.SAMPLES / "roster_messy_valid.xlsx")
    assert code == 0
    assert "按 示范精密制造有限公司（单位账号" in said


def test_without_a_known_unit_it_asks_for_one() -> None:
    """表里写的单位没有账户，或者没有写单位，请写明账号。"""
    for name in ("roster_messy_valid.xlsx", "roster_valid.xls"):
        code, said = run(s.SAMPLES / name)
        assert code == 1
        assert said.startswith("✗ unit_not_told")
    assert "没有单位账号 0000" in run(s.SAMPLES / "roster_valid.xls", unit="0000")[1]


def test_json_says_what_the_upload_answers() -> None:
    """JSON 和上传的答复一个字不差：同一套判断。"""
    unit = s.unit("示范精密制造有限公司")
    path = s.SAMPLES / "roster_errors.xlsx"
    code, said = run(path, unit=unit.account.number, json=True)
    got = json.loads(said)
    filed = file_change_list(by=unit.agent, month=s.NOVEMBER, data=path.read_bytes(), filename=path.name, at=s.NOON)
    answer = change_list_json(unit.agent, s.list_of(filed), s.NOON)
    assert code == 1
    for part in ("counts", "warnings", "list_totals", "totals"):
        assert got[part] == answer[part], part
    assert [sorted(one.items()) for one in got["errors"]] == [sorted(one.items()) for one in answer["errors"]]
    assert got["repairs"][:100] == answer["repairs"]


def test_a_file_that_cannot_be_read_is_one_clear_line(tmp_path: Path) -> None:
    """整个文件读不了：一行说清编码、是什么、怎么改，退出码 1。"""
    path = tmp_path / "名单.xlsx"
    path.write_bytes(b"%PDF-1.7")
    code, said = run(path, unit=s.unit().account.number)
    assert code == 1
    assert said.startswith("✗ file_not_workbook")
    assert "改法：" in said


def test_another_units_list_is_refused() -> None:
    """别的单位的名单，和上传一样不收，说清编码。"""
    number = s.unit("另一家有限公司").account.number
    assert "file_of_other_unit" in run(s.SAMPLES / "roster_errors.xlsx", unit=number)[1]


@pytest.mark.parametrize("month", [None, s.NOVEMBER, s.NOVEMBER + 2])
def test_rows_are_checked_even_when_the_month_is_not_open(month: Month | None) -> None:
    """十一月办完了：照应办的十二月、办过的十一月、还没到的一月看，逐行照样核对，月份的事先提醒一句。"""
    unit, _ = s.unit_with_workers(1, name="示范精密制造有限公司")
    s.paid(s.remittance_of(unit))
    code, said = run(s.SAMPLES / "roster_errors.xlsx", unit=unit.account.number, month=month)
    notes = [
        line for line in said.splitlines() if line.startswith(("△ month_not_open", "△ already_paid", "△ month_skipped"))
    ]
    assert len(notes) == 1
    assert "读取 201 行" in said
    assert len([line for line in said.splitlines() if line.startswith("✗ 第")]) >= 27
    assert code == 1
