"""上传变更清册：样本逐格读对、坏文件挡住、月份守住、同一份文件只算一次。"""

import json
from decimal import Decimal

import pytest

from deposits.models import Account, ChangeList, ChangeRow
from deposits.selectors.change_lists import change_list_json, remarks
from deposits.services.file_list import file_change_list
from gjj.declarations.errors import BizError
from gjj.periods.month import Month
from tests import situations as s

pytestmark = pytest.mark.django_db
EXPECTED = json.loads((s.SAMPLES / "expected.json").read_text(encoding="utf-8"))


def precise() -> s.Unit:
    """示范精密制造有限公司：样本名单的单位。"""
    return s.unit("示范精密制造有限公司")


def upload(of: s.Unit, name: str, month: Month = s.NOVEMBER) -> ChangeList:
    data = (s.SAMPLES / name).read_bytes()
    return s.list_of(file_change_list(by=of.agent, month=month, data=data, filename=name, at=s.NOON))


def refused(of: s.Unit, data: bytes, filename: str = "清册.xlsx", month: Month = s.NOVEMBER) -> BizError:
    with pytest.raises(BizError) as caught:
        file_change_list(by=of.agent, month=month, data=data, filename=filename, at=s.NOON)
    assert not ChangeList.objects.exists()
    assert not Account.objects.exists()
    return caught.value


@pytest.mark.parametrize("name", ["roster_messy_valid.xlsx", "roster_valid.xls", "roster_valid_gbk.csv"])
def test_every_row_of_the_samples_comes_out_exactly(name: str) -> None:
    """样本名单的每一行都读成说好的值，一分不差。"""
    head = upload(precise(), name)
    about = EXPECTED["files"][name]
    assert (head.status, head.header_row, head.valid_count, head.error_count) == ("draft", about["header_row"], 1200, 0)
    assert head.list_amount == Decimal(about["amount"])
    stored = {row.row: row for row in ChangeRow.objects.filter(change_list=head)}
    for want in EXPECTED["valid"]:
        row = stored[want["row"] + about["row_offset"]]
        got = (row.type, row.name, row.id_no, row.mobile, row.base, row.employer_ratio, row.personal_ratio)
        numbers = tuple(Decimal(want[key]) for key in ("base", "employer_ratio", "personal_ratio"))
        assert got == (want["type"], want["name"], want["id_no"], want["mobile"], *numbers)


def test_every_bad_row_is_named_with_its_rule_and_its_cure() -> None:
    """错误样本的 27 处错，每处有编码、行、列、姓名、是什么、怎么改。"""
    unit = precise()
    head = upload(unit, "roster_errors.xlsx")
    body = change_list_json(unit.agent, head, s.NOON)
    assert body["counts"]["rows"] == 201
    assert body["counts"]["valid"] == 174
    assert body["list_totals"] == {"employees": 174, "amount": "270222.00"}
    got = {(one["row"], one["column"], one["code"], one.get("same_as")) for one in body["errors"]}
    assert got == {(one["row"], one["column"], one["code"], one.get("same_as")) for one in EXPECTED["errors"]}
    for one in body["errors"]:
        assert one["message"]
        assert one["fix"]
        assert "name" in one


def test_each_repair_is_reported_with_what_it_was() -> None:
    """改过的每一处都说清原来是什么、读作什么。"""
    unit = precise()
    head = upload(unit, "roster_messy_valid.xlsx")
    rules = {
        one["rule"]
        for row in ChangeRow.objects.filter(change_list=head, is_repaired=True)
        for one in remarks(row, head, plain=True)["repairs"]
    }
    for word in ("全角", "空格", "撇号", "逗号", "元", "连接符", "百分数"):
        assert any(word in rule for rule in rules), word


def test_filing_touches_no_account() -> None:
    """上传只是读取，不建任何账户。"""
    upload(precise(), "roster_messy_valid.xlsx")
    assert not Account.objects.exists()


def test_the_same_file_twice_is_the_same_list() -> None:
    """同一份文件再传，取原来那份清册。"""
    unit = precise()
    first = upload(unit, "roster_errors.xlsx")
    data = (s.SAMPLES / "roster_errors.xlsx").read_bytes()
    again = file_change_list(by=unit.agent, month=s.NOVEMBER, data=data, filename="改名.xlsx", at=s.NOON)
    assert again.is_duplicate
    assert again.change_list_id == first.pk


def test_another_units_file_is_refused() -> None:
    """写着别的单位名称的清册不收，账户不动。"""
    error = refused(s.unit("另一家有限公司"), (s.SAMPLES / "roster_errors.xlsx").read_bytes())
    assert error.code == "file_of_other_unit"
    assert "账户没有任何变动" in error.detail


def test_a_skipped_month_is_refused() -> None:
    """汇缴要逐月办，跳月不收，说清该办哪个月。"""
    unit = s.unit(first_month=Month(2026, 10))
    error = refused(unit, s.roster(unit, [s.line("开户", s.worker())]))
    assert (error.code, error.status, error.article) == ("month_skipped", 409, "TL-20")
    assert error.extra["open_month"] == "2026-10"


def test_a_month_that_has_not_come_is_refused() -> None:
    """还没到的月份不收。"""
    unit = s.unit(first_month=Month(2026, 12))
    error = refused(unit, s.roster(unit, [s.line("开户", s.worker())], Month(2026, 12)), month=Month(2026, 12))
    assert error.code == "month_not_open"


def test_a_paid_month_is_refused() -> None:
    """已经入账的月份不再办。"""
    unit, _ = s.unit_with_workers(1, first_month=s.NOVEMBER)
    s.paid(s.remittance_of(unit))
    with pytest.raises(BizError) as caught:
        s.filed(unit, [s.line("开户", s.worker())])
    assert caught.value.code == "already_paid"


def test_a_confirmed_month_names_the_list_to_go_on_with() -> None:
    """已确认的月份再传别的清册，指出已确认的那份。"""
    unit, _ = s.unit_with_workers(1)
    with pytest.raises(BizError) as caught:
        s.filed(unit, [s.line("开户", s.worker())])
    assert caught.value.code == "month_confirmed"
    assert ChangeList.objects.get(pk=caught.value.extra["id"]).status == "confirmed"


def test_a_reviewer_may_not_file() -> None:
    """复核人只能看，不能上传。"""
    unit = s.unit()
    with pytest.raises(BizError) as caught:
        file_change_list(by=unit.reviewer, month=s.NOVEMBER, data=b"x", filename="a.csv", at=s.NOON)
    assert caught.value.code == "not_permitted"


@pytest.mark.article("TL-13")
def test_another_units_employee_cannot_be_opened_or_sealed_here() -> None:
    """别的单位的职工：在这里开户、封存都不行，也不透露是哪家单位。"""
    other, (theirs,) = s.unit_with_workers(1, name="他方有限公司")
    unit = s.unit()
    head = s.list_of(s.filed(unit, [s.line("开户", theirs), s.line("封存", s.worker())]))
    codes = [one["code"] for row in head.rows.all() for one in remarks(row, head, plain=True)["errors"]]
    assert codes == ["already_open", "not_in_unit"]
    assert "他方" not in json.dumps(change_list_json(unit.agent, head, s.NOON), ensure_ascii=False)


def test_the_summary_equation_holds_for_people_and_money() -> None:
    """上月人数 + 增 − 减 = 本月人数，金额同理。"""
    unit, (stays, leaves) = s.unit_with_workers(2, first_month=Month(2026, 10))
    s.paid(s.remittance_of(unit, Month(2026, 10)))
    new = s.worker(base="10000.00")
    head = s.list_of(s.filed(unit, [s.line("开户", new), s.line("封存", leaves), s.line("基数调整", stays, "9000")]))
    assert head.summary["people"] == [2, 1, 1, 2]
    assert head.summary["amount"] == ["2560.00", "1760.00", "1280.00", "3040.00"]


def test_a_person_who_is_not_in_the_file_stays_as_last_month() -> None:
    """没有写在表里的职工按上月不变。"""
    unit, workers = s.unit_with_workers(3, first_month=Month(2026, 10))
    s.paid(s.remittance_of(unit, Month(2026, 10)))
    s.confirmed(unit, [s.line("正常", workers[0])])
    assert s.remittance_of(unit).employees == 3
