"""分配冲销以后：算了那笔钱的证明、对账单不再有效，陌生人核验得出为什么；没有算它的、后来出具的照旧有效。"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from time import sleep
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deposits.models import Remittance
from deposits.services import follow_reversal, print_papers
from deposits.services.make_up_again import make_up_again
from deposits.services.pay_remittance import pay_remittance
from deposits.services.print_papers import (
    print_certificate,
    print_person_statement,
    print_remittance,
    print_unit_statement,
)
from gjj.documents.models import Document, DocumentMark
from gjj.documents.services.verifying import verify_code
from gjj.ledger.models import Voucher
from gjj.work.drain import drain
from tests import situations as s
from tests.migration import run_step
from tests.race import together
from tests.sanctions import reverse
from tests.services.deposits.test_claim_receipt import claimed, unclaimed
from tests.services.deposits.test_remit_case import wrong
from tests.services.deposits.test_undo_claim import undone

BEFORE, LATER, REVERSED, AFTER, MADE_UP, LAST = (s.NOON + timedelta(hours=hours) for hours in (-1, 1, 2, 3, 4, 5))
WHY = "出具以后，中心冲销了2026年11月的入账，账户情况有变，请要一份新的"


def status(paper: Document) -> str:
    """陌生人核验到的。"""
    return verify_code(paper.code, ip="203.0.113.5", at=LAST).status


def taken_back(row: Remittance, at: datetime = REVERSED) -> None:
    """会计冲销了这一份的分配。"""
    row.refresh_from_db()
    reverse(by=s.staff("accountant"), voucher_id=row.voucher_id or 0, reason="张会计记错了", at=at)


def all_papers(unit: s.Unit, person: Any, at: datetime) -> list[Document]:
    """那时出具的缴存证明、个人对账单、单位年度对账单。"""
    return [
        print_certificate(by=person, at=at),
        print_person_statement(by=person, year=2026, at=at),
        print_unit_statement(by=unit.agent, year=2026, at=at),
    ]


@pytest.mark.django_db
def test_papers_that_counted_the_money_are_corrected_the_moment_it_is_reversed(commit) -> None:
    """当天入账、出具、冲销：三样都已更正，写着冲的是哪个月、请要新的，没有柜面的原因；再打的是新的一份，有效。"""
    unit, (one,) = s.unit_with_workers(1)
    row = s.paid(s.remittance_of(unit))
    person = s.holder(one)
    told = all_papers(unit, person, LATER)
    taken_back(row)
    commit()
    assert [status(paper) for paper in told] == ["corrected"] * 3
    assert {verify_code(paper.code, ip="203.0.113.5", at=LAST).reason for paper in told} == {WHY}
    again = all_papers(unit, person, AFTER)
    assert not {paper.pk for paper in again} & {paper.pk for paper in told}
    assert [status(paper) for paper in again] == ["valid"] * 3
    assert wrong() == set()


@pytest.mark.django_db
def test_a_make_up_is_new_and_what_was_said_before_it_stays_true(commit) -> None:
    """冲销以后、补缴以前开的证明说的是那时：补缴入账以后还有效；补缴再冲销，只有补缴以后开的已更正。"""
    unit, (one,) = s.unit_with_workers(1)
    row = s.paid(s.remittance_of(unit))
    person = s.holder(one)
    taken_back(row)
    between = print_certificate(by=person, at=AFTER)
    made = Remittance.objects.get(pk=make_up_again(by=unit.agent, remittance_id=row.pk, at=AFTER))
    pay_remittance(by=unit.agent, remittance_id=made.pk, at=MADE_UP, use_suspense=True)
    drain(MADE_UP)
    assert status(between) == "valid"
    next_day = LAST + timedelta(days=1)
    after = print_certificate(by=person, at=next_day)
    taken_back(made, next_day + timedelta(hours=1))
    commit()
    assert [status(between), status(after)] == ["valid", "corrected"]
    assert wrong() == set()


@pytest.mark.django_db
def test_papers_that_did_not_count_the_money_stay_valid() -> None:
    """入账以前打的、别的职工的、别的单位的，都没有算这笔，照旧有效。"""
    unit, (one, two) = s.unit_with_workers(2)
    earlier = s.paid(s.remittance_of(unit), at=BEFORE - timedelta(days=1))
    person = s.holder(one)
    stays = all_papers(unit, person, BEFORE)
    third, december, late = s.worker(), s.NOVEMBER + 1, datetime(2026, 12, 2, 4, 0, tzinfo=UTC)
    lines = [s.line("正常", one), s.line("封存", two), s.line("开户", third)]
    row = s.month_done(unit, lines, december, late - timedelta(hours=1))
    sealed, other = print_certificate(by=s.holder(two), at=late), s.unit_with_workers(1)[0]
    s.paid(s.remittance_of(other))
    elsewhere = print_unit_statement(by=other.agent, year=2026, at=late)
    goes = [*all_papers(unit, person, late), print_certificate(by=s.holder(third), at=late)]
    taken_back(row, late)
    assert earlier.status == "allocated"
    assert {status(paper) for paper in (*stays, sealed, elsewhere)} == {"valid"}
    assert {status(paper) for paper in goes} == {"corrected"}


@pytest.mark.django_db
def test_the_statement_of_a_year_that_is_over_is_not_changed_by_a_later_reversal() -> None:
    """过完的年：来年冲销，记在来年的账上，去年的对账单再打还是那一份，有效；写着缴至的证明已更正。"""
    unit, (one,) = s.unit_with_workers(1)
    row = s.paid(s.remittance_of(unit))
    person, january = s.holder(one), datetime(2027, 1, 5, 4, 0, tzinfo=UTC)
    certificate, own, statement = all_papers(unit, person, january)
    taken_back(row, january + timedelta(hours=1))
    assert status(certificate) == "corrected"
    assert {status(statement), status(own)} == {"valid"}
    assert print_unit_statement(by=unit.agent, year=2026, at=january + timedelta(hours=2)).pk == statement.pk


@pytest.mark.django_db
def test_a_notice_that_asks_for_payment_is_corrected_with_the_reversal() -> None:
    """付款以前打的汇缴书也叫人付款：冲销以后已更正，写明不要再用那个识别码。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    paper = print_remittance(by=unit.agent, remittance_id=row.pk, kind="remittance_notice", at=BEFORE)
    taken_back(s.paid(row))
    told = verify_code(paper.code, ip="203.0.113.5", at=LAST)
    assert (told.status, told.reason) == ("corrected", "2026年11月的入账已冲销，请不要再用这个缴款识别码付款")


@pytest.mark.django_db
def test_a_statement_that_counted_suspense_is_corrected_when_the_money_is_taken_out() -> None:
    """单位对账单写着暂存：到账冲销了、认领撤销了，那以后出具的已更正。"""
    unit, _ = s.unit_with_workers(1)
    s.paid(s.remittance_of(unit), Decimal("1300.00"))
    claim = claimed(unclaimed(Decimal("500.00")), unit)
    first = print_unit_statement(by=unit.agent, year=2026, at=LATER)
    undone(claim)
    second = print_unit_statement(by=unit.agent, year=2026, at=LATER)
    taken_back(Remittance.objects.get())
    third = print_unit_statement(by=unit.agent, year=2026, at=AFTER)
    receipt = Voucher.objects.get(kind="receipt", source_type="remittance")
    reverse(by=s.staff("accountant"), voucher_id=receipt.pk, reason="记错了", at=MADE_UP)
    assert {status(paper) for paper in (first, second, third)} == {"corrected"}


@pytest.mark.django_db
def test_a_big_book_turns_its_papers_in_the_same_few_statements() -> None:
    """多少人的一份，记记号的语句一样多。"""
    counted = []
    for people in (1, 4):
        unit, workers = s.unit_with_workers(people)
        row = s.paid(s.remittance_of(unit))
        for one in workers:
            print_certificate(by=s.holder(one), at=LATER)
        with CaptureQueriesContext(connection) as queries:
            taken_back(row)
        counted.append(sum("documents_documentmark" in one["sql"] and "INSERT" in one["sql"] for one in queries))
    assert counted[0] == counted[1]
    assert DocumentMark.objects.filter(reason=WHY).count() == 5


@pytest.mark.django_db
def test_papers_told_before_reversals_of_the_past_are_corrected(monkeypatch: pytest.MonkeyPatch) -> None:
    """以前冲销了、单证还写着有效的：查账红，迁移记已更正，话一样。"""
    unit, (one,) = s.unit_with_workers(1)
    row = s.paid(s.remittance_of(unit))
    told = all_papers(unit, s.holder(one), LATER)
    monkeypatch.setattr(follow_reversal, "correct_told", lambda *args, **kwargs: None)
    taken_back(row)
    assert wrong() == {"deposits.papers_follow_the_reversal"}
    run_step("deposits", "0039_told_before_reversals", "mark_told")
    assert {status(paper) for paper in told} == {"corrected"}
    assert set(DocumentMark.objects.values_list("reason", flat=True)) == {WHY}
    assert wrong() == set()


def certificate_while_reversing(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """职工开证明，已经看过账户；会计这时冲销。"""
    unit, (one,) = s.unit_with_workers(1)
    row, person, accountant = s.paid(s.remittance_of(unit)), s.holder(one), s.staff("accountant")
    facts = print_papers.certificate_facts

    def slow(*args: Any) -> Any:
        seen = facts(*args)
        sleep(0.6)
        return seen

    def cancel() -> int:
        sleep(0.2)
        return reverse(by=accountant, voucher_id=row.voucher_id or 0, reason="分错了", at=REVERSED)

    monkeypatch.setattr(print_papers, "certificate_facts", slow)
    return together([lambda: print_certificate(by=person, at=LATER), cancel])


def test_a_certificate_read_just_before_the_reversal_is_corrected(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """证明先看了账户，冲账等着：冲完这张已更正，查账是绿的。"""
    printed, reversal = certificate_while_reversing(monkeypatch)
    assert isinstance(reversal, int), reversal
    assert status(printed) == "corrected"
    assert wrong() == set()


def test_without_the_lock_a_certificate_outlives_its_facts(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """去掉锁：照冲销以前的账户开的证明还写着有效，查账变红。证明上一条靠的是锁。"""
    monkeypatch.setattr(print_papers, "lock_subaccounts", lambda ids: None)
    printed, reversal = certificate_while_reversing(monkeypatch)
    assert isinstance(reversal, int), reversal
    assert status(printed) == "valid"
    assert wrong() == {"deposits.papers_follow_the_reversal"}


@pytest.mark.django_db
def test_a_paper_asked_before_the_reversal_but_read_after_it_is_right(commit) -> None:
    """请求先来，等冲账办完才读到账：说的是冲了以后的，有效，查账也不说它错。"""
    unit, (one,) = s.unit_with_workers(1)
    row = s.paid(s.remittance_of(unit))
    taken_back(row)
    paper = print_certificate(by=s.holder(one), at=LATER)
    book = print_unit_statement(by=unit.agent, year=2026, at=LATER)
    commit()
    assert (paper.issued_at, book.issued_at) == (REVERSED, REVERSED)
    assert (status(paper), status(book)) == ("valid", "valid")
    assert wrong() == set()


@pytest.mark.django_db
def test_a_paper_asked_before_the_posting_but_read_after_it_follows_the_reversal() -> None:
    """请求先来，读的时候已经入账：算了那笔钱，冲销以后已更正，不会漏。"""
    unit, (one,) = s.unit_with_workers(1)
    row = s.paid(s.remittance_of(unit))
    papers = all_papers(unit, s.holder(one), BEFORE)
    taken_back(row)
    assert [status(paper) for paper in papers] == ["corrected"] * 3
