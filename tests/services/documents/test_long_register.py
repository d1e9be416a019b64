"""人多的清册：排队、分段排版、接成一份；页码连着，抬头核验码在头一页，合计在最后一页，盖章、核验照旧。"""

import re
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from pypdf import PdfReader

from deposits.services.cancel_remittance import cancel_remittance
from deposits.services.print_papers import print_remittance
from gjj.declarations.errors import BizError
from gjj.documents import parts
from gjj.documents.models import Document, DocumentFile
from gjj.documents.selectors.documents import documents, facts_of
from gjj.documents.services import archiving
from gjj.documents.services.archiving import archive_long, file_of
from gjj.documents.services.verifying import verify_file
from gjj.work.drain import drain
from gjj.work.models import OutboxRow
from gjj.work.task import Retry
from tests import situations as s
from tests.halls.visitors import signed_in
from tests.services.documents.test_signing import made, sealed, validated

__all__ = ["made", "sealed"]
URL = "https://hall.example/"


def register(people: int) -> tuple[s.Unit, Document]:
    """一份清册。"""
    unit, _ = s.unit_with_workers(people)
    row = s.remittance_of(unit)
    return unit, print_remittance(by=unit.agent, remittance_id=row.pk, kind="remittance_register", at=s.NOON)


def told_when_asked(document: Document) -> str:
    with pytest.raises(BizError) as caught:
        file_of(document, base_url=URL, at=s.NOON)
    return caught.value.code


def texts(data: bytes) -> list[str]:
    """每一页的字，不算空白。"""
    return [re.sub(r"\s", "", page.extract_text()) for page in PdfReader(BytesIO(data)).pages]


def assert_whole(data: bytes, document: Document, people: int, amount: Decimal) -> None:
    """页码连着，每人一行一个不少，抬头只在头一页，合计只有一处，在末尾。"""
    pages = texts(data)
    assert [re.search(r"第(\d+)页共(\d+)页", page).groups() for page in pages] == [  # type: ignore[union-attr]
        (str(place), str(len(pages))) for place in range(1, len(pages) + 1)
    ]
    accounts: Any = [row[1] for row in facts_of(document)["rows"]]  # type: ignore[attr-defined]
    whole, place = "".join(pages), 0
    for account in accounts:
        place = whole.index(account, place)
    assert (len(accounts), len({*accounts})) == (people, people)
    assert [document.code[:4] in page and "核验码" in page for page in pages[:2]] == [True, False]
    totals = [place for place, page in enumerate(pages) if f"合计{people}人" in page.replace(",", "")]
    # 落款排不下的，自己占最后一页
    assert totals in ([len(pages) - 2], [len(pages) - 1])
    assert f"{amount:,.2f}" in pages[totals[0]]


@pytest.mark.django_db
def test_a_long_register_waits_its_turn_and_is_one_signed_paper(monkeypatch: pytest.MonkeyPatch, sealed: Path) -> None:
    """要的时候先排队，轮到了分三段排；签名覆盖整份，核验说是原件；再要给的还是那些字节。"""
    monkeypatch.setattr(parts, "AT_ONCE", 60)
    monkeypatch.setattr(parts, "PART", 50)
    _, document = register(120)
    assert [told_when_asked(document) for _ in range(2)] == ["pdf_on_its_way"] * 2
    assert OutboxRow.objects.filter(task=archiving.TASK).count() == 1
    drain(s.NOON)
    data = file_of(document, base_url=URL, at=s.NOON)
    assert_whole(data, document, 120, Decimal("153600.00"))
    found: Any = validated(data, sealed)
    assert (found.intact, found.valid, found.coverage.name) == (True, True, "ENTIRE_FILE")
    verdict = verify_file(data, ip="127.0.0.1", at=s.NOON)
    assert verdict.is_file
    assert verdict.is_valid
    assert verify_file(data + b"\n", ip="127.0.0.1", at=s.NOON).status == "tampered"
    archive_long(document.pk, URL, s.NOON)
    assert DocumentFile.objects.count() == 1


@pytest.mark.django_db
def test_the_numbers_in_a_part_go_on_from_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """一段里的序号接着上一段：和一次排成的同样的字，只差分页。"""
    monkeypatch.setattr(parts, "PART", 2)
    _, document = register(5)
    whole = "".join(texts(parts.typeset_in_parts(document, facts_of(document), URL)))
    assert all(f"{place}职工" in whole for place in range(1, 6))


@pytest.mark.django_db
def test_a_short_register_is_given_at_once() -> None:
    """人不多的当场排好，不排队。"""
    _, document = register(3)
    assert file_of(document, base_url=URL, at=s.NOON).startswith(b"%PDF")
    assert not OutboxRow.objects.filter(task=archiving.TASK).exists()


@pytest.mark.django_db
def test_a_revoked_register_is_not_typeset(monkeypatch: pytest.MonkeyPatch) -> None:
    """轮到之前汇缴书撤销了：不排，也不给。"""
    monkeypatch.setattr(parts, "AT_ONCE", 2)
    unit, document = register(3)
    assert told_when_asked(document) == "pdf_on_its_way"
    cancel_remittance(by=unit.agent, remittance_id=document.subject_id, at=s.NOON)
    drain(s.NOON)
    assert not DocumentFile.objects.exists()
    assert told_when_asked(documents().get(pk=document.pk)) == "document_revoked"


@pytest.mark.django_db
def test_two_workers_do_not_typeset_the_same_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """占用到期、别的进程来了：正在排的不再排一遍，过一会儿再看。"""
    monkeypatch.setattr(parts, "AT_ONCE", 2)
    _, document = register(3)
    key = f"{archiving.TASK}:{document.pk}"
    other = connections["default"].copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [key])
            with pytest.raises(Retry):
                archive_long(document.pk, URL, s.NOON)
    finally:
        other.close()
    archive_long(document.pk, URL, s.NOON)
    assert DocumentFile.objects.count() == 1


@pytest.mark.django_db
def test_the_page_of_a_long_register_says_when_it_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    """打印页不逐页列出：先说正在排，排好了给下载。"""
    monkeypatch.setattr(parts, "AT_ONCE", 2)
    unit, document = register(3)
    client, page = signed_in(unit.agent), f"/unit/papers/{document.pk}/"
    said = client.get(page).content.decode()
    assert "正在后台排版" in said
    assert "sheet-table" not in said
    drain(s.NOON)
    said = client.get(page).content.decode()
    assert "已经排好" in said
    assert f"/unit/papers/{document.pk}/paper.pdf" in said
    assert client.get(f"/unit/papers/{document.pk}/paper.pdf").content.startswith(b"%PDF")
