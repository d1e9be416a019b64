"""年度基数调整：谁在外面说得出，模板改好传回来就生效；不在办理的月份、今年调过的不列。"""

import io
import json
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest

from deposits.models import Account, ChangeList, ChangeRow
from deposits.selectors.yearly_base import template_lines, yearly_base
from deposits.services.confirm_list import confirm_change_list
from deposits.services.file_list import file_change_list
from deposits.services.yearly_template import yearly_template
from gjj import clock
from gjj.audit.models import AuditEntry
from gjj.declarations.errors import BizError
from gjj.periods.days import SHANGHAI
from gjj.periods.month import Month
from tests import situations as s
from tests.halls.test_exports import table
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db
JUNE, JULY = Month(2026, 6), Month(2026, 7)
IN_JULY = date(2026, 7, 10)


def before_july() -> tuple[s.Unit, list[s.Worker]]:
    """六月缴过；一人的基数正好是旧下限，一人正常。"""
    unit = s.unit(first_month=JUNE)
    workers = [s.worker(base="2250.00"), s.worker()]
    s.month_done(unit, [s.line("开户", one) for one in workers], JUNE, s.NOON)
    return unit, workers


@pytest.mark.article("TL-16", "WH5-03")
def test_who_is_outside_the_new_limits_is_named_with_the_cure() -> None:
    """七月起下限 2,350.00：2,250.00 的人低于下限，改成不低于 2,350.00。"""
    unit, workers = before_july()
    found = yearly_base(unit.account, IN_JULY)
    assert (found.month, found.refusal, found.people) == (JULY, None, 2)
    assert [(one.account.person.name, one.code, one.fix) for one in found.outside] == [
        (workers[0].name, "base_below_floor", Decimal("2350.00"))
    ]
    page = signed_in(unit.agent).get("/unit/yearly-base/").content.decode()
    assert workers[0].name in page
    assert "不低于 2,350.00" in page
    rows = table(signed_in(unit.agent).get("/unit/yearly-base/?export=csv"))
    assert rows[0] == ["姓名", "个人账号", "现在的基数", "怎么了", "改成"]
    assert [[row[0], *row[2:]] for row in rows[1:]] == [
        [workers[0].name, "2250.00", "低于下限 2,350.00", "不低于 2,350.00"]
    ]


def test_the_filled_list_comes_back_mended_and_takes_effect(commit) -> None:
    """下载的名单原样传回来：低于下限的那一行说错；改到下限再传、确认，两个人都按新基数；非调不可的不占次数，还列着。下载留痕。"""
    unit, workers = before_july()
    data = yearly_template(by=unit.agent, unit=unit.account, at=s.NOON)
    assert AuditEntry.objects.filter(summary__contains="年度基数调整模板").count() == 1
    filed = file_change_list(by=unit.agent, month=JULY, data=data, filename="名单.xlsx", at=s.NOON)
    assert ChangeList.objects.get(pk=filed.change_list_id).error_count == 1
    lines = [s.line("基数调整", workers[0], "2350.00"), s.line("基数调整", workers[1], "9000.00")]
    mended = s.filed(unit, lines, JULY)
    confirm_change_list(by=unit.agent, change_list_id=mended.change_list_id, at=s.NOON)
    commit()
    assert list(Account.objects.order_by("id").values_list("base", flat=True)) == [
        Decimal("2350.00"),
        Decimal("9000.00"),
    ]
    found = yearly_base(unit.account, IN_JULY)
    listed = [line[1] for line in template_lines(unit.account, found, IN_JULY)]
    assert (found.adjusted, listed) == (1, [workers[0].name])


@pytest.mark.parametrize("ratio", ["5", "8", "8.5", "12"])
def test_our_own_template_comes_back_clean(ratio: str) -> None:
    """系统自己发的名单，原样传回来、只改基数再传回来，都一处不「自动修复」、一处不提醒：比例整的、带小数的都一样。"""
    unit = s.unit(first_month=JUNE, ratio=ratio)
    workers = [s.worker(base="8123.45"), s.worker()]
    s.month_done(unit, [s.line("开户", one, ratio=ratio) for one in workers], JUNE, s.NOON)
    data = yearly_template(by=unit.agent, unit=unit.account, at=s.NOON)
    book = openpyxl.load_workbook(io.BytesIO(data))
    for line in (4, 5):
        book.active.cell(line, 6).value = 9000.5
    mended = io.BytesIO()
    book.save(mended)
    for text in (data, mended.getvalue()):
        filed = file_change_list(by=unit.agent, month=JULY, data=text, filename="名单.xlsx", at=s.NOON)
        remarks = [json.loads(one.remarks) for one in ChangeRow.objects.filter(change_list=filed.change_list_id)]
        assert [one["repairs"] for one in remarks] == [[], []]
        head = ChangeList.objects.get(pk=filed.change_list_id)
        assert (head.rows_count, head.error_count, head.warning_count) == (2, 0, 0)


def test_outside_the_window_nothing_is_handed_out() -> None:
    """应办的是六月：不在七月到十二月里，说什么时候能办，不给名单。"""
    unit = s.unit(first_month=JUNE)
    s.confirmed(unit, [s.line("开户", s.worker())], JUNE)
    assert yearly_base(unit.account, IN_JULY).refusal == "window_closed"
    with pytest.raises(BizError) as caught:
        yearly_template(by=unit.agent, unit=unit.account, at=s.NOON)
    assert caught.value.code == "window_closed"
    assert "现在不是办理的月份" in signed_in(unit.agent).get("/unit/yearly-base/").content.decode()


def test_the_page_hands_the_agent_a_workbook_and_the_reviewer_none() -> None:
    """经办下载得到工作簿；复核人看得到页面，下载不了。"""
    july = Month(Month.of(clock.today()).fund_year, 7)
    unit, _ = s.unit_with_workers(1, first_month=july)
    answer = signed_in(unit.agent).get("/unit/yearly-base/template.xlsx")
    assert answer.status_code == 200
    assert answer.content.startswith(b"PK")
    assert signed_in(unit.reviewer).get("/unit/yearly-base/").status_code == 200
    assert signed_in(unit.reviewer).get("/unit/yearly-base/template.xlsx").status_code == 403


def test_a_month_that_has_not_come_is_told_before_anything_is_downloaded() -> None:
    """应办的月份还没到：先说还没有到，不给下载和上传。"""
    unit = s.unit(first_month=JULY)
    clock.set_to(datetime(2026, 6, 10, 10, tzinfo=SHANGHAI))
    page = signed_in(unit.agent).get("/unit/yearly-base/").content.decode()
    assert "2026年7月还没有到" in page
    assert "下载填好的名单" not in page
    assert "上传并校验" not in page


def test_a_month_already_confirmed_is_told_before_the_list_is_downloaded() -> None:
    """七月的清册已经确认：不给下载、上传，说怎么办；没有汇缴书的去那份里添行，没付款的先撤销，付了款的从后面的月份起。"""
    unit, workers = before_july()
    client = signed_in(unit.agent)
    page = "/unit/yearly-base/"
    assert "下载填好的名单" in client.get(page).content.decode()
    s.confirmed(unit, [s.line("正常", workers[1])], JULY)
    told = client.get(page).content.decode()
    assert "2026年7月的变更清册已经确认" in told
    assert "添「基数调整」的行，改好再确认一次" in told
    assert "下载填好的名单" not in told
    book = s.remittance_of(unit, JULY)
    told = client.get(page).content.decode()
    assert "先撤销没有付款的汇缴书" in told
    assert f"/unit/remittances/{book.pk}/" in told
    assert "随 2026年8月的清册报的" in told
