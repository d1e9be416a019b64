"""往格子里贴一块：全贴上或一格也不贴，可以长过这一页；没办成的话说在眼前。"""

import re
from typing import Any

import pytest
from django.test import Client

from deposits.models import ChangeList, ChangeRow
from tests.halls.test_mend_page import address, filed_now, said, shown_rows
from tests.halls.visitors import signed_in
from tests.services.deposits.test_mend_rows import rows_in

pytestmark = pytest.mark.django_db


def block(client: Client, head: ChangeList, text: str, rows: list[int], field: str) -> Any:
    return client.post(
        address(head), {"do": "paste", "text": text, "rows": ",".join(map(str, rows)), "field": field}, HTTP_HX_REQUEST="true"
    )  # fmt: skip


def test_a_block_from_a_spreadsheet_is_pasted_whole_or_not_at_all() -> None:
    """从表格软件贴一块：放得下就全部贴上，一次撤销；多一行、多一列就一格也不贴，说清差多少。"""
    unit, head, _ = filed_now("100.00", "200.00", "300.00")
    client, rows = signed_in(unit.agent), rows_in(head)
    for text, field, told in (("1\n2\n3\n4", "base", "4 行 1 列"), ("1\t2\t3\t4\t5", "base", "1 行 5 列")):
        answer = block(client, head, text, rows, field)
        assert answer.status_code == 422
        assert f"贴的是 {told}" in said(answer)
    assert list(ChangeRow.objects.filter(change_list=head).values_list("is_valid", flat=True)) == [False] * 3
    answer = block(client, head, "5000\t8%\r\n6000\t0.08\r\n7000\t8%\r\n", rows, "base")
    assert (answer.status_code, shown_rows(answer)) == (200, [])
    client.post(address(head), {"do": "undo"})
    assert shown_rows(client.get(address(head))) == rows


def test_a_block_taller_than_the_page_goes_on_over_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """一页放不下的一块接着贴到后面几页；清册也放不下的，说的是清册里往下几行，不是这一页几行。"""
    monkeypatch.setattr("deposits.views.mending.PAGE", 2)
    unit, head, _ = filed_now("100.00", "200.00", "300.00", "400.00")
    client, rows = signed_in(unit.agent), rows_in(head)
    assert shown_rows(client.get(address(head))) == rows[:2]
    refused = block(client, head, "1\n2\n3\n4", rows[1:2], "base")
    assert "贴的是 4 行 1 列，现在列着的行里，从这一格起往下只有 3 行，一格也没有贴" in said(refused)
    answer = block(client, head, "5000\n6000\n7000", rows[1:2], "base")
    assert (answer.status_code, shown_rows(answer)) == (200, rows[:1])
    bases = ChangeRow.objects.filter(change_list=head).order_by("row").values_list("base", flat=True)
    assert list(bases) == [100, 5000, 6000, 7000]


def test_a_refusal_is_told_in_one_place() -> None:
    """脚本送来的没办成，说在跟着格子走的那一行；没有脚本的整页重来，说在页头；都只说一遍。"""
    unit, head, _ = filed_now("100.00")
    client, (row,) = signed_in(unit.agent), rows_in(head)
    given = {"do": "paste", "text": "1\n2", "rows": str(row), "field": "base"}
    strip = re.compile(r"data-said>([^<]*)<")
    moving = said(client.post(address(head), given, HTTP_HX_REQUEST="true"))
    assert "贴的是 2 行 1 列" in strip.findall(moving)[0]
    assert moving.count("贴的是 2 行 1 列") == 1
    plain = client.post(address(head), given)
    assert strip.findall(said(plain)) == [""]
    assert 'role="alert"' in said(plain)
