"""办件在锁的最前：柜面退回和到账抢着办，各办各的也不乱；两个浏览器同时确认只立一件。去掉锁就不成立。"""

from time import sleep
from typing import Any

import pytest

from deposits.services import locks, remit_case
from deposits.services.confirm_list import confirm_change_list
from gjj.cases.entries import Flaw
from gjj.cases.models import Case, CaseEvent
from gjj.cases.services import desk
from gjj.declarations.errors import BizError
from gjj.settlement.services.receipts import match_receipt
from tests import situations as s
from tests.race import together
from tests.services.deposits.test_remit_case import wrong

pytestmark = pytest.mark.usefixtures("own_database")
FLAWS = [Flaw("roster", "第 5 行基数核一下")]


def _return_and_receive(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """柜员看过办件（等付款），慢慢退回；正在这时钱到齐了。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    receipt = s.money_arrives(row)
    teller, case = s.staff("teller"), Case.objects.get(account_number=unit.account.number)
    slow = desk.ask_back

    def slowly(one: Case, **told: Any) -> None:
        sleep(0.6)
        slow(one, **told)

    def money() -> Any:
        sleep(0.2)
        return match_receipt(receipt, s.NOON)

    monkeypatch.setattr(desk, "ask_back", slowly)
    return together(
        [lambda: desk.send_back(by=teller, case_id=case.pk, reason="有疑问", flaws=FLAWS, at=s.NOON), money]
    )


def steps() -> list[tuple[str, str]]:
    """办件的经过：做了什么、之后的状态。"""
    return list(Case.objects.get().events.order_by("id").values_list("kind", "status"))


def test_sending_back_while_the_money_arrives_is_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """一先一后：先退回（那时还等付款），钱接着到，记在退回的办件上；查账是绿的。"""
    results = _return_and_receive(monkeypatch)
    assert results == [None, "matched"]
    assert steps()[-2:] == [("returned", "returned"), ("noted", "returned")]
    assert wrong() == set()


def test_without_the_case_lock_a_case_being_paid_is_sent_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉办件的锁：钱已经在路上，照旧的样子退回了不能退回的一件。证明上一条靠的是锁。"""

    def unlocked(*, key: str | None = None, case_id: int | None = None) -> Case | None:
        return Case.objects.filter(**({"key": key} if key else {"pk": case_id})).first()

    monkeypatch.setattr(desk, "lock_case", unlocked)
    monkeypatch.setattr(remit_case, "lock_case", unlocked)
    _return_and_receive(monkeypatch)
    assert steps()[-2:] == [("moved", "processing"), ("returned", "returned")]


def _confirm_both(unit: s.Unit) -> list[Any]:
    lists = [s.filed(unit, [s.line("开户", s.worker())]).change_list_id for _ in range(2)]
    return together(
        [lambda pk=pk: confirm_change_list(by=unit.agent, change_list_id=pk, at=s.NOON) for pk in lists]  # type: ignore[misc]
    )


def test_two_browsers_confirming_open_one_case() -> None:
    """两份清册同时确认：一份成，办件一件；另一份得到说明。"""
    refused = [one.code for one in _confirm_both(s.unit()) if isinstance(one, BizError)]
    assert refused == ["month_confirmed"]
    assert (Case.objects.count(), CaseEvent.objects.filter(kind="opened").count()) == (1, 1)
    assert wrong() == set()


def test_the_case_is_locked_before_the_unit(monkeypatch: pytest.MonkeyPatch) -> None:
    """每条办事的路都先锁办件、再锁单位；拿反了的这里看得出来。"""
    taken: list[str] = []
    case_lock, unit_lock = locks.lock_remit_case, locks.lock_employer_account
    monkeypatch.setattr(locks, "lock_remit_case", lambda *key: taken.append("case") or case_lock(*key))
    monkeypatch.setattr(locks, "lock_employer_account", lambda pk: taken.append("unit") or unit_lock(pk))
    unit, _ = s.unit_with_workers(1)
    s.paid(s.remittance_of(unit))
    roads = [one for place, one in enumerate(taken) if place and taken[place - 1] != one or not place]
    assert "case" in roads
    assert roads[roads.index("case") :: 2] == ["case"] * len(roads[roads.index("case") :: 2])
