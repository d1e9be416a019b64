"""不能再改的清册：修改页只给看，说清为什么、接着怎么办；没写完的格子不留。"""

import io

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from deposits.models import CellDraft, ChangeList
from deposits.roster.read import read_roster
from deposits.rules.row_cells import Cell
from deposits.services.cell_drafts import keep_draft
from deposits.services.confirm_list import confirm_change_list
from deposits.services.mend_rows import SetCell, mend_rows
from gjj import clock
from gjj.declarations.errors import BizError
from tests import situations as s
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db
GOOD, BAD = 4, 5


def drafted() -> tuple[s.Unit, ChangeList]:
    """一行对、一行基数太低，两行各有一格没写完。"""
    unit = s.unit()
    head = s.list_of(s.filed(unit, [s.line("开户", s.worker()), s.line("开户", s.worker(), "1")]))
    for row in (GOOD, BAD):
        keep_draft(by=unit.agent, change_list_id=head.pk, row=row, field="base", text="88", at=s.NOON)
    return unit, head


def page(client: Client, head: ChangeList) -> str:
    shown = client.get(reverse("deposits:mend", args=[head.pk]) + "?show=all")
    assert shown.status_code == 200
    return shown.content.decode()


def test_once_the_remittance_exists_the_grid_is_read_only() -> None:
    """生成汇缴书以后按地址打开修改页：没有能写的格，说已生成汇缴书、怎样才能改。"""
    unit, head = drafted()
    client = signed_in(unit.agent)
    assert "data-save" in page(client, head)
    confirm_change_list(by=unit.agent, change_list_id=head.pk, at=s.NOON)
    s.remittance_of(unit)
    shown = page(client, head)
    assert "汇缴书已经生成，清册现在改不了" in shown
    assert "撤销汇缴书" in shown
    assert not any(mark in shown for mark in ("data-save", 'name="base"', "id_text", "data-undo"))
    assert not CellDraft.objects.exists()


def test_a_row_that_took_effect_keeps_no_draft_and_the_rest_do() -> None:
    """确认时生效的行，没写完的删掉；留下要改的那一行还在。"""
    unit, head = drafted()
    confirm_change_list(by=unit.agent, change_list_id=head.pk, at=s.NOON)
    assert list(CellDraft.objects.values_list("row", flat=True)) == [BAD]
    with pytest.raises(BizError) as caught:
        keep_draft(by=unit.agent, change_list_id=head.pk, row=GOOD, field="base", text="88", at=s.NOON)
    assert caught.value.code == "row_applied"


def test_a_closed_list_takes_no_draft_and_a_late_save_says_why() -> None:
    """不能改的清册不收草稿；晚到的保存答 409、说清为什么，也不留草稿。"""
    unit, head = drafted()
    client = signed_in(unit.agent)
    confirm_change_list(by=unit.agent, change_list_id=head.pk, at=s.NOON)
    s.remittance_of(unit)
    with pytest.raises(BizError) as caught:
        keep_draft(by=unit.agent, change_list_id=head.pk, row=BAD, field="base", text="88", at=s.NOON)
    assert (caught.value.code, caught.value.status) == ("month_confirmed", 409)
    late = client.post(
        reverse("deposits:mend", args=[head.pk]), {"do": "save", "row": BAD, "base": "9000", "was_base": "1"}
    )
    assert late.status_code == 409
    assert "变更清册不再改动" in late.content.decode()
    assert not CellDraft.objects.exists()


def test_nothing_that_passed_is_not_offered_to_be_confirmed() -> None:
    """一行也没有通过：不给「确认通过的 0 行」；改好一行就给。"""
    unit = s.unit()
    head = s.list_of(s.filed(unit, [s.line("开户", s.worker(), "1")]))
    client, address = signed_in(unit.agent), reverse("deposits:change_list", args=[head.pk])
    confirm = reverse("deposits:change_list_confirm", args=[head.pk])
    shown = client.get(address).content.decode()
    assert "还没有一行通过" in shown
    assert confirm not in shown
    mend_rows(by=unit.agent, change_list_id=head.pk, changes=[SetCell(4, "base", Cell("8000"))], at=s.NOON)
    assert confirm in client.get(address).content.decode()


def test_our_own_template_is_not_said_to_hold_rows_that_are_nobody() -> None:
    """我们自己的模板下面的填表说明，不说成「不是人员」；别人写的合计照说。"""
    unit = s.unit()
    head = s.list_of(s.filed(unit, [s.line("开户", s.worker())]))
    assert head.skipped == []
    book = openpyxl.load_workbook(io.BytesIO(head.content))
    book.active.append(["合计", 1])
    buffer = io.BytesIO()
    book.save(buffer)
    file = read_roster(buffer.getvalue(), "清册.xlsx")
    assert [one.text for one in file.skipped] == ["合计"]


def test_the_page_says_when_a_row_takes_effect() -> None:
    """确认过的清册：格子页写明改好的再确认才生效、从哪个月起算，已生效的下个月写「基数更正」；改好的行等在那里也说；改已生效的行拒绝的话一样。"""
    unit, head = drafted()
    client = signed_in(unit.agent)
    assert "确认之前，不会改动任何职工账户" in page(client, head)
    confirm_change_list(by=unit.agent, change_list_id=head.pk, at=s.NOON)
    shown = page(client, head)
    assert "再确认一次才生效，从 2026年11月起算" in shown
    assert "在 2026年12月的清册里写一行「基数更正」" in shown
    assert "确认之前，不会改动任何职工账户" not in shown
    mended = [SetCell(BAD, "base", Cell("8000"))]
    mend_rows(by=unit.agent, change_list_id=head.pk, changes=mended, at=s.NOON)
    listed = client.get(reverse("deposits:change_list", args=[head.pk])).content.decode()
    assert "再确认一次就生效，从 2026年11月起算" in listed
    with pytest.raises(BizError) as caught:
        mend_rows(by=unit.agent, change_list_id=head.pk, changes=[SetCell(GOOD, "base", Cell("9000"))], at=s.NOON)
    assert (caught.value.code, "下个月的清册里给他写一行「基数更正」" in caught.value.fix) == ("row_applied", True)


def test_a_draft_whose_month_went_with_another_list_says_so_everywhere() -> None:
    """11 月有两份草稿，确认了一份、付了款：另一份的页、格子、清单、比例调整都说不能再确认，只剩作废；不说「待确认」「改好才能确认」。"""
    clock.set_to(s.NOON)
    unit = s.unit()
    one, two = s.worker(), s.worker()
    left = s.filed(unit, [s.line("开户", one)])
    s.confirmed(unit, [s.line("开户", two)])
    client, page = signed_in(unit.agent), f"/unit/change-lists/{left.change_list_id}/"
    told = client.get(page).content.decode()
    for words in ("这一份不能再确认", "办的是另一份清册", "在那一份里添行", "作废这一份"):
        assert words in told
    assert "待确认" not in told
    assert 'id="confirm"' not in told
    s.paid(s.remittance_of(unit))
    told = client.get(page).content.decode()
    assert "请在以后月份的清册里办" in told
    assert "先撤销" not in told
    grid = client.get(f"{page}mend/").content.decode()
    assert "已经确认了另一份变更清册" in grid
    assert "不能再确认" in client.get("/unit/change-lists/").content.decode()
    assert "没确认的变更清册" not in client.get("/unit/adjustments/ratio/").content.decode()
    assert client.post(f"{page}discard/", follow=True).status_code == 200
    assert "已作废" in client.get(page).content.decode()
