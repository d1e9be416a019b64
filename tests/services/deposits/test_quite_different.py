"""传来的像是另一份名单：先问，说清少几人、添几人，清册不变；确认了才换，换了能撤销。"""

import io
from typing import Any

import pytest
from django.urls import reverse

from deposits.models import ChangeList, ChangeRow, HeldFile
from deposits.rules.row_cells import Cell
from deposits.services import replace_big_file
from deposits.services.discard_list import discard_change_list
from deposits.services.held_file import hold_file
from deposits.services.mend_rows import AddRow, mend_rows, undo_mend
from deposits.services.replace_big_file import ask_to_replace
from gjj.declarations.errors import BizError
from gjj.work.drain import drain
from gjj.work.models import Job
from tests import situations as s
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db


class Listed:
    """一份四个人的草稿。"""

    def __init__(self) -> None:
        self.unit, self.people = s.unit(), [s.worker() for _ in range(4)]
        self.head = s.list_of(s.filed(self.unit, [s.line("开户", one) for one in self.people]))

    def book(self, old: int, new: int) -> bytes:
        """原来的几个人、新的几个人。"""
        people = [*self.people[:old], *(s.worker() for _ in range(new))]
        return s.roster(self.unit, [s.line("开户", one, "9000.00") for one in people])

    def put(self, data: bytes, *, confirm: bool = False) -> Any:
        return ask_to_replace(
            by=self.unit.agent, change_list_id=self.head.pk, data=data, filename="换.xlsx", at=s.NOON, confirm=confirm
        )

    def names(self) -> set[str]:
        return set(ChangeRow.objects.filter(change_list=self.head).values_list("name", flat=True))


@pytest.mark.parametrize(
    ("old", "new", "asks"),
    [(4, 4, False), (4, 5, True), (2, 0, False), (1, 0, True), (2, 2, False), (2, 3, True), (0, 4, True)],
)
def test_it_asks_when_most_people_are_others(old: int, new: int, asks: bool) -> None:
    """传来的不到一半在清册上、清册上的要去掉一半以上，才问；正好一半不问。"""
    listed = Listed()
    if asks:
        with pytest.raises(BizError, match="list_quite_different"):
            listed.put(listed.book(old, new))
        assert listed.names() == {one.name for one in listed.people}
    else:
        assert listed.put(listed.book(old, new)) is not None


@pytest.mark.parametrize("inline_rows", [1, 5_000])
def test_nothing_changes_until_it_is_confirmed(monkeypatch: pytest.MonkeyPatch, inline_rows: int) -> None:
    """没确认：当场的、排队的都不换，说清人数，文件名也没变；确认了就换，换了能撤销回来。"""
    monkeypatch.setattr(replace_big_file, "INLINE_ROWS", inline_rows)
    listed = Listed()
    before, data = listed.names(), listed.book(1, 3)
    with pytest.raises(BizError) as caught:
        listed.put(data)
    assert (caught.value.code, caught.value.status) == ("list_quite_different", 409)
    assert caught.value.extra == {"sent": 4, "known": 1, "dropped": 3, "added": 3}
    head = ChangeList.objects.get(pk=listed.head.pk)
    assert (listed.names(), head.filename, head.version, Job.objects.count()) == (before, "清册.xlsx", 0, 0)
    listed.put(data, confirm=True)
    drain(s.NOON)
    assert listed.names() != before
    undo_mend(by=listed.unit.agent, change_list_id=head.pk, at=s.NOON)
    assert listed.names() == before


def test_people_added_on_the_page_are_no_reason_to_ask() -> None:
    """网页上添了好几个人，工作簿里当然没有：不问，添的人也还在。"""
    listed = Listed()
    more = [AddRow({"name": Cell(f"添{place}"), "id_no": Cell(s.worker().id_no)}) for place in range(6)]
    mend_rows(by=listed.unit.agent, change_list_id=listed.head.pk, changes=more, at=s.NOON)
    listed.put(listed.book(4, 0))
    assert len(listed.names()) == 10


def test_the_page_asks_and_takes_the_answer() -> None:
    """页面：说清人数，文件留着，点「就用这份替换」就换，不用再选；退出再来还在；接口写 confirm。"""
    listed = Listed()
    client, data = signed_in(listed.unit.agent), listed.book(0, 3)

    page = reverse("deposits:change_list", args=[listed.head.pk])
    address = reverse("deposits:change_list_file", args=[listed.head.pk])

    def sent(**more: Any) -> str:
        return client.post(address, more, follow=True).content.decode()

    def file() -> io.BytesIO:
        made = io.BytesIO(data)
        made.name = "换.xlsx"
        return made

    assert "换了会少 4 人、添 3 人" in sent(file=file())
    again = signed_in(s.agent_of(listed.unit)).get(page).content.decode()
    assert "就用这份替换" not in again, "存着的只给传的那个人"
    assert "「换.xlsx」像是另一份名单" in client.get(page).content.decode()
    assert "没有换" in sent(held="drop")
    assert "就用这份替换" not in client.get(page).content.decode()
    assert "没有等着替换的工作簿" in sent(held="use")
    assert len(listed.names()) == 4
    sent(file=file())
    assert "改好的工作簿已读" in sent(held="use")
    assert len(listed.names()) == 3
    assert not HeldFile.objects.exists()


def test_a_kept_file_goes_with_the_list() -> None:
    """清册作废了，存着的文件也删掉。"""
    listed = Listed()
    data = listed.book(0, 3)
    with pytest.raises(BizError) as caught:
        listed.put(data)
    by, pk = listed.unit.agent, listed.head.pk
    hold_file(by=by, change_list_id=pk, data=data, filename="换.xlsx", refused=caught.value, at=s.NOON)
    assert HeldFile.objects.get().content == data
    discard_change_list(by=by, change_list_id=pk, at=s.NOON)
    assert not HeldFile.objects.exists()
