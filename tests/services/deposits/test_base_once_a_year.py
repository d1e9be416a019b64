"""基数一个缴存年度调一次：页面、接口、命令行、确认时说的是同一个编码；填错了有「基数更正」；到了新年度又能调。"""

import io
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from psycopg2.extras import DateRange

from deposits.models import Account, ChangeRow, EmployerAccount
from deposits.services.confirm_list import confirm_change_list
from gjj import clock
from gjj.declarations.errors import BizError
from gjj.parameters.models import Parameter
from gjj.periods.month import Month
from tests import situations as s
from tests.api.caller import Caller
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db
OCTOBER, DECEMBER = Month(2026, 10), Month(2026, 12)
CODE = "base_adjusted_this_year"


def raised_in_october() -> tuple[s.Unit, s.Worker]:
    """九月开户，十月从 8,000 调到 9,000，都已入账。"""
    unit, (one,) = s.unit_with_workers(1, first_month=Month(2026, 9))
    s.paid(s.remittance_of(unit, Month(2026, 9)))
    s.month_done(unit, [s.line("基数调整", one, "9000.00")], OCTOBER)
    return unit, one


def codes_of(change_list_id: int) -> list[str]:
    (row,) = ChangeRow.objects.filter(change_list=change_list_id)
    told = json.loads(row.remarks)
    return [one["code"] for one in [*told["errors"], *told["warnings"]]]


@pytest.mark.parametrize("kind", ["基数调整", "正常"])
def test_a_second_adjustment_is_refused_with_one_code_everywhere(kind: str) -> None:
    """十一月再调到 9,500：清册、接口、页面、命令行都说今年调过了、是本市规定和照现在的改法；什么也不生效。"""
    unit, one = raised_in_october()
    lines = [s.line(kind, one, "9500.00")]
    answer = Caller(unit.agent).upload(s.roster(unit, lines), "名单.xlsx", "2026-11").json()
    (error,) = answer["errors"]
    assert (error["code"], error.get("article"), error["column"]) == (CODE, None, "缴存基数")
    assert "本市规定" in error["message"]
    assert error["mend"] == {"field": "base", "value": "9000.00", "label": "照现在的 9,000.00 元"}
    page = signed_in(unit.agent).get(f"/unit/change-lists/{answer['id']}/").content.decode()
    assert "2026 缴存年度已经调过 1 次基数" in page
    with pytest.raises(BizError, match="nothing_to_confirm"):
        confirm_change_list(by=unit.agent, change_list_id=answer["id"], at=s.NOON)
    assert s.account_of(one).base == Decimal("9000.00")


def test_the_command_says_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """check_roster 打印同一个编码，退出码 1。"""
    monkeypatch.setattr(clock, "now", lambda: s.NOON)
    unit, one = raised_in_october()
    path = tmp_path / "名单.xlsx"
    path.write_bytes(s.roster(unit, [s.line("基数调整", one, "9500.00")]))
    said = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("check_roster", str(path), stdout=said, unit=unit.account.number, month=s.NOVEMBER)
    assert f"　{CODE}　" in said.getvalue()


def test_a_wrong_base_is_corrected_and_leaves_a_word() -> None:
    """上次填错了写「基数更正」：照样生效，提醒留好依据；更正不占次数。"""
    unit, one = raised_in_october()
    filed = s.filed(unit, [s.line("基数更正", one, "9500.00")])
    assert codes_of(filed.change_list_id) == ["base_corrected"]
    confirm_change_list(by=unit.agent, change_list_id=filed.change_list_id, at=s.NOON)
    assert s.account_of(one).base == Decimal("9500.00")
    assert s.account_of(one).employer_amount == Decimal("760.00")


def test_the_same_base_and_other_units_do_not_count() -> None:
    """照现在的基数再报一次没有变化，不拦；别的单位调过的不算本单位的。"""
    unit, one = raised_in_october()
    assert codes_of(s.filed(unit, [s.line("基数调整", one, "9000.00")]).change_list_id) == []
    other = s.unit()
    Account.objects.filter(pk=s.account_of(one).pk).update(employer_account=other.account)
    assert codes_of(s.filed(other, [s.line("基数调整", one, "9500.00")]).change_list_id) == []


def test_moving_to_the_floor_does_not_use_up_the_year() -> None:
    """七月上下限变了，非调到下限不可：不占次数，八月还能调到真的工资；再调第二次就不能了。"""
    unit, (one,) = s.unit_with_workers(1, first_month=Month(2026, 6))
    Account.objects.filter(pk=s.account_of(one).pk).update(base="2250.00")
    s.paid(s.remittance_of(unit, Month(2026, 6)))
    s.month_done(unit, [s.line("基数调整", one, "2350.00")], Month(2026, 7))
    s.month_done(unit, [s.line("基数调整", one, "9000.00")], Month(2026, 8))
    assert s.account_of(one).base == Decimal("9000.00")
    assert codes_of(s.filed(unit, [s.line("基数调整", one, "9500.00")], Month(2026, 9)).change_list_id) == [CODE]


@pytest.mark.parametrize("kind", ["基数调整", "基数更正"])
def test_a_line_left_as_it_was_is_no_adjustment(kind: str) -> None:
    """照原来的基数填的一行读成「正常」：不占次数，也没有「缴存基数已调整」告诉职工；下个月还能调。"""
    unit, (one,) = s.unit_with_workers(1, first_month=Month(2026, 9))
    s.paid(s.remittance_of(unit, Month(2026, 9)))
    s.month_done(unit, [s.line(kind, one, "8000.00")], OCTOBER)
    row = ChangeRow.objects.get(change_list__month=OCTOBER)
    assert (row.type, row.uses_adjust, row.amount) == ("unchanged", False, Decimal("1280.00"))
    assert codes_of(s.filed(unit, [s.line("基数调整", one, "9500.00")]).change_list_id) == []


def test_a_new_fund_year_and_a_larger_number_open_it_again() -> None:
    """七月起是新的缴存年度，又能调；参数写两次的城市，今年还能再调一次。"""
    unit, (one,) = s.unit_with_workers(1, first_month=Month(2026, 5))
    s.paid(s.remittance_of(unit, Month(2026, 5)))
    s.month_done(unit, [s.line("基数调整", one, "9000.00")], Month(2026, 6))
    assert codes_of(s.filed(unit, [s.line("基数调整", one, "9500.00")], Month(2026, 7)).change_list_id) == []
    again, two = raised_in_october()
    EmployerAccount.objects.filter(pk=again.account_id).update(area="county")
    Parameter.objects.create(
        code="deposits.base_adjusts_a_year", label="基数调整", area="county", valid=DateRange(date(2026, 1, 1), None),
        kind="int", value="2", confidence="certain", created_at=s.NOON,
    )  # fmt: skip
    assert codes_of(s.filed(again, [s.line("基数调整", two, "9500.00")]).change_list_id) == []
