"""审计写着办的是哪一件：办件的每一步，从确认清册到入账、退款、冲销，都查得到同一个办件编号。"""

from decimal import Decimal

import pytest
from django.urls import reverse

from deposits.models import Adjustment, CollectionAgreement, Refund
from deposits.services.adjust_ratio import adjust_ratio
from deposits.services.agreement_case import agreement_key
from deposits.services.collection_agreement import sign_agreement
from deposits.services.pay_remittance import pay_remittance
from deposits.services.print_papers import print_remittance
from deposits.services.ratio_case import ratio_key
from deposits.services.refund_case import refund_key
from deposits.services.remit_case import case_key
from deposits.services.undo_adjustment import undo_adjustment
from gjj.audit.models import AuditEntry
from gjj.cases.models import Case
from gjj.ledger.models import Voucher
from tests import situations as s
from tests.architecture.source import ROOT, calls, literal, where
from tests.halls.visitors import signed_in
from tests.sanctions import reverse as reverse_voucher
from tests.services.identity.members import member
from tests.services.identity.members import signed_in as staff_signed_in

pytestmark = pytest.mark.django_db
OF_A_CASE = {"remittance", "refund", "adjustment", "agreement", "filing_flag", "case", "instruction"}


def done_for(number: str) -> set[str]:
    """审计里为这一件办过什么。"""
    return set(AuditEntry.objects.filter(case_number=number).values_list("action", flat=True))


def number_of(key: str) -> str:
    """业务键的办件编号。"""
    return str(Case.objects.get(key=key).number)


def test_every_step_of_a_month_is_written_under_its_case() -> None:
    """一个月：确认清册、生成、付款、银行结果、到账、分配、出具单证、冲销，都是同一件；退款是自己的一件。"""
    unit, _ = s.unit_with_workers(2)
    row = s.remittance_of(unit)
    s.paid(row, Decimal("2600.00"))
    print_remittance(by=unit.agent, remittance_id=row.pk, kind="deposit_receipt", at=s.NOON)
    voucher = Voucher.objects.get(kind="allocation", source_id=row.pk)
    reverse_voucher(by=s.staff("accountant"), voucher_id=voucher.pk, reason="记错了", at=s.NOON)
    s.given_back(unit, Decimal("10.00"))
    assert done_for(number_of(case_key(row))) >= {
        "deposits.list.confirm", "deposits.remittance.create", "deposits.receive", "deposits.allocate",
        "deposits.document.print", "ledger.reverse",
    }  # fmt: skip
    back = done_for(number_of(refund_key(Refund.objects.get().pk)))
    assert back == {"deposits.suspense.refund", "settlement.instruct", "settlement.result", "deposits.refund_paid"}
    assert not AuditEntry.objects.filter(object_type__in=OF_A_CASE, case_number="").exists()


def test_the_other_kinds_of_cases_are_written_too() -> None:
    """付款、签托收、调比例、撤销调整，写着各自那一件。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    pay_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    sign_agreement(by=unit.agent, day=24, accepted=True, at=s.NOON)
    made = adjust_ratio(by=unit.agent, employer_ratio=Decimal(10), personal_ratio=Decimal(10), at=s.NOON)
    undo_adjustment(by=unit.agent, adjustment_id=made, at=s.NOON)
    assert {"deposits.remittance.pay", "settlement.instruct"} <= done_for(number_of(case_key(row)))
    assert done_for(number_of(agreement_key(CollectionAgreement.objects.get().pk))) == {"deposits.collection.sign"}
    changed = done_for(number_of(ratio_key(Adjustment.objects.get().pk)))
    assert changed == {"deposits.ratio.adjust", "deposits.adjustment.undo"}
    assert not AuditEntry.objects.filter(object_type__in=OF_A_CASE, case_number="").exists()


def test_nobody_writes_about_a_thing_of_a_case_without_its_number() -> None:
    """归集的服务里，对象有办件的，记审计都写 case；忘了的在这里就不过。"""
    seen, bare = 0, []
    for path, call in calls("record", sorted((ROOT / "deposits" / "services").glob("*.py"))):
        given = {one.arg: one.value for one in call.keywords}
        if literal(given.get("object_type"), path) in OF_A_CASE:
            seen += 1
            bare += [where(path, call)] if "case" not in given else []
    assert (bare, seen > 15) == ([], True)


def test_the_log_of_a_unit_says_which_case_and_finds_by_it() -> None:
    """单位的操作日志：那一步写着办件编号、点得过去，按编号找得到，导出里有一列；办件的页面点得到它的每一步。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    case = Case.objects.get(key=case_key(row))
    client = signed_in(unit.agent)
    found = client.get("/unit/log/", {"q": case.number})
    assert {one["case"] for one in found.context["rows"]} == {case.number}
    assert f"/unit/cases/?q={case.number}" in found.content.decode()
    exported = b"".join(client.get("/unit/log/", {"export": "csv", "q": case.number}).streaming_content)
    head, *lines = exported.decode("utf-8-sig").splitlines()
    assert "办件编号" in head
    assert all(case.number in line for line in lines)
    assert f"/unit/log/?q={case.number}" in client.get(f"/unit/cases/{case.pk}/").content.decode()


def test_the_auditor_reads_the_case_and_finds_by_it() -> None:
    """审计记录：有办件一列，点过去是那一件；按编号找得到，从办件也走得过来。"""
    unit, _ = s.unit_with_workers(1)
    case = Case.objects.get(key=case_key(s.remittance_of(unit)))
    auditor = staff_signed_in(member("auditor", "all"))
    page = auditor.get(reverse("admin:audit_auditentry_changelist"), {"q": case.number})
    assert page.context_data["cl"].result_count == AuditEntry.objects.filter(case_number=case.number).count() > 1
    assert f"{reverse('admin:cases_case_changelist')}?number__exact={case.number}" in page.content.decode()
    drilled = auditor.get(reverse("admin:cases_case_change", args=[case.pk])).content.decode()
    assert f"case_number__exact={case.number}" in drilled
