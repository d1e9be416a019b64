"""清册、对账单、缴存证明：写的数和账上一样，加得拢；没有账的年份没有；人太多的清册请导出。"""

from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from deposits.services.print_papers import (
    print_certificate,
    print_person_statement,
    print_remittance,
    print_unit_statement,
)
from gjj.declarations.errors import BizError
from gjj.documents.models import Document
from gjj.documents.rendering import pdf_of
from gjj.documents.selectors.documents import documents, facts_of
from gjj.documents.services.verifying import verify_code
from tests import situations as s

pytestmark = pytest.mark.django_db
OCTOBER = s.NOVEMBER.previous()
EARLIER = datetime(2026, 10, 20, 4, 0, tzinfo=UTC)


def two_months() -> tuple[s.Unit, list[s.Worker]]:
    """一个单位两名职工，十月、十一月都入了账。"""
    unit, workers = s.unit(first_month=OCTOBER), [s.worker(base="8000.00"), s.worker(base="6000.00")]
    s.month_done(unit, [s.line("开户", one) for one in workers], OCTOBER, EARLIER)
    s.month_done(unit, [s.line("正常", one) for one in workers], s.NOVEMBER)
    return unit, workers


def told(document: Document) -> dict[str, object]:
    """定下的事实。"""
    return facts_of(Document.objects.get(pk=document.pk))


def test_the_register_lists_everyone_and_adds_up() -> None:
    """清册每人一行，合计等于汇缴书。"""
    unit, _ = s.unit_with_workers(3)
    row = s.remittance_of(unit)
    facts = told(print_remittance(by=unit.agent, remittance_id=row.pk, kind="remittance_register", at=s.NOON))
    rows = facts["rows"]
    assert isinstance(rows, list)
    assert len(rows) == 3
    assert sum(Decimal(one[5]) for one in rows) == row.amount == Decimal(str(facts["amount"]))


def test_the_statement_of_a_unit_is_its_book() -> None:
    """单位对账单：期初 + 增 − 减 = 期末，两行，逐行余额。"""
    unit, _ = two_months()
    facts = told(print_unit_statement(by=unit.agent, year=2026, at=s.NOON))
    assert (facts["opening"], facts["credit"], facts["debit"], facts["closing"]) == (
        "0.00",
        "4480.00",
        "0.00",
        "4480.00",
    )
    assert [one[6] for one in facts["rows"]] == ["2240.00", "4480.00"]  # type: ignore[attr-defined]
    assert facts["to"] == "2026年11月24日"


def test_the_statement_of_a_person_adds_up() -> None:
    """个人对账单：期初加发生等于期末，每一笔的余额和账上一样。"""
    _, (one, _) = two_months()
    facts = told(print_person_statement(by=s.holder(one), year=2026, at=s.NOON))
    assert (facts["opening"], facts["closing"]) == ("0.00", "2560.00")
    assert facts["sums"] == [["汇缴", "2560.00"]]
    assert [row[4] for row in facts["rows"]] == ["1280.00", "2560.00"]  # type: ignore[attr-defined]


def test_a_year_without_a_book_has_no_statement() -> None:
    """没有账的年份是 404，单位和职工都是。"""
    unit, (one, _) = two_months()
    with pytest.raises(BizError) as of_unit:
        print_unit_statement(by=unit.agent, year=2025, at=s.NOON)
    with pytest.raises(BizError) as of_person:
        print_person_statement(by=s.holder(one), year=2025, at=s.NOON)
    assert (of_unit.value.code, of_person.value.code) == ("ledger_year_empty", "own_year_empty")
    assert of_unit.value.status == of_person.value.status == 404


def test_the_certificate_says_what_the_account_is_today() -> None:
    """缴存证明：状态、基数、余额、缴至年月、最近十二个月缴了两个月；证件号遮掩。"""
    _, (one, _) = two_months()
    facts = told(print_certificate(by=s.holder(one), at=s.NOON))
    assert (facts["status"], facts["base"], facts["balance"]) == ("正常", "8000.00", "2560.00")
    assert facts["paid_through"] == "2026年11月"
    assert facts["recent_count"] == 2
    assert len(facts["recent"]) == 12  # type: ignore[arg-type]
    assert one.id_no not in str(facts)


def test_each_day_has_its_own_certificate() -> None:
    """同一天再开是同一份；第二天是新的一份，前一天的还有效：它说的是那一天。"""
    _, (one, _) = two_months()
    person = s.holder(one)
    first = print_certificate(by=person, at=s.NOON)
    assert print_certificate(by=person, at=s.NOON).pk == first.pk
    second = print_certificate(by=person, at=datetime(2026, 11, 25, 4, 0, tzinfo=UTC))
    assert second.pk != first.pk
    assert documents().get(pk=first.pk).status == "valid"


def test_a_stranger_sees_the_certificate_masked() -> None:
    """核验缴存证明：姓名只露一个字，证件号露前后四位，金额可以对。"""
    _, (one, _) = two_months()
    made = print_certificate(by=s.holder(one), at=s.NOON)
    shown = {name: value for name, value, _ in verify_code(made.code, ip="203.0.113.5", at=s.NOON).facts}
    assert shown["姓名"] == "*" * (len(one.name) - 1) + one.name[-1]
    assert one.id_no not in str(shown)
    assert shown["账户余额（元）"] == "2560.00"


def test_all_of_them_can_be_typeset() -> None:
    """对账单、证明、清册都排得出；六十人的清册翻页。"""
    unit, (one, _) = two_months()
    person, (big, _) = s.holder(one), s.unit_with_workers(60)
    row = s.remittance_of(big)
    made = [
        print_unit_statement(by=unit.agent, year=2026, at=s.NOON),
        print_certificate(by=person, at=s.NOON),
        print_person_statement(by=person, year=2026, at=s.NOON),
        print_remittance(by=big.agent, remittance_id=row.pk, kind="remittance_register", at=s.NOON),
    ]
    pages = [len(PdfFileReader(BytesIO(pdf_of(one, "https://hall.example/"))).root["/Pages"]["/Kids"]) for one in made]
    assert pages[:3] == [1, 1, 1]
    assert pages[3] > 1


def test_only_a_person_gets_a_certificate() -> None:
    """单位的人开不了个人的证明，职工打印不了单位的对账单。"""
    unit, (one, _) = two_months()
    with pytest.raises(BizError):
        print_certificate(by=unit.agent, at=s.NOON)
    with pytest.raises(BizError):
        print_unit_statement(by=s.holder(one), year=2026, at=s.NOON)
