"""排着队等确认的大清册，别人怎么看、怎么改：改不了，看过以后变了的不确认，页面和接口说得出办到哪里。"""

from typing import Any

import pytest
from django.urls import reverse

from deposits.models import ChangeList, ChangeRow
from deposits.rules.row_cells import Cell
from deposits.selectors.change_lists import change_list_json, lists_in_flight
from deposits.services import confirm_big_list
from deposits.services.adopt_mends import adopt_mends
from deposits.services.confirm_big_list import ask_to_confirm
from deposits.services.mend_rows import SetCell, mend_rows, undo_mend
from deposits.services.paste_cells import paste_rows
from deposits.services.replace_file import replace_file
from gjj.declarations.errors import BizError
from gjj.work.drain import drain
from gjj.work.models import Job
from tests import situations as s
from tests.halls.visitors import signed_in
from tests.services.deposits.test_confirm_big_list import ask

pytestmark = pytest.mark.django_db


WAYS: dict[str, Any] = {
    "改一格": lambda **at: mend_rows(changes=[SetCell(4, "name", Cell("别人改的"))], **at),
    "贴几行": lambda **at: paste_rows(text="开户\t某人", **at),
    "采纳": lambda **at: adopt_mends(code="base_below_floor", **at),
    "撤销": lambda **at: undo_mend(**at),
    "换文件": lambda **at: replace_file(filename="换.xlsx", **at),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_is_being_confirmed_is_not_changed(big: tuple[s.Unit, ChangeList, list[s.Worker]], way: str) -> None:
    """排着队等确认：怎么改都说正在确认，改不了；确认的还是点确认的人看过的那一版。"""
    unit, head, _ = big
    ask(unit, head)
    before = list(ChangeRow.objects.filter(change_list=head).order_by("row").values_list("name", flat=True))
    given = {"data": s.roster(unit, [s.line("开户", s.worker())])} if way == "换文件" else {}
    with pytest.raises(BizError, match="正在确认") as caught:
        WAYS[way](by=unit.agent, change_list_id=head.pk, at=s.NOON, **given)
    assert (caught.value.code, caught.value.status) == ("list_not_draft", 409)
    assert list(ChangeRow.objects.filter(change_list=head).order_by("row").values_list("name", flat=True)) == before


@pytest.mark.parametrize("inline_rows", [3, 10])
def test_a_list_that_changed_after_it_was_seen_is_not_confirmed(
    big: tuple[s.Unit, ChangeList, list[s.Worker]], monkeypatch: pytest.MonkeyPatch, inline_rows: int
) -> None:
    """打开之后别人又改过：当场的、排队的都不确认，请看过再来；照现在的版次就办。"""
    unit, head, _ = big
    monkeypatch.setattr(confirm_big_list, "INLINE_ROWS", inline_rows)
    seen = head.version
    row = ChangeRow.objects.filter(change_list=head).order_by("row").first()
    assert row is not None
    change = SetCell(row.row, "name", Cell("别人改的"))
    now = mend_rows(by=unit.agent, change_list_id=head.pk, changes=[change], at=s.NOON).version
    with pytest.raises(BizError, match="看过之后又改过") as caught:
        ask_to_confirm(by=unit.agent, change_list_id=head.pk, at=s.NOON, version=seen)
    assert (caught.value.code, caught.value.status, caught.value.extra) == ("list_changed", 409, {"version": now})
    assert not Job.objects.exists()
    page = signed_in(unit.agent)
    address = reverse("deposits:change_list_confirm", args=[head.pk])
    assert "看过之后又改过" in page.post(address, {"version": seen}, follow=True).content.decode()
    page.post(address, {"version": now})
    drain(s.NOON)
    head.refresh_from_db()
    assert (head.status, head.applied) == ("confirmed", 5)


def test_the_page_of_mending_says_it_is_being_confirmed(big: tuple[s.Unit, ChangeList, list[s.Worker]]) -> None:
    """正在确认：修改的页面不给改的格子，说为什么。"""
    unit, head, _ = big
    client, page = signed_in(unit.agent), reverse("deposits:mend", args=[head.pk]) + "?show=all"
    assert "data-save" in client.get(page).content.decode()
    ask(unit, head)
    shown = client.get(page).content.decode()
    assert "正在确认，现在改不了" in shown
    assert "data-save" not in shown


def test_who_asks_by_the_interface_learns_how_it_ended(
    big: tuple[s.Unit, ChangeList, list[s.Worker]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """排队的确认：清册的答复说得出在办、没办成（编码、原因）、办成。"""
    unit, head, _ = big

    def told() -> Any:
        head.refresh_from_db()
        return change_list_json(unit.agent, head, s.NOON)["last_job"]

    def refuse(**_: Any) -> None:
        raise BizError("month_skipped", "现在应办别的月份。", status=409)

    assert told() is None
    ask(unit, head)
    assert told() == {"kind": "confirm", "status": "running", "code": None, "said": None}
    with monkeypatch.context() as patch:
        patch.setattr(confirm_big_list, "confirm_change_list", refuse)
        drain(s.NOON)
    assert told() == {"kind": "confirm", "status": "failed", "code": "month_skipped", "said": "现在应办别的月份。"}
    ask(unit, head)
    drain(s.NOON)
    assert told() == {"kind": "confirm", "status": "done", "code": None, "said": None}


def test_lists_done_long_ago_cost_no_query(
    big: tuple[s.Unit, ChangeList, list[s.Worker]], django_assert_num_queries: Any
) -> None:
    """办完的大清册再多，问在办的也只一句。"""
    unit, head, _ = big
    ask(unit, head)
    drain(s.NOON)
    with django_assert_num_queries(1):
        assert lists_in_flight(unit.agent, s.NOON) == []
