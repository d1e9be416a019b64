"""出具：同样的事实只有一份；撤销了作废，内容变了旧的已更正；只增不改。"""

import re
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.template.loader import render_to_string
from django.test import Client

from deposits.documents import NOTICE, RECEIPT
from deposits.models import Remittance, RemittanceEvent
from deposits.services.cancel_remittance import cancel_remittance
from deposits.services.print_papers import print_remittance
from gjj.actors.actor import system_actor
from gjj.declarations.errors import BizError
from gjj.documents.invariants import INVARIANTS
from gjj.documents.models import Document, DocumentMark
from gjj.documents.rendering import paper_context
from gjj.documents.selectors.documents import documents, facts_of
from gjj.documents.services import issuing
from gjj.documents.services.issuing import Subject, issue
from gjj.documents.services.verifying import verify_code
from gjj.identity.models import Employer
from gjj.idnumbers.mod11_10 import is_valid
from gjj.ledger.services.hold import hold
from gjj.settlement.models import Receipt
from gjj.work.proving import check
from tests import situations as s
from tests.race import together
from tests.sanctions import reverse
from tests.services.deposits.test_remit_case import wrong

LATER = s.NOON + timedelta(hours=1)


def notice(unit: s.Unit, row: Remittance, at: object = s.NOON) -> Document:
    """出具一份汇缴书。"""
    return print_remittance(by=unit.agent, remittance_id=row.pk, kind=NOTICE.code, at=at)  # type: ignore[arg-type]


def surplus_on(paper: Document) -> str:
    """回执的纸面上怎么说多到的钱；没有说的为空。"""
    made = Document.objects.get(pk=paper.pk)
    sheet = render_to_string(RECEIPT.template, paper_context(made, facts_of(made), "http://testserver"))
    found = re.search(r"多到的 [^<]*", sheet)
    return found[0] if found else ""


@pytest.mark.django_db
def test_a_notice_says_what_the_remittance_says() -> None:
    """汇缴书的人数、金额、大写、识别码、上月加减都照业务定下的写；编号末位校验，核验码二十个字。"""
    unit, _ = s.unit_with_workers(3)
    row = s.remittance_of(unit)
    made = notice(unit, row)
    facts = facts_of(Document.objects.get(pk=made.pk))
    assert facts["employees"] == 3
    assert facts["amount"] == f"{row.amount:.2f}"
    assert facts["words"].endswith("元整")
    assert facts["payment_code"] == row.payment_code
    assert facts["people"] == [0, 3, 0]
    assert (facts["employer_ratio"], facts["personal_ratio"]) == ("8", "8")
    assert made.status == "valid"  # type: ignore[attr-defined]
    assert is_valid(made.number)
    assert re.fullmatch(r"[2-9A-HJ-NP-Z]{20}", made.code)


@pytest.mark.django_db
def test_the_same_facts_are_one_document() -> None:
    """再打印多少次，都是同一份，核验码不变。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    first = notice(unit, row)
    assert notice(unit, row, LATER).pk == first.pk
    assert print_remittance(by=unit.reviewer, remittance_id=row.pk, kind=NOTICE.code, at=LATER).pk == first.pk
    assert Document.objects.count() == 1


@pytest.mark.django_db
def test_money_that_comes_later_corrects_the_receipt() -> None:
    """入账以后又来了一笔钱：旧回执成「已更正」；再打印是新的一份，写着多到的。"""
    unit, _ = s.unit_with_workers(1)
    row = s.paid(s.remittance_of(unit))
    first = print_remittance(by=unit.agent, remittance_id=row.pk, kind=RECEIPT.code, at=s.NOON)
    s.paid(row, Decimal("5.00"))
    assert documents().get(pk=first.pk).status == "corrected"
    assert "5.00" in DocumentMark.objects.get().reason
    second = print_remittance(by=unit.agent, remittance_id=row.pk, kind=RECEIPT.code, at=LATER)
    assert second.pk != first.pk
    assert facts_of(Document.objects.get(pk=second.pk))["surplus"] == "5.00"


@pytest.mark.django_db
def test_money_given_back_corrects_the_receipt() -> None:
    """多到的钱退回单位：以前出的回执成「已更正」；新的写明出具时已经不在暂存，不再叫人去暂存里找。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    row = s.paid(row, row.amount + Decimal("5.00"))
    first = print_remittance(by=unit.agent, remittance_id=row.pk, kind=RECEIPT.code, at=s.NOON)
    s.given_back(unit, Decimal("5.00"))
    assert documents().get(pk=first.pk).status == "corrected"
    assert "已退回" in DocumentMark.objects.get().reason
    second = print_remittance(by=unit.agent, remittance_id=row.pk, kind=RECEIPT.code, at=LATER)
    assert surplus_on(first) == "多到的 5.00 元转入单位暂存"
    assert surplus_on(second) == "多到的 5.00 元转入单位暂存，出具时已全部抵缴或退回"


@pytest.mark.django_db
def test_a_reversed_allocation_revokes_the_receipt_for_every_stranger() -> None:
    """分配冲销：回执作废，叫人付款的汇缴书已更正，陌生人凭核验码看到的是「已作废」，看不到柜面写的原因；不再出新的；汇缴书的经过里写明。"""
    unit, _ = s.unit_with_workers(1)
    row = s.paid(s.remittance_of(unit))
    first = print_remittance(by=unit.agent, remittance_id=row.pk, kind=RECEIPT.code, at=s.NOON)
    kept = notice(unit, row)
    assert "since" not in Client().get("/api/v1/documents/verify/", {"code": kept.code}).json()
    reverse(by=system_actor("柜面"), voucher_id=row.voucher_id, reason="记错了单位", at=LATER)
    assert documents().get(pk=first.pk).status == "revoked"
    assert documents().get(pk=kept.pk).status == "corrected"
    found = verify_code(first.code, ip="203.0.113.7", at=LATER)
    assert (found.status, found.is_valid) == ("revoked", False)
    assert "已冲销" in found.reason
    assert "记错了单位" not in found.reason
    asked = Client().get("/api/v1/documents/verify/", {"code": first.code}).json()
    assert (asked["status"], asked["reason"]) == ("revoked", found.reason)
    assert datetime.fromisoformat(asked["since"]) == found.since
    assert "记错了单位" in RemittanceEvent.objects.filter(remittance=row).latest("id").note
    with pytest.raises(BizError, match="receipt_reversed"):
        print_remittance(by=unit.agent, remittance_id=row.pk, kind=RECEIPT.code, at=LATER)


@pytest.mark.django_db
def test_a_refused_reversal_leaves_the_receipt_as_it_was() -> None:
    """余额不够冲的：没有记账，回执还是有效的。"""
    unit, (one,) = s.unit_with_workers(1)
    row = s.paid(s.remittance_of(unit))
    first = print_remittance(by=unit.agent, remittance_id=row.pk, kind=RECEIPT.code, at=s.NOON)
    account = s.account_of(one).subaccount_id
    hold(by=system_actor(), subaccount_id=account, amount=Decimal("1.00"), reason="司法冻结", key="h", at=s.NOON)
    with pytest.raises(BizError, match="balance_short"):
        reverse(by=system_actor(), voucher_id=row.voucher_id, reason="记错了单位", at=LATER)
    assert documents().get(pk=first.pk).status == "valid"


@pytest.mark.django_db
def test_a_reversed_receipt_of_money_corrects_the_paper() -> None:
    """入账以后又来的一笔冲销了：写着这一笔的回执成「已更正」。"""
    unit, _ = s.unit_with_workers(1)
    row = s.paid(s.remittance_of(unit))
    s.paid(row, Decimal("5.00"))
    first = print_remittance(by=unit.agent, remittance_id=row.pk, kind=RECEIPT.code, at=s.NOON)
    later = Receipt.objects.get(amount=Decimal("5.00"))
    reverse(by=system_actor("柜面"), voucher_id=later.voucher_id, reason="银行记错", at=LATER)
    assert documents().get(pk=first.pk).status == "corrected"
    assert "到账凭证" in DocumentMark.objects.get().reason
    second = print_remittance(by=unit.agent, remittance_id=row.pk, kind=RECEIPT.code, at=LATER)
    assert surplus_on(first) == "多到的 5.00 元转入单位暂存"
    assert surplus_on(second) == ""
    assert "等" not in str(facts_of(Document.objects.get(pk=second.pk))["bank_serial"])


@pytest.mark.django_db
@pytest.mark.parametrize("missing", ["5.00", "0"])
def test_money_that_waits_for_the_rest_is_not_reversed(missing: str) -> None:
    """少到一笔、钱在等补足或退回：到账不能冲，冲了就会付两遍；入了账的先要冲分配。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    s.paid(row, row.amount - Decimal(missing))
    arrived = Receipt.objects.get()
    with pytest.raises(BizError, match="receipt_reserved" if Decimal(missing) else "suspense_short"):
        reverse(by=system_actor("柜面"), voucher_id=arrived.voucher_id, reason="银行记错", at=LATER)
    assert not wrong()


@pytest.mark.django_db
def test_changed_facts_make_a_new_document_and_correct_the_old() -> None:
    """单位改了名：再打印是新的一份，旧的成「已更正」，指着新的。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    first = notice(unit, row)
    Employer.objects.filter(pk=unit.employer_id).update(name="改了名的有限公司")
    second = notice(unit, row, LATER)
    assert second.pk != first.pk
    assert documents().get(pk=first.pk).status == "corrected"
    assert DocumentMark.objects.get().successor_id == second.pk
    assert notice(unit, row, LATER).pk == second.pk


@pytest.mark.django_db
def test_cancelling_the_remittance_revokes_its_notice() -> None:
    """撤销汇缴书，出具过的作废，也不再出新的。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    made = notice(unit, row)
    cancel_remittance(by=unit.agent, remittance_id=row.pk, at=LATER)
    assert documents().get(pk=made.pk).status == "revoked"  # type: ignore[attr-defined]
    assert "已撤销" in DocumentMark.objects.get().reason
    with pytest.raises(BizError) as refused:
        notice(unit, row, LATER)
    assert refused.value.code == "remittance_cancelled"


@pytest.mark.django_db
def test_there_is_no_receipt_before_the_money_is_allocated() -> None:
    """没入账没有回执；入账了才有。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    with pytest.raises(BizError) as refused:
        print_remittance(by=unit.agent, remittance_id=row.pk, kind=RECEIPT.code, at=s.NOON)
    assert refused.value.code == "receipt_not_ready"
    s.paid(row)
    assert print_remittance(by=unit.agent, remittance_id=row.pk, kind=RECEIPT.code, at=s.NOON).title == RECEIPT.title


@pytest.mark.django_db
def test_another_unit_gets_nothing() -> None:
    """别的单位的汇缴书当作没有。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    with pytest.raises(BizError) as refused:
        print_remittance(by=s.unit().agent, remittance_id=row.pk, kind=NOTICE.code, at=s.NOON)
    assert refused.value.status == 404


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["documents_document", "documents_documentmark", "documents_documentfile"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_nothing_about_a_document_is_ever_changed(table: str, statement: str) -> None:
    """单证、记号、归档的文件：应用身份改不了，也删不了。"""
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table))


@pytest.mark.django_db
def test_the_facts_are_not_kept_in_plain_text() -> None:
    """事实加密存放：库里看不到单位名称。"""
    unit, _ = s.unit_with_workers(1)
    notice(unit, s.remittance_of(unit))
    with connection.cursor() as cursor:
        cursor.execute("SELECT facts_json, facts_digest FROM documents_document")
        sealed, digest = cursor.fetchone()
    assert unit.name.encode() not in bytes(sealed)
    assert len(digest) == 64


@pytest.mark.usefixtures("own_database")
@pytest.mark.parametrize("locked", [True, False])
def test_two_at_once_issue_one_document(monkeypatch: pytest.MonkeyPatch, locked: bool) -> None:
    """两个人同时打印，只出一份；去掉锁就出了两份：证明锁管用。"""
    from contextlib import suppress
    from threading import Barrier, BrokenBarrierError

    unit = s.unit()
    number, meet = issuing._number, Barrier(2)

    def slowly(*args: object) -> str:
        with suppress(BrokenBarrierError):
            meet.wait(0.5)
        return number(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(issuing, "_number", slowly)
    if not locked:
        monkeypatch.setattr(issuing, "lock_papers", lambda kind, subject: None)
    subject = Subject("remittance", 1, "2026年11月", employer_id=unit.employer_id)

    def work() -> object:
        return issue(kind=NOTICE, subject=subject, facts={"employer": unit.name}, by=system_actor(), at=s.NOON).pk

    made = together([work, work])
    assert not [one for one in made if isinstance(one, Exception)], made
    assert Document.objects.count() == (1 if locked else 2)


@pytest.mark.django_db
def test_two_valid_papers_of_one_thing_are_found_by_prove(monkeypatch: pytest.MonkeyPatch) -> None:
    """同一件事有两份有效的：查账查得出来；平时查不出。"""
    (one_valid, _) = INVARIANTS
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    notice(unit, row)
    assert check(one_valid).count == 0
    monkeypatch.setattr(issuing, "mark", lambda *args, **kwargs: None)
    Employer.objects.filter(pk=unit.employer_id).update(name="改了名的有限公司")
    notice(unit, row, LATER)
    assert check(one_valid).count == 1
