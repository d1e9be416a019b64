"""托收、付款、签约同时来：正好一次；去掉锁就不是。"""

from typing import Any

import pytest

from deposits.models import CollectionAgreement, EmployerAccount, Remittance
from deposits.services import collect as collecting
from deposits.services import collection_agreement as signing
from deposits.services import pay_remittance as paying
from deposits.services.collect import collect_planned
from deposits.services.collection_agreement import sign_agreement
from deposits.services.pay_remittance import PURPOSE, pay_remittance
from gjj.declarations.errors import BizError
from gjj.settlement.selectors.payments import instructions_for, still_coming
from tests import situations as s
from tests.race import together
from tests.services.deposits.test_collection import DAY, due
from tests.services.deposits.without_lock import meeting_point, met_after


def _both_ways(own_database: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Remittance, list[Any]]:
    unit, row, _ = due(monkeypatch)
    works = [
        lambda: collect_planned(remittance_id=row.pk, planned_on=s.TODAY, at=s.NOON),
        lambda: pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON),
    ]
    return row, works


def test_collecting_and_paying_at_once_takes_the_money_once(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """约定日系统在扣，经办人同时点付款：只有一条指令。"""
    row, works = _both_ways(own_database, monkeypatch)
    results = together(works)
    assert len([one for one in results if isinstance(one, int)]) == 1
    assert len(instructions_for(PURPOSE, str(row.pk))) == 1


def test_without_the_lock_collecting_and_paying_both_reach_for_it(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """去掉锁，两边都以为轮到自己，只剩业务键拦着不多扣一笔：证明上一条靠的是锁。"""
    row, works = _both_ways(own_database, monkeypatch)
    meet = meeting_point(Remittance)

    def unlocked(by: Any, remittance_id: int) -> tuple[EmployerAccount, Remittance]:
        found = meet(remittance_id)
        return EmployerAccount.objects.get(pk=found.employer_account_id), found

    monkeypatch.setattr(collecting, "lock_remittance", unlocked)
    monkeypatch.setattr(paying, "lock_remittance", unlocked)
    seen = met_after(still_coming)
    monkeypatch.setattr(collecting, "still_coming", seen)
    monkeypatch.setattr(paying, "still_coming", seen)
    results = together(works)
    assert len([one for one in results if isinstance(one, int)]) == 2


def _sign_twice(own_database: str) -> list[Any]:
    unit, _ = s.unit_with_workers(1)
    return together([lambda: sign_agreement(by=unit.agent, day=DAY, accepted=True, at=s.NOON)] * 2)


def test_two_people_signing_at_once_sign_once(own_database: str) -> None:
    """两个人同时签：一份，另一个得到说明。"""
    results = _sign_twice(own_database)
    assert [one.code for one in results if isinstance(one, BizError)] == ["agreement_exists"]
    assert CollectionAgreement.objects.count() == 1


def test_without_the_lock_signing_twice_is_only_stopped_by_the_table(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """去掉锁，第二份撞在表的约束上，说不出话来：证明上一条靠的是锁。"""
    monkeypatch.setattr(signing, "lock_before_signing", lambda account: None)
    monkeypatch.setattr(signing, "lock_employer_account", meeting_point(EmployerAccount))
    results = _sign_twice(own_database)
    assert any(isinstance(one, Exception) and not isinstance(one, BizError) for one in results)
