"""单位开户同时批：同一个信用代码、同一个合同号只开得成一份，后一份听到一句人话，撞不上数据库。"""

from typing import Any

import pytest
from django.db import IntegrityError

from deposits.models import CounterContract, EmployerAccount
from deposits.services import agreed_opening as opening
from deposits.services import open_employer
from deposits.services import open_unit as opening_unit
from gjj.actors.actor import system_actor
from gjj.approvals import services as approving
from gjj.approvals.models import Proposal
from gjj.approvals.services import approve
from gjj.declarations.errors import BizError
from gjj.identity.models import Employer
from gjj.identity.services.register import register_employer
from gjj.management.city.people import credit_code
from tests import situations as s
from tests.race import together
from tests.services.deposits.test_open_unit_at_counter import NOON, asked
from tests.services.deposits.without_lock import meeting_point, met_after

ONE_UNIT = ({"contract_no": "HT-1", "new_username": "admin-1"}, {"contract_no": "HT-2", "new_username": "admin-2"})
"""同一个信用代码，各有各的合同。"""


def _one_contract() -> tuple[dict[str, Any], dict[str, Any]]:
    """同一个合同号，两个单位。"""
    other = s.worker("司马别家")
    return (
        {"contract_no": "HT-1"},
        {
            "contract_no": "HT-1", "uscc": credit_code(930_077), "unit_name": "另一家有限公司", "bank_account": "6200000000009377",
            "name": other.name, "id_no": other.id_no, "mobile": other.mobile, "new_username": "another-admin",
        },
    )  # fmt: skip


def _both(monkeypatch: pytest.MonkeyPatch, changes: tuple[dict[str, Any], dict[str, Any]]) -> list[Any]:
    """两份申请（提的时候另一份还没有），两位复核员同时批；结果里的拒绝写成编码。"""
    monkeypatch.setattr(opening, "pending_of", lambda uscc: None)
    rows = [Proposal.objects.get(pk=asked(**change)) for change in changes]
    people = [s.staff("reviewer"), s.staff("reviewer")]
    works = [
        lambda row=row, by=by: approve(by=by, proposal_id=row.pk, digest=row.digest, at=NOON)
        for row, by in zip(rows, people, strict=True)
    ]
    return [one.code if isinstance(one, BizError) else one for one in together(works)]


def _opened() -> tuple[int, int]:
    return EmployerAccount.objects.count(), CounterContract.objects.count()


@pytest.mark.parametrize("same", ["unit", "contract"])
def test_two_approvals_at_once_open_one_unit(own_database: str, monkeypatch: pytest.MonkeyPatch, same: str) -> None:
    """两份同一个信用代码的、同一个合同号的同时批：一份开户，另一份作废，说已经被别的改过。"""
    results = _both(monkeypatch, ONE_UNIT if same == "unit" else _one_contract())
    assert sorted(results) == ["approval_stale", "effective"]
    assert _opened() == (1, 1)
    assert sorted(Proposal.objects.values_list("status", flat=True)) == ["effective", "void"]


@pytest.mark.parametrize(("same", "code"), [("unit", "employer_account_exists"), ("contract", "opening_wrong")])
def test_the_service_itself_opens_one_at_a_time(
    own_database: str, monkeypatch: pytest.MonkeyPatch, same: str, code: str
) -> None:
    """不经审批那把锁（机器上的命令和柜面同时开）：开户的服务自己一个代码、一个合同号排队，后一份说清楚为什么开不成。"""
    monkeypatch.setattr(approving, "_one_at_a_time", lambda kind: None)
    monkeypatch.setattr(approving, "_stale", met_after(lambda *asked: None))
    results = _both(monkeypatch, ONE_UNIT if same == "unit" else _one_contract())
    assert sorted(results) == sorted([code, "effective"])
    assert _opened() == (1, 1)


@pytest.mark.parametrize("same", ["unit", "contract"])
def test_without_the_locks_the_second_approval_meets_the_database(
    own_database: str, monkeypatch: pytest.MonkeyPatch, same: str
) -> None:
    """两把锁都去掉，第二份撞上唯一约束，听不到一句人话：证明上两条靠的是锁。"""
    monkeypatch.setattr(approving, "_one_at_a_time", lambda kind: None)
    monkeypatch.setattr(approving, "_stale", met_after(lambda *asked: None))
    monkeypatch.setattr(opening_unit, "_one_of_each", lambda draft: None)
    if same == "unit":
        monkeypatch.setattr(open_employer, "lock_employer", meeting_point(Employer))
        register_employer(by=system_actor(), uscc=credit_code(930_001), name="柜面开户有限公司", at=NOON)
    else:
        monkeypatch.setattr(opening_unit, "_is_taken", met_after(lambda number: False))
    results = _both(monkeypatch, ONE_UNIT if same == "unit" else _one_contract())
    assert [type(one) for one in results if isinstance(one, Exception)] == [IntegrityError], results
