"""格子里写着什么：没写的比例照单位的，修复过的写读出来的；证件号码写了两行、姓名不同的，去得到前面那一行。"""

from dataclasses import replace

import pytest

from deposits.services.mend_rows import mend_rows, undo_mend
from gjj import clock
from gjj.periods.month import Month
from tests import situations as s
from tests.halls.test_mend_page import address, filed_now, said
from tests.halls.visitors import signed_in
from tests.services.deposits.test_mend_rows import put, rows_in

pytestmark = pytest.mark.django_db


def test_a_ratio_not_written_says_it_follows_the_unit() -> None:
    """通过了的行没留着比例，空格里写「照单位 8%」，撤销回来也不像丢了数。"""
    unit, head, _ = filed_now("100.00")
    (row,), client = rows_in(head), signed_in(unit.agent)
    mend_rows(by=unit.agent, change_list_id=head.pk, at=clock.now(), changes=[
        put(row, "base", "8000"), put(row, "employer_ratio", ""), put(row, "personal_ratio", ""),
    ])  # fmt: skip
    for _ in range(2):
        page = said(client.get(address(head), {"show": "all"}))
        assert page.count('placeholder="照单位 8%"') == 2
        mend_rows(by=unit.agent, change_list_id=head.pk, at=clock.now(), changes=[put(row, "base", "7000")])
        undo_mend(by=unit.agent, change_list_id=head.pk, at=clock.now())


def test_a_repaired_cell_shows_what_was_read_and_tells_what_was_written() -> None:
    """写「13,060元」的格子写 13060，旁边说原来写的；没动它就保存，不算改。"""
    unit, head, _ = filed_now("8000.00")
    (row,), client = rows_in(head), signed_in(unit.agent)
    mend_rows(by=unit.agent, change_list_id=head.pk, at=clock.now(), changes=[put(row, "base", "13,060元")])
    page = said(client.get(address(head), {"show": "all"}))
    assert 'name="base" value="13060" data-was="13060"' in page
    assert "原来写的是「13,060元」" in page
    assert 'name="employer_ratio" value="8%"' in page
    client.post(address(head), {"do": "save", "row": row, "base": "13060", "was_base": "13060", "version": 1})
    head.refresh_from_db()
    assert head.version == 1


def test_the_earlier_row_of_two_names_under_one_number_can_be_reached() -> None:
    """姓名不同的重号没有「采纳」，给去前面那一行的路；写的一样的照旧采纳。"""
    month, one = Month.of(clock.today()), s.worker()
    unit = s.unit(first_month=month)
    lines = [s.line("开户", one), s.line("开户", replace(one, name="另一个人"))]
    head = s.list_of(s.filed(unit, lines, month, clock.now()))
    client, (first, _) = signed_in(unit.agent), rows_in(head)
    page = said(client.get(address(head)))
    assert "采纳：" not in page
    assert f'<a href="?show=all&amp;q={first}">看第 {first} 行，也能改</a>' in page
    assert f'id="c{first}_id_no"' in said(client.get(address(head), {"show": "all", "q": first}))
