"""清册正在确认，比例正好在调：确认的就是看过的金额，去掉锁就有人照旧比例生效、清册却不说。"""

from decimal import Decimal
from threading import Event
from typing import Any

import pytest

from deposits.models import Account, ChangeList
from deposits.services import confirm_list
from deposits.services.adjust_ratio import adjust_ratio
from deposits.services.confirm_list import Confirmed, confirm_change_list
from gjj.actors.actor import Actor
from gjj.declarations.errors import BizError
from tests import situations as s
from tests.race import together
from tests.services.deposits.without_lock import without_case_lock, without_waiting_for_moves

pytestmark = [pytest.mark.usefixtures("own_database"), pytest.mark.article("TL-18")]
TEN = Decimal(10)


class Listed:
    """一份开户的清册，比例两格空着：照单位登记的 8%。"""

    def __init__(self) -> None:
        self.unit, one = s.unit(), s.worker()
        self.filed = s.filed(self.unit, [("开户", one.name, one.id_no, one.mobile, one.base, "", "", "")])
        self.other = s.agent_of(self.unit)

    def confirm(self) -> Confirmed:
        seen = s.list_of(self.filed).version
        return confirm_change_list(
            by=self.unit.agent, change_list_id=self.filed.change_list_id, at=s.NOON, version=seen
        )

    def adjust(self) -> int:
        return adjust_ratio(by=self.other, employer_ratio=TEN, personal_ratio=TEN, at=s.NOON)

    def amounts(self) -> list[Decimal]:
        rows = Account.objects.filter(employer_account=self.unit.account)
        return [one.employer_amount + one.personal_amount for one in rows]


def while_confirming(monkeypatch: pytest.MonkeyPatch) -> tuple[Listed, list[Any]]:
    """确认的判断过了，正要生效，调比例的来了：等他办完再生效（拿着锁的等不到，一秒半就接着办）。"""
    listed, judged, adjusted, real = Listed(), Event(), Event(), confirm_list.apply_rows

    def slowly(*args: Any) -> None:
        judged.set()
        adjusted.wait(1.5)
        real(*args)

    def adjust() -> int:
        assert judged.wait(20)
        try:
            return listed.adjust()
        finally:
            adjusted.set()

    monkeypatch.setattr(confirm_list, "apply_rows", slowly)
    return listed, together([listed.confirm, adjust])


def test_the_ratio_waits_for_the_confirmation_and_then_reaches_everyone(monkeypatch: pytest.MonkeyPatch) -> None:
    """先确认、后调：确认的是看过的 1,280 元，调比例看得到刚开的户，人人照新比例。"""
    listed, results = while_confirming(monkeypatch)
    assert not [one for one in results if isinstance(one, Exception)], results
    assert listed.amounts() == [Decimal("1600.00")]
    assert ChangeList.objects.get().summary["amount"][3] == "1600.00"


def test_without_the_lock_somebody_keeps_the_old_ratio(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉确认的锁：比例调好了，刚生效的人还是旧比例。证明上一条靠的是锁。"""

    def unlocked(by: Actor, change_list_id: int) -> Any:
        head = ChangeList.objects.select_related("employer_account__employer").get(pk=change_list_id)
        return head.employer_account, head

    without_case_lock(monkeypatch)
    without_waiting_for_moves(own_database)  # 开户的触发器等单位迁移，顺便也等调比例
    monkeypatch.setattr(confirm_list, "lock_change_list", unlocked)
    listed, _ = while_confirming(monkeypatch)
    assert listed.amounts() == [Decimal("1280.00")]
    assert listed.unit.account.employer_ratio == TEN


def test_whichever_comes_first_nobody_pays_what_was_not_shown() -> None:
    """同时来：或者先确认、再一起变；或者先调好，确认的先看新金额，账户没有变动，看过再确认才生效。"""
    listed = Listed()
    done, made = together([listed.confirm, listed.adjust])
    assert isinstance(made, int), made
    if isinstance(done, BizError):
        assert done.code == "rows_changed"
        assert listed.amounts() == []
        assert done.extra["amount_after"] == "1600.00"
        done = listed.confirm()
    assert done.applied == 1
    assert listed.amounts() == [Decimal("1600.00")]
