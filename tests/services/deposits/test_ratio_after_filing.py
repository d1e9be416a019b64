"""传了清册以后单位的比例才变：写着旧比例的说得出来，没写的照新的；清册、等式、金额处处是同一个数。"""

import json
from decimal import Decimal

import pytest

from deposits.models import ChangeList, ChangeRow
from deposits.rules.row_cells import Cell
from deposits.services.adjust_ratio import adjust_ratio
from deposits.services.confirm_big_list import ask_to_confirm
from deposits.services.confirm_list import confirm_change_list
from deposits.services.file_list import file_change_list
from deposits.services.mend_rows import SetCell, mend_rows
from deposits.services.same_as_last_month import file_same_as_last_month
from deposits.services.undo_adjustment import undo_adjustment
from gjj.declarations.errors import BizError
from gjj.periods.month import Month
from tests import situations as s
from tests.services.ledger.test_prove import prove

pytestmark = [pytest.mark.django_db, pytest.mark.article("TL-18")]
TEN = Decimal(10)


def ten_percent(unit: s.Unit) -> int:
    """单位和个人都从 8% 调到 10%。"""
    return adjust_ratio(by=unit.agent, employer_ratio=TEN, personal_ratio=TEN, at=s.NOON)


def confirm(unit: s.Unit, change_list_id: int) -> ChangeList:
    """看过现在的清册再确认，答确认以后的。"""
    seen = ChangeList.objects.get(pk=change_list_id).version
    confirm_change_list(by=unit.agent, change_list_id=change_list_id, at=s.NOON, version=seen)
    return ChangeList.objects.get(pk=change_list_id)


def codes(row: ChangeRow) -> list[str]:
    return [one["code"] for one in json.loads(row.remarks)["errors"]]


def blank(one: s.Worker) -> tuple[object, ...]:
    """开户的一行，比例空着。"""
    return ("开户", one.name, one.id_no, one.mobile, one.base, "", "", "")


def refused_first(unit: s.Unit, change_list_id: int, why: str) -> BizError:
    """和看过的不一样了：先不确认，说清为什么；没看新的就再来，也不确认。"""
    for code in ("rows_changed", "version_needed"):
        with pytest.raises(BizError) as caught:
            ask_to_confirm(by=unit.agent, change_list_id=change_list_id, at=s.NOON)
        assert (caught.value.code, caught.value.status) == (code, 409)
        assert caught.value.extra["version"] == ChangeList.objects.get(pk=change_list_id).version
        if code == "rows_changed":
            said = caught.value
    assert why in said.detail
    return said


def test_a_row_that_says_the_old_ratio_is_told_and_left_out() -> None:
    """一人写着 8%，一人空着；调到 10% 再确认：先说写着的通不过（ratio_not_units），一行也不生效；
    看过再确认，空着的按 10% 生效，存的金额和账户一样。"""
    unit, says, leaves = s.unit(), s.worker(), s.worker()
    filed = s.filed(unit, [s.line("开户", says), blank(leaves)])
    ten_percent(unit)
    refused_first(unit, filed.change_list_id, "行现在通不过：单位缴存比例 8%")
    assert not ChangeRow.objects.filter(change_list=filed.change_list_id).exclude(applied_at=None).exists()
    head = confirm(unit, filed.change_list_id)
    told, silent = ChangeRow.objects.filter(change_list=head)
    assert (codes(told), told.is_valid, told.applied_at) == (["ratio_not_units"] * 2, False, None)
    assert (silent.employer_ratio, silent.personal_ratio, silent.amount) == (TEN, TEN, Decimal("1600.00"))
    assert s.account_of(leaves).employer_amount == silent.employer_amount
    assert (head.valid_count, head.error_count, head.applied) == (1, 1, 1)
    assert (head.list_amount, head.summary["amount"][3]) == (Decimal("1600.00"), "1600.00")


def test_a_list_of_which_nothing_is_left_says_why_in_its_rows() -> None:
    """全都写着 8%：一行也没有确认，清册还是草稿，每一行写着为什么，改成 10% 就能确认。"""
    unit, one = s.unit(), s.worker()
    filed = s.filed(unit, [s.line("开户", one)])
    ten_percent(unit)
    with pytest.raises(BizError, match="nothing_to_confirm"):
        ask_to_confirm(by=unit.agent, change_list_id=filed.change_list_id, at=s.NOON)
    head, row = s.list_of(filed), ChangeRow.objects.get(change_list=filed.change_list_id)
    assert (head.status, head.valid_count, head.error_count) == ("draft", 0, 1)
    assert (codes(row), head.summary["amount"][3]) == (["ratio_not_units"] * 2, "0.00")
    changes = [SetCell(row.row, name, Cell("10%")) for name in ("employer_ratio", "personal_ratio")]
    mend_rows(by=unit.agent, change_list_id=head.pk, changes=changes, at=s.NOON)
    assert confirm(unit, head.pk).applied == 1
    assert s.account_of(one).employer_amount == Decimal("800.00")


def test_a_list_without_ratios_follows_the_new_one() -> None:
    """「与上月相同」没有比例两列：调到 10% 再确认，先说合计从多少变成多少、几行、谁哪天调的，什么也不生效；
    看过再确认，全部照新的，本月变化和账户一样。"""
    unit, workers = s.unit_with_workers(2, first_month=Month(2026, 10))
    s.paid(s.remittance_of(unit, Month(2026, 10)))
    filed = file_same_as_last_month(by=unit.agent, month=s.NOVEMBER, at=s.NOON)
    ten_percent(unit)
    said = refused_first(
        unit, filed.change_list_id, f"11月24日{unit.agent.name}把缴存比例从单位 8%、个人 8%调成单位 10%、个人 10%"
    )
    assert "2 行的月缴存额跟着变。本月应缴合计从 2,560.00 元变成 3,200.00 元" in said.detail
    assert (said.extra["amount_before"], said.extra["amount_after"]) == ("2560.00", "3200.00")
    assert [one["message"] for one in said.errors] == ["月缴存额 1,280.00 元变成 1,600.00 元"] * 2
    head = ChangeList.objects.get(pk=filed.change_list_id)
    assert (head.status, head.applied, head.list_amount) == ("draft", 0, Decimal("3200.00"))
    head = confirm(unit, filed.change_list_id)
    assert {row.amount for row in ChangeRow.objects.filter(change_list=head)} == {Decimal("1600.00")}
    assert (head.applied, head.list_amount) == (2, Decimal("3200.00"))
    assert head.summary["amount"] == ["2560.00", "640.00", "0.00", "3200.00"]
    assert s.remittance_of(unit).amount == Decimal("3200.00")


@pytest.mark.parametrize("taken_back", [False, True])
def test_a_total_that_changed_is_shown_again_though_no_row_did(taken_back: bool) -> None:
    """清册上只封存一个人，比例一调，留下的人就缴得不一样：行没有变，合计变了也先说；调了又撤销、合计照旧的不拦。"""
    unit, (leaves, _) = s.unit_with_workers(2, first_month=Month(2026, 10))
    s.paid(s.remittance_of(unit, Month(2026, 10)))
    filed = s.filed(unit, [("封存", leaves.name, leaves.id_no, leaves.mobile, None, "", "", "")])
    made = ten_percent(unit)
    if taken_back:
        undo_adjustment(by=unit.agent, adjustment_id=made, at=s.NOON)
    else:
        said = refused_first(unit, filed.change_list_id, "本月应缴合计从 1,280.00 元变成 1,600.00 元")
        assert not said.errors
    head = confirm(unit, filed.change_list_id)
    assert (head.status, s.remittance_of(unit).amount) == ("confirmed", Decimal("1280.00" if taken_back else "1600.00"))


def test_a_ratio_taken_back_after_it_was_seen_is_told_as_taken_back() -> None:
    """照新比例看过的清册，确认之前又撤销了调整：说是撤销的，从新的回到原来的。"""
    unit, _ = s.unit_with_workers(1, first_month=Month(2026, 10))
    s.paid(s.remittance_of(unit, Month(2026, 10)))
    made = ten_percent(unit)
    filed = file_same_as_last_month(by=unit.agent, month=s.NOVEMBER, at=s.NOON)
    undo_adjustment(by=unit.agent, adjustment_id=made, at=s.NOON)
    refused_first(unit, filed.change_list_id, "撤销了比例调整，缴存比例从单位 10%、个人 10%回到单位 8%、个人 8%")
    assert confirm(unit, filed.change_list_id).list_amount == Decimal("1280.00")


def test_rows_mended_before_the_ratio_changed_are_shown_again_too() -> None:
    """确认过一次，改好留下的一行，比例才变：再确认先说这一行变成多少。"""
    unit, good, low = s.unit(), s.worker(), s.worker(base="1.00")
    head = s.list_of(s.filed(unit, [blank(good), blank(low)]))
    confirm(unit, head.pk)
    bad = ChangeRow.objects.get(change_list=head, is_valid=False)
    mend_rows(by=unit.agent, change_list_id=head.pk, changes=[SetCell(bad.row, "base", Cell("5000"))], at=s.NOON)
    ten_percent(unit)
    said = refused_first(unit, head.pk, "1 行的月缴存额跟着变")
    assert [one["message"] for one in said.errors] == ["月缴存额 800.00 元变成 1,000.00 元"]
    assert s.remittance_of(unit).amount == Decimal("1600.00")


def test_a_ratio_written_on_the_page_is_judged_too() -> None:
    """文件里没有比例，在网页上写了 8%：调到 10% 再确认，也说得出来。"""
    unit, one = s.unit(), s.worker()
    text = (
        f"变更类型,职工姓名,证件号码,手机号码,缴存基数,单位缴存比例\n开户,{one.name},{one.id_no},{one.mobile},8000,\n"
    )
    filed = file_change_list(by=unit.agent, month=s.NOVEMBER, data=text.encode(), filename="名单.csv", at=s.NOON)
    mend_rows(
        by=unit.agent,
        change_list_id=filed.change_list_id,
        changes=[SetCell(2, "employer_ratio", Cell("8%"))],
        at=s.NOON,
    )
    ten_percent(unit)
    with pytest.raises(BizError, match="nothing_to_confirm"):
        confirm(unit, filed.change_list_id)
    assert codes(ChangeRow.objects.get(change_list=filed.change_list_id)) == ["ratio_not_units"]


def test_a_second_confirmation_with_a_lost_row_keeps_the_totals_of_the_whole_list() -> None:
    """第一次确认一行，改好两行再确认；其中一人别处先开了户：合计、等式是整份的，不是这一次的。"""
    unit, good, low, gone = s.unit(), s.worker(), s.worker(base="1.00"), s.worker(base="2.00")
    filed = s.filed(unit, [s.line("开户", one) for one in (good, low, gone)])
    confirm(unit, filed.change_list_id)
    changes = [SetCell(row.row, "base", Cell("5000")) for row in ChangeRow.objects.filter(is_valid=False)]
    mend_rows(by=unit.agent, change_list_id=filed.change_list_id, changes=changes, at=s.NOON)
    s.confirmed(s.unit(), [s.line("开户", gone, "5000")])
    refused_first(unit, filed.change_list_id, "别处已有账户")
    head = confirm(unit, filed.change_list_id)
    assert (head.applied, head.valid_count, head.error_count) == (2, 2, 1)
    assert (head.list_amount, head.summary["people"]) == (Decimal("2080.00"), [0, 2, 0, 2])
    assert head.summary["amount"] == ["0.00", "2080.00", "0.00", "2080.00"]
    assert s.remittance_of(unit).amount == Decimal(head.summary["amount"][3])


@pytest.mark.parametrize("taken_back", [False, True])
def test_mending_after_a_ratio_change_keeps_the_change_in_the_equation(taken_back: bool) -> None:
    """确认、调比例（或者又撤销）、再改留下的一行：等式里比例的增减还在，本月就是汇缴书的金额。"""
    unit, good, low = s.unit(), s.worker(), s.worker(base="1.00")
    head = s.list_of(s.filed(unit, [blank(good), ("开户", low.name, low.id_no, low.mobile, low.base, "", "", "")]))
    confirm(unit, head.pk)
    made = ten_percent(unit)
    if taken_back:
        undo_adjustment(by=unit.agent, adjustment_id=made, at=s.NOON)
    bad = ChangeRow.objects.get(change_list=head, is_valid=False)
    mend_rows(by=unit.agent, change_list_id=head.pk, changes=[SetCell(bad.row, "base", Cell("5000"))], at=s.NOON)
    head = confirm(unit, head.pk)
    before, added, removed, after = (Decimal(one) for one in head.summary["amount"])
    book = s.remittance_of(unit)
    assert before + added - removed == after == book.amount
    assert book.amount == Decimal("2080.00" if taken_back else "2600.00")
    assert prove()["status"] == "green"


@pytest.mark.parametrize("taken_back", [False, True])
def test_a_ratio_changed_before_the_list_is_told_as_a_change_of_this_month(taken_back: bool) -> None:
    """先调比例再报清册：汇缴书上的上月是上月汇缴的金额，调比例的增减写在本月里；确认以后又撤销的，等式还是平的。"""
    unit, _ = s.unit_with_workers(2, first_month=Month(2026, 10))
    paid = s.paid(s.remittance_of(unit, Month(2026, 10))).amount
    made = ten_percent(unit)
    filed = file_same_as_last_month(by=unit.agent, month=s.NOVEMBER, at=s.NOON)
    assert s.list_of(filed).summary["amount"][0] == str(paid)
    head = confirm(unit, filed.change_list_id)
    if taken_back:
        undo_adjustment(by=unit.agent, adjustment_id=made, at=s.NOON)
        head.refresh_from_db()
    before, added, removed, after = (Decimal(one) for one in head.summary["amount"])
    book = s.remittance_of(unit)
    assert (before, before + added - removed) == (paid, after)
    assert after == book.amount
    assert (book.amount == paid) is taken_back
