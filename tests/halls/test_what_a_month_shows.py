"""汇缴书页上的数：变化的各行和比例调整加起来就是合计；入账以后还欠着的接着办。"""

from datetime import date
from decimal import Decimal

import pytest
from django.template.loader import render_to_string

from deposits.models import ChangeRow
from deposits.rules.row_cells import Cell
from deposits.selectors.noticed import Notice
from deposits.services.adjust_ratio import adjust_ratio
from deposits.services.discard_list import discard_change_list
from deposits.services.mend_rows import SetCell, mend_rows
from deposits.views.remittances import RemittancePage
from gjj import clock
from gjj.periods.month import Month
from tests import situations as s
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db


def test_the_rows_of_a_month_and_its_ratio_change_add_up_to_the_total() -> None:
    """确认以后调了比例：表里有「比例调整」一行，各行加起来就是合计，本月就是汇缴书的金额。"""
    unit, _ = s.unit_with_workers(3)
    adjust_ratio(by=unit.agent, employer_ratio=Decimal(9), personal_ratio=Decimal(9), at=s.NOON)
    row = s.remittance_of(unit)
    answer = signed_in(unit.agent).get(f"/unit/remittances/{row.pk}/")
    told = answer.context
    rows = sum((one.change for one in told["changed"]), start=Decimal(0))
    before, more, less, after = (Decimal(one) for one in told["summary"]["amount"])
    assert told["ratio_changed"] > 0
    assert rows + told["ratio_changed"] == more - less == after - before
    assert after == row.amount
    assert "比例调整" in answer.content.decode()


def test_a_booked_month_leads_on_to_the_next_owed_one() -> None:
    """入账以后还欠着下一个月的，给「接着办」；没入账的、没到的月份不催。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    assert RemittancePage().owed(row, date(2026, 12, 5)) is None
    s.paid(row)
    row = type(row).objects.get(pk=row.pk)
    assert row.status == "allocated"
    assert RemittancePage().owed(row, date(2026, 12, 5)) == Month(2026, 12)
    assert RemittancePage().owed(row, date(2026, 11, 30)) is None


def test_what_is_still_missing_is_called_so() -> None:
    """少付一分：还差一分，不说应付一分；暂存页说钱在哪一份上退。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    s.paid(row, row.amount - Decimal("0.01"))
    client = signed_in(unit.agent)
    page = client.get(f"/unit/remittances/{row.pk}/").content.decode()
    assert "<dt>还差</dt>" in page
    assert "<dt>应付金额</dt>" not in page
    assert "在那里把到的钱退回" in client.get("/unit/suspense/").content.decode()


def test_a_second_draft_of_the_month_is_told_on_both() -> None:
    """同一个月有两份没确认的清册：两份上都说还有一份、几行、在哪里；作废一份就不说了。"""
    unit = s.unit()
    one, two = (s.filed(unit, [s.line("开户", s.worker()) for _ in range(count)]) for count in (1, 2))
    client = signed_in(unit.agent)

    def page(pk: int) -> str:
        return client.get(f"/unit/change-lists/{pk}/").content.decode()

    assert "还有一份没确认的清册" in page(one.change_list_id)
    assert "（2 行）" in page(one.change_list_id)
    assert f'href="/unit/change-lists/{one.change_list_id}/">看那一份' in page(two.change_list_id)
    discard_change_list(by=unit.agent, change_list_id=one.change_list_id, at=s.NOON)
    assert "还有一份没确认的清册" not in page(two.change_list_id)


def test_everyone_who_would_be_sealed_can_be_seen_before_pressing() -> None:
    """系统注意到七个人到龄：先写五个，其余的点开就看得到；接口仍给前五个。"""
    told = Notice("retirement_reached", [f"职工{number}" for number in range(7)], count=9)
    assert (told.first, told.rest, told.unnamed) == ([f"职工{n}" for n in range(5)], ["职工5", "职工6"], 2)
    assert told.as_json()["names"] == told.first
    page = render_to_string("deposits/unit/_noticed.html", {"noticed": [told], "head": None})
    assert "职工5、职工6，还有 2 人" in page


def test_a_second_confirmation_says_what_it_did_itself() -> None:
    """改好留下的一行再确认：说这一次一行，连同以前的两行；一次确认完的只说几行。"""
    unit, low = s.unit(first_month=Month.of(clock.today())), s.worker(base="1.00")
    head = s.list_of(
        s.filed(unit, [s.line("开户", s.worker()), s.line("开户", low)], Month.of(clock.today()), clock.now())
    )
    client = signed_in(unit.agent)

    def said(**given: str) -> str:
        return client.post(f"/unit/change-lists/{head.pk}/confirm/", given, follow=True).content.decode()

    assert "变更清册已确认：1 行生效，留下 1 行" in said(leave_out="1")
    bad = ChangeRow.objects.get(change_list=head, is_valid=False)
    mend_rows(by=unit.agent, change_list_id=head.pk, changes=[SetCell(bad.row, "base", Cell("5000"))], at=clock.now())
    assert "这一次 1 行生效，连同以前的共 2 行" in said()
