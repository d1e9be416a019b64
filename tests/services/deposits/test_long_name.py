"""太长的姓名：文件里、页面上添的、接口写的，都是姓名那一格的错，一个字也不替人截。"""

from dataclasses import replace

import pytest

from deposits.models import ChangeRow
from deposits.services.confirm_list import confirm_change_list
from gjj import clock
from gjj.identity.models import Person
from tests import situations as s
from tests.api.caller import Caller
from tests.halls.test_mend_page import address, filed_now, said
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db
LONG = "买买提·" * 30
"""一百二十个字。"""


@pytest.mark.parametrize("door", ["file", "page", "api"])
def test_a_name_too_long_is_an_error_of_its_cell_and_opens_no_account(door: str) -> None:
    """说写了几个字、最多几个字；格子里还是写的全文；确认时这一行留下，不用截了的姓名开户。"""
    unit, head, (one,) = filed_now("8000.00")
    two = replace(s.worker(base="8000.00"), name=LONG)
    if door == "file":
        lines = [s.line("开户", one), s.line("开户", two)]
        head = s.list_of(s.filed(unit, lines, head.month, clock.now()))
    elif door == "page":
        text = f"开户\t{LONG}\t{two.id_no}\t{two.mobile}\t8000\n"
        assert signed_in(unit.agent).post(address(head), {"do": "add", "text": text}).status_code == 302
    else:
        given = {"type": "open", "name": LONG, "id_no": two.id_no, "mobile": two.mobile, "base": "8000"}
        assert Caller(unit.agent)("post", f"/unit/change-lists/{head.pk}/rows/", given).status_code == 201
    page = said(signed_in(unit.agent).get(address(head)))
    assert "姓名写了 120 个字，最多能记 64 个字" in page
    assert f'value="{LONG}"' in page
    row = ChangeRow.objects.get(change_list=head, is_valid=False)
    assert row.name == LONG[:63] + "…"
    assert "name_characters" in row.codes
    confirm_change_list(by=unit.agent, change_list_id=head.pk, at=clock.now())
    assert not Person.objects.filter(name__startswith="买买提").exists()
