"""清册、对账单、缴存证明：写的数和账上一样，加得拢；没有账的年份没有；人太多的清册请导出。"""

from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from django.template.loader import render_to_string
from pyhanko.pdf_utils.reader import PdfFileReader

from deposits.documents import CERTIFICATE
from deposits.models import Remittance
from deposits.services.adjust_ratio import adjust_ratio
from deposits.services.print_papers import (
    print_certificate,
    print_person_statement,
    print_remittance,
    print_unit_statement,
)
from gjj.declarations.errors import BizError
from gjj.documents.models import Document
from gjj.documents.rendering import paper_context, pdf_of
from gjj.documents.selectors.documents import documents, facts_of
from gjj.documents.services.verifying import verify_code
from tests import situations as s

pytestmark = pytest.mark.django_db
OCTOBER = s.NOVEMBER.previous()
EARLIER = datetime(2026, 10, 20, 4, 0, tzinfo=UTC)
DECEMBER, IN_DECEMBER = s.NOVEMBER + 1, datetime(2026, 12, 4, 4, 0, tzinfo=UTC)


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


def test_a_year_that_is_over_is_one_paper_whatever_day_it_is_printed() -> None:
    """过完的年：一月印、二月印是同一份，没有一份「已更正」；单位暂存是年末的，后来才到的不在里面。"""
    unit, (one, _) = two_months()
    person, days = s.holder(one), [datetime(2027, month, 5, 4, 0, tzinfo=UTC) for month in (1, 2)]
    first = print_unit_statement(by=unit.agent, year=2026, at=days[0])
    own = print_person_statement(by=person, year=2026, at=days[0])
    s.paid(Remittance.objects.get(month=s.NOVEMBER), Decimal("5.00"), at=days[0])
    assert print_unit_statement(by=unit.agent, year=2026, at=days[1]).pk == first.pk
    assert print_person_statement(by=person, year=2026, at=days[1]).pk == own.pk
    assert {documents().get(pk=paper.pk).status for paper in (first, own)} == {"valid"}
    assert told(first)["suspense"] == "0.00"


def test_a_sealed_person_is_certified_with_what_held_before() -> None:
    """封存以后单位调了比例：证明写封存前的基数和比例，没有月缴存额；核验页的叫法一样。"""
    unit, workers = two_months()
    s.month_done(unit, [s.line("封存", workers[0]), s.line("正常", workers[1])], DECEMBER, IN_DECEMBER)
    adjust_ratio(by=unit.agent, employer_ratio=Decimal(12), personal_ratio=Decimal(12), at=IN_DECEMBER)
    made = print_certificate(by=s.holder(workers[0]), at=IN_DECEMBER)
    facts = told(made)
    assert (facts["status"], facts["base"]) == ("封存", "8000.00")
    assert (facts["employer_ratio"], facts["personal_ratio"]) == ("8", "8")
    assert not {"monthly", "employer_amount", "personal_amount"} & set(facts)
    shown = {name: value for name, value, _ in verify_code(made.code, ip="203.0.113.5", at=s.NOON).facts}
    assert shown["封存前缴存基数（元）"] == "8000.00"
    assert not {"缴存基数（元）", "月缴存额（元）"} & set(shown)
    sheet = render_to_string(CERTIFICATE.template, paper_context(Document.objects.get(pk=made.pk), facts, "http://t"))
    assert "封存前比例" in sheet
    assert "封存期间不缴存" in sheet


def test_a_ratio_of_next_month_is_not_certified_today() -> None:
    """十一月入了账，调的比例十二月才起：十一月开的证明写现在的比例和月缴存额；十二月开的写新的。"""
    unit, (one, _) = two_months()
    adjust_ratio(by=unit.agent, employer_ratio=Decimal(12), personal_ratio=Decimal(12), at=s.NOON)
    person, said = s.holder(one), []
    for at in (s.NOON, IN_DECEMBER):
        facts = told(print_certificate(by=person, at=at))
        said.append([facts[name] for name in ("base", "employer_ratio", "personal_ratio", "monthly")])
    assert said == [["8000.00", "8", "8", "1280.00"], ["8000.00", "12", "12", "1920.00"]]


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
