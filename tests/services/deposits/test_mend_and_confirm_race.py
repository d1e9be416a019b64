"""一个人在改（改格、采纳、换文件），另一个人的大清册排队确认正好轮到：生效的就是写着的，去掉锁就不是。"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from threading import Event
from typing import Any

import pytest
from django.db import DatabaseError

from deposits.models import Account, ChangeList, ChangeRow
from deposits.rules.row_cells import Cell
from deposits.services import adopt_mends, confirm_big_list, mend_carry, mend_rows, replace_file
from deposits.services.confirm_big_list import ask_to_confirm, confirm_in_turn
from gjj.actors.actor import Actor
from gjj.management.city.people import id_number
from gjj.work.models import OutboxRow
from tests import situations as s
from tests.race import together

pytestmark = pytest.mark.usefixtures("own_database")
OLD = "retirement_reached"
OCTOBER = s.NOVEMBER + -1


class Listed:
    """一份清册：两个人新开户，两个人照旧但到了退休年龄（只提醒，能采纳成封存）。"""

    def __init__(self) -> None:
        self.unit = s.unit(first_month=OCTOBER)
        self.old = [replace(s.worker(), id_no=id_number(date(1960, 1, 1), 900 + place)) for place in range(2)]
        s.month_done(self.unit, [s.line("开户", one) for one in self.old], OCTOBER)
        self.new = [s.worker() for _ in range(2)]
        self.head = s.list_of(s.filed(self.unit, self.lines("8000.00")))
        self.other = s.agent_of(self.unit)

    def lines(self, base: str) -> list[tuple[Any, ...]]:
        kept = [(*s.line("正常", one)[:4], None, "", "", "") for one in self.old]
        return [*(s.line("开户", one, base) for one in self.new), *kept]

    def first_row(self) -> int:
        return ChangeRow.objects.filter(change_list=self.head).order_by("row")[0].row

    def mend(self, way: str) -> Any:
        told: dict[str, Any] = {"by": self.other, "change_list_id": self.head.pk, "at": s.NOON}
        if way == "改格":
            change = mend_rows.SetCell(self.first_row(), "base", Cell("9000"))
            return mend_rows.mend_rows(changes=[change], **told)
        if way == "采纳":
            return adopt_mends.adopt_mends(code=OLD, **told)
        return replace_file.replace_file(data=s.roster(self.unit, self.lines("9000.00")), filename="换.xlsx", **told)

    def confirm(self) -> None:
        """排上队，马上轮到。"""
        ask_to_confirm(by=self.unit.agent, change_list_id=self.head.pk, at=s.NOON)
        row = OutboxRow.objects.get(task="deposits.confirm_change_list")
        confirm_in_turn(**row.payload, at=s.NOON)

    def untrue(self) -> list[str]:
        """写着生效了、账户上却不是那样的人。"""
        rows = ChangeRow.objects.filter(change_list=self.head, applied_at__isnull=False)
        accounts = Account.objects.filter(employer_account=self.unit.account).select_related("person")
        stands = {one.person.id_no_index: (one.status, one.base) for one in accounts}
        return [row.name for row in rows if not _is_true(row, *stands[row.id_no_index])]


def _is_true(row: ChangeRow, status: str, base: Decimal) -> bool:
    if row.type == "open":
        return (status, base) == ("active", row.base)
    return status == ("sealed" if row.type == "seal" else "active")


def at_once(monkeypatch: pytest.MonkeyPatch, way: str) -> tuple[Listed, list[Any]]:
    """改的人看过、判断过，正要写的时候，确认的来了：等他办完再写（拿着锁的等不到，一秒半就接着写）。"""
    monkeypatch.setattr(confirm_big_list, "INLINE_ROWS", 0)
    listed, about_to_write, confirmed = Listed(), Event(), Event()
    module, name = (replace_file, "_write") if way == "换文件" else (mend_carry, "judge_and_store")
    real = getattr(module, name)

    def slowly(*args: Any, **kwargs: Any) -> Any:
        about_to_write.set()
        confirmed.wait(1.5)
        return real(*args, **kwargs)

    def confirm() -> None:
        assert about_to_write.wait(20)
        try:
            listed.confirm()
        finally:
            confirmed.set()

    monkeypatch.setattr(module, name, slowly)
    return listed, together([lambda: listed.mend(way), confirm])


WAYS = ("改格", "采纳", "换文件")


@pytest.mark.parametrize("way", WAYS)
def test_what_is_applied_is_what_is_written(monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    """一个接一个：先改好，再确认改好的那一版；生效的和写着的一样。"""
    listed, results = at_once(monkeypatch, way)
    assert not [one for one in results if isinstance(one, Exception)], results
    head = ChangeList.objects.get(pk=listed.head.pk)
    assert (head.status, head.applied, head.version) == ("confirmed", 4, 1)
    assert listed.untrue() == []


@pytest.mark.parametrize("way", WAYS)
def test_without_the_lock_the_list_says_what_was_not_applied(monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    """去掉改的人的锁：确认好了又被写一遍，写着的和生效的不一样。证明上一条靠的是锁。"""

    def unlocked(by: Actor, change_list_id: int) -> Any:
        head = ChangeList.objects.select_related("employer_account__employer").get(pk=change_list_id)
        return head.employer_account, head

    for module in (mend_rows, adopt_mends, replace_file):
        monkeypatch.setattr(module, "lock_change_list", unlocked)
    listed, (mended, _) = at_once(monkeypatch, way)
    # 换文件连状态一起写：最后一道是数据库的状态触发器
    assert isinstance(mended, DatabaseError) if way == "换文件" else listed.untrue()
