"""后台的清单和导出：多几行不多问一句，列里要另查的一批查一次。"""

from decimal import Decimal
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from deposits.services.adjust_ratio import adjust_ratio
from deposits.services.collect import collect_remittance
from deposits.services.collection_agreement import ask_bank_to_sign, sign_agreement
from deposits.services.employer_profile import ProfileDraft, record_profile
from gjj.settlement.channels import bank_http
from gjj.settlement.channels.bank_http import Result
from tests import situations as s
from tests.applicants import applied
from tests.halls.back_office import address, browser, ours, town
from tests.services.approvals.test_two_persons import asked as proposed
from tests.services.deposits.test_claim_receipt import claimed, unclaimed
from tests.services.deposits.test_mend_rows import draft, mend, put
from tests.services.identity.members import member
from tests.services.looks.test_reveal import clerk, look

pytestmark = pytest.mark.django_db
MANY = 5


SINGLE = {"identity.Branch", "settlement.BankAccount", "settlement.UnreadNotice", "work.Job", "ledger.Hold"}
"""这一座里只有一件、没有的：列里没有别的表，冻结的那一件除外。"""


def busy() -> None:
    """小城里差不多每样都不止一件。"""
    town()
    for turn in range(2):
        unit, people = s.unit_with_workers(2)
        s.flagged(unit, people[0])
        claimed(unclaimed(Decimal("500.00"), f"BK7700000{turn}"), unit)
        s.given_back(unit, Decimal("10.00"))
        record_profile(
            by=s.staff("manager"), employer_account_id=unit.account_id, draft=ProfileDraft("李代表"), at=s.NOON
        )
        _collected(unit)
        _changed()
        proposed()
        applied()
        look(clerk(), member())


def _collected(unit: s.Unit) -> None:
    """签了托收，扣了一单。"""
    with mock.patch.object(bank_http, "sign_mandate", return_value=Result("succeeded")):
        ask_bank_to_sign(sign_agreement(by=unit.agent, day=24, accepted=True, at=s.NOON).pk, s.NOON)
    collect_remittance(by=unit.agent, remittance_id=s.remittance_of(unit).pk, at=s.NOON)


def _changed() -> None:
    """改过的清册，调过的比例。"""
    unit, head, _ = draft("8000.00")
    mend(unit.agent, head, put(4, "base", "9000"))
    other, _ = s.unit_with_workers(1)
    adjust_ratio(by=other.agent, employer_ratio=Decimal(9), personal_ratio=Decimal(9), at=s.NOON)


def asked(client: Client, model: Any, page: Any, kept: list[int], **query: str) -> int:
    """只有这几行时，打开这个清单、导出它问了几句。"""
    seen = page.get_queryset
    few = mock.patch.object(page, "get_queryset", lambda request: seen(request).filter(pk__in=kept))
    with few, CaptureQueriesContext(connection) as caught:
        b"".join(client.get(address(model, "changelist"), query))
    return len(caught)


def test_more_rows_ask_no_more_questions(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """每一类的清单、导出：几行和一行问的一样多；看钟也算一句（演示的钟在库里）。"""
    busy()
    monkeypatch.setattr("gjj.looks.services.is_between", lambda *times: False)  # 夜里跑也一样
    settings.GJJ_DEMO = True
    client, single = browser("auditor"), set()
    client.get("/admin/")
    for model, page in ours():
        kept = list(model._default_manager.order_by("-pk").values_list("pk", flat=True)[:MANY])
        if len(kept) < 2:
            single.add(model._meta.label)
            continue
        for query in ({}, {"export": "csv"}):
            many, one = (asked(client, model, page, some, **query) for some in (kept, kept[:1]))
            assert many <= one, (model, query)
    assert single <= SINGLE
