"""核验：有效、已更正、已作废、改动过、抄错、查不到；事实遮掩；猜码有预算。"""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.test import Client

from deposits.documents import MAKE_UP, NOTICE, RECEIPT, REGISTER
from deposits.services.cancel_remittance import cancel_remittance
from deposits.services.print_papers import print_remittance
from gjj import clock
from gjj.declarations.errors import BizError
from gjj.documents.codes import ALPHABET, check_char, clean_code, new_code, spaced
from gjj.documents.models import Document, DocumentFile, VerifyTry
from gjj.documents.rendering import paper_context
from gjj.documents.selectors.documents import documents, facts_of
from gjj.documents.services.archiving import file_of
from gjj.documents.services.verifying import WINDOW, verify_code, verify_file
from tests import situations as s
from tests.services.deposits.test_make_up import made as made_up
from tests.services.deposits.test_make_up import remitted

pytestmark = pytest.mark.django_db
MISSES, ALL = 20, 3_000
"""初始的预算：一个地址、全中心，十分钟各可以查不着几次。"""
URL = "https://hall.example/"
IP = "203.0.113.7"
LATER = s.NOON + timedelta(hours=1)


def printed() -> tuple[s.Unit, Document]:
    """一个单位和它的汇缴书。"""
    unit, _ = s.unit_with_workers(2)
    row = s.remittance_of(unit)
    return unit, print_remittance(by=unit.agent, remittance_id=row.pk, kind=NOTICE.code, at=s.NOON)


def test_a_valid_code_tells_the_facts() -> None:
    """对的码：有效，说得出哪个单位、哪个月、多少钱。"""
    unit, made = printed()
    told = verify_code(spaced(made.code).lower(), ip=IP, at=s.NOON)
    assert told.status == "valid"
    assert told.is_valid
    facts = {name: value for name, value, _ in told.facts}
    assert facts["缴款单位"] == unit.name
    assert facts["应缴金额（元）"] == "2560.00"
    assert VerifyTry.objects.count() == 0


@pytest.mark.parametrize(
    ("what", "names"), [("汇缴书", {"缴至年月", "汇缴书号"}), ("补缴书", {"补缴年月", "补缴书号"})]
)
def test_what_is_compared_is_called_as_on_the_paper(what: str, names: set[str]) -> None:
    """核验页上每一项的叫法和纸上一样，补缴的回执不说成汇缴：叫法不同，真的纸也会被当成改过的。"""
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    s.paid(row)
    receipt = print_remittance(by=unit.agent, remittance_id=row.pk, kind=RECEIPT.code, at=s.NOON)
    facts = {**facts_of(receipt), "what": what}
    paper = render_to_string("documents/pdf.html", paper_context(receipt, facts, URL))
    labels = {one.label_of(what).removesuffix("（元）") for one in RECEIPT.shown}
    assert names <= labels
    assert [one for one in labels if one not in paper] == []


def test_no_paper_of_a_make_up_is_called_a_months() -> None:
    """补缴的纸：名称、核验的每一项都不说汇缴。"""
    for kind in (RECEIPT, MAKE_UP, REGISTER):
        assert not [one.fact for one in kind.shown if "汇缴" in one.label_of("补缴书")]
        assert "汇缴" not in kind.title_of("补缴书")
    unit, workers = remitted()
    row = made_up(unit, workers[:1], base="9000.00")
    register = print_remittance(by=unit.agent, remittance_id=row.pk, kind=REGISTER.code, at=s.NOON)
    paper = render_to_string("documents/pdf.html", paper_context(register, facts_of(register), URL))
    assert register.title == "住房公积金补缴清册"
    assert re.search(r"<h2>\s*住房公积金补缴清册", paper)


def test_a_cancelled_notice_is_revoked_and_says_since_when() -> None:
    """撤销以后：是真的，但已作废，说什么时候、为什么。"""
    unit, made = printed()
    cancel_remittance(by=unit.agent, remittance_id=made.subject_id, at=LATER)
    told = verify_code(made.code, ip=IP, at=LATER)
    assert told.status == "revoked"
    assert not told.is_valid
    assert told.since == LATER
    assert "已撤销" in told.reason


def test_every_single_slip_of_the_pen_is_noticed() -> None:
    """抄错任何一个字，说抄错了，不说查不到。"""
    code = new_code()
    for place in range(len(code)):
        for char in ALPHABET:
            if char != code[place]:
                assert clean_code(code[:place] + char + code[place + 1 :]) == ""
    short = verify_code(spaced(code[:4]), ip=IP, at=s.NOON)
    assert (short.status, short.said) == ("mistyped", "核验码有 20 个字，这里填了 4 个，请对着纸上补全、重填。")
    assert "填了 19 个" in verify_code(code[:-1], ip=IP, at=s.NOON).said


def test_swapped_neighbours_are_noticed() -> None:
    """相邻两个字抄反了也看得出来（最后一对 2 与 Z 除外：Luhn 的老毛病）。"""
    missed = 0
    for one in ALPHABET:
        for two in ALPHABET:
            if one != two:
                body = "2" * 17 + one + two
                swapped = "2" * 17 + two + one
                missed += check_char(body) == check_char(swapped)
    assert missed <= 2


def test_the_code_is_read_however_it_is_written() -> None:
    """全角、小写、空格、短横都认。"""
    code = new_code()
    full = "".join(chr(ord(char) + 0xFEE0) for char in code)
    assert clean_code(full) == clean_code(f" {spaced(code).lower()} ") == code


def test_an_unknown_code_uses_the_budget_and_a_true_one_never_waits() -> None:
    """查不着的占预算，用完了先停十分钟；抄错的不占；拿着真码的人，不受同一个地址上猜码的连累。"""
    _, made = printed()
    wrong_end = made.code[:-1] + ("A" if made.code[-1] != "A" else "B")
    for _ in range(MISSES):
        assert verify_code(new_code(), ip=IP, at=s.NOON).status == "unknown"
        assert verify_code(wrong_end, ip=IP, at=s.NOON).status == "mistyped"
    with pytest.raises(BizError) as refused:
        verify_code(new_code(), ip=IP, at=s.NOON)
    assert refused.value.status == 429
    assert refused.value.extra["retry_after"] == 600
    assert verify_code(made.code, ip=IP, at=s.NOON).is_valid
    assert verify_code(new_code(), ip="203.0.113.8", at=s.NOON).status == "unknown"
    assert verify_code(new_code(), ip=IP, at=s.NOON + WINDOW + timedelta(seconds=1)).status == "unknown"


def test_guesses_from_many_addresses_share_one_budget() -> None:
    """从三千个地址来，每个只查一次：用完全中心的预算，再来的换了地址也是 429，页面和接口都说清楚；真的码照样有答复；过了十分钟重新数。"""
    _, made = printed()
    now = clock.now()
    VerifyTry.objects.bulk_create(VerifyTry(ip=f"2001:db8::{n:x}", at=now) for n in range(ALL - 1))
    assert verify_code(new_code(), ip="198.51.100.1", at=now).status == "unknown"
    for ip in ("198.51.100.2", "198.51.100.3"):
        with pytest.raises(BizError) as refused:
            verify_code(new_code(), ip=ip, at=now)
        assert (refused.value.status, refused.value.extra["retry_after"]) == (429, 600)
    page = Client(REMOTE_ADDR="198.51.100.4").get("/verify/", {"code": new_code()})
    call = Client(REMOTE_ADDR="198.51.100.5").get("/api/v1/documents/verify/", {"code": new_code()})
    assert (page.status_code, call.status_code, call.json()["code"]) == (429, 429, "too_many_tries")
    for said in (page.content.decode(), call.json()["detail"]):
        assert "各处核验不着的次数合起来太多" in said
    assert "真的核验码不受影响" in call.json()["fix"]
    assert VerifyTry.objects.count() == ALL
    assert verify_code(made.code, ip="198.51.100.2", at=now).is_valid
    assert verify_code(new_code(), ip="198.51.100.2", at=now + WINDOW + timedelta(seconds=1)).status == "unknown"


def test_two_thousand_guesses_find_nothing(tell_figure: Callable[[str], None]) -> None:
    """两千个合校验的码，每个从另一个地址来：一份也没有猜中。"""
    printed()
    found = sum(verify_code(new_code(), ip=f"198.51.{n // 250}.{n % 250}", at=s.NOON).is_valid for n in range(2_000))
    tell_figure(f"猜核验码 2,000 次，中 {found}")
    assert found == 0


def test_the_original_file_is_recognised() -> None:
    """传原件：一个字节不差，有效。"""
    _, made = printed()
    told = verify_file(file_of(made, base_url=URL, at=s.NOON), ip=IP, at=s.NOON)
    assert told.status == "valid"
    assert "一个字节也没有改动" in told.said


def test_one_changed_byte_is_noticed() -> None:
    """改动一个字节：说被改动过，不给看事实。从头到尾挑几处改，每处都看得出来。"""
    _, made = printed()
    data = file_of(made, base_url=URL, at=s.NOON)
    for place in range(2000, len(data), len(data) // 7):
        changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
        told = verify_file(changed, ip=IP, at=s.NOON)
        assert told.status in ("tampered", "unknown"), place
        assert not told.facts
    assert verify_file(data + b"\n", ip=IP, at=s.NOON).status == "tampered"


def test_a_strange_file_is_refused_or_unknown() -> None:
    """不是 PDF 的拒绝；是 PDF 而不是本中心的，说查不到。"""
    with pytest.raises(BizError) as refused:
        verify_file(b"PK\x03\x04", ip=IP, at=s.NOON)
    assert refused.value.code == "not_a_pdf"
    assert verify_file(b"%PDF-1.7\n%%EOF", ip=IP, at=s.NOON).status == "unknown"
    with pytest.raises(BizError) as large:
        verify_file(b"%PDF-" + b"0" * (20 * 1024 * 1024), ip=IP, at=s.NOON)
    assert large.value.status == 413


def test_the_pdf_is_archived_once_and_never_changes() -> None:
    """第一次要的时候归档，以后给的一字节不变。"""
    _, made = printed()
    first = file_of(made, base_url=URL, at=s.NOON)
    assert file_of(made, base_url="https://other.example/", at=LATER) == first
    assert DocumentFile.objects.get().made_at == s.NOON


def test_a_revoked_document_gives_no_pdf() -> None:
    """作废了不再给 PDF。"""
    unit, made = printed()
    cancel_remittance(by=unit.agent, remittance_id=made.subject_id, at=LATER)
    with pytest.raises(BizError) as refused:
        file_of(documents().get(pk=made.pk), base_url=URL, at=LATER)
    assert refused.value.code == "document_revoked"


def test_the_page_and_the_api_say_the_same() -> None:
    """核验页和接口不用登录，说的一样；预算用完都是 429。"""
    _, made = printed()
    page = Client().get("/verify/", {"code": made.code})
    assert 'data-verdict="valid"' in page.content.decode()
    answer = Client().get("/api/v1/documents/verify/", {"code": made.code}).json()
    assert (answer["valid"], answer["status"], answer["kind"]) == (True, "valid", NOTICE.code)
    assert {"name": "人数", "value": "2"} in answer["facts"]
    for _ in range(MISSES):
        assert Client().get("/api/v1/documents/verify/", {"code": new_code()}).json()["status"] == "unknown"
    assert Client().get("/api/v1/documents/verify/", {"code": new_code()}).status_code == 429
    assert Client().get("/verify/", {"code": new_code()}).status_code == 429
    assert Client().get("/verify/", {"code": made.code}).status_code == 200
