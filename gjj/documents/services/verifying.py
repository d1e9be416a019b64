"""核验：凭核验码或文件问一份单证真不真、还算不算数；给人看的事实遮掩，猜码的有预算。"""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from gjj.crypto.masking import mask_id_no, mask_name
from gjj.database.forgetting import forget_before
from gjj.documents.codes import LENGTH, clean_code, typed_letters
from gjj.documents.errors import not_a_pdf, pdf_too_large, too_many_tries, too_many_tries_in_all
from gjj.documents.models import Document, DocumentFile, VerifyTry
from gjj.documents.parameters import MISS_BUDGETS, MISSES_ALL, MISSES_IP, MISSES_KEPT
from gjj.documents.selectors.documents import document_by_code, documents, facts_of, kinds, mark_of
from gjj.parameters import selectors as parameters
from gjj.periods.days import business_date

WINDOW = timedelta(minutes=10)
MOST_BYTES = 20 * 1024 * 1024
IN_PDF = re.compile(rb"gjj-verify:([0-9A-Z]{%d})" % LENGTH)
MASKS = {"name": mask_name, "id_no": mask_id_no}
SAID = {
    "valid": "这份单证是本中心出具的，有效。",
    "corrected": "这份单证是本中心出具的，但内容后来有更正，请以新的一份为准。",
    "revoked": "这份单证是本中心出具的，但已经作废，不能再用。",
    "tampered": "这个文件被改动过：和本中心归档的原件不一样。请不要采信，请向出示的人要原件。",
    "unknown": "没有查到这样的单证：不是本中心出具的，或者核验码抄错了。",
    "mistyped": "核验码抄错了：20 个字里至少有一个不对（不用 0、1、I、O），请对着纸上再核对一遍。",
}


@dataclass(frozen=True)
class Verdict:
    """核验的结果：``status`` 是 valid、corrected、revoked、tampered、unknown、mistyped；查不着的没有别的；typed 是填了几个字。"""

    status: str
    kind: str = ""
    title: str = ""
    number: str = ""
    issued_on: date | None = None
    facts: tuple[tuple[str, str, str], ...] = ()
    since: datetime | None = None
    reason: str = ""
    is_file: bool = False
    signed_by: str = ""
    typed: int = LENGTH

    @property
    def is_valid(self) -> bool:
        """真的，而且现在算数。"""
        return self.status == "valid"

    @property
    def said(self) -> str:
        """一句话的结论。"""
        if self.is_file and self.is_valid:
            return "这个文件就是本中心出具的原件，一个字节也没有改动，有效。"
        if self.typed != LENGTH:
            return f"核验码有 {LENGTH} 个字，这里填了 {self.typed} 个，请对着纸上补全、重填。"
        return SAID[self.status]


def verify_code(text: str, *, ip: str, at: datetime) -> Verdict:
    """凭核验码。真的码总有答复：同一个网络地址上别人填错，不连累他；校验不过的是抄错，什么也没问到，也不占。

    查不着的占预算，用完抛 too_many_tries（429）：码有九十多位随机，猜不出来，预算防的是拿这里当压测。
    """
    code = clean_code(text)
    if not code:
        return Verdict("mistyped", typed=typed_letters(text))
    found = document_by_code(code)
    if found is not None:
        return _told(found)
    take_try(ip, at)
    return Verdict("unknown")


def verify_file(data: bytes, *, ip: str, at: datetime) -> Verdict:
    """凭 PDF 原件：和归档的一字节不差才算；差了而里面写着核验码的，说被改动过。"""
    if len(data) > MOST_BYTES:
        raise pdf_too_large()
    if not data.startswith(b"%PDF-"):
        raise not_a_pdf()
    digest = hashlib.sha256(data).hexdigest()
    archived = DocumentFile.objects.filter(sha256=digest).values_list("document_id", "signed_by").first()
    if archived is not None:
        return replace(_told(documents().get(pk=archived[0])), is_file=True, signed_by=archived[1])
    for code in {clean_code(found.decode()) for found in IN_PDF.findall(data)}:
        known = document_by_code(code) if code else None
        if known is not None:
            return Verdict("tampered", known.kind, known.title, known.number, is_file=True)
    take_try(ip, at)
    return Verdict("unknown", is_file=True)


def take_try(ip: str, at: datetime) -> VerifyTry:
    """先记一次再数：同时来一百次也只放过预算之内的几次，一个地址和全中心各有预算。窗口之外、拨回时钟留下的不算。"""
    most = parameters.values(MISS_BUDGETS, on=business_date(at))
    one = VerifyTry.objects.create(ip=ip, at=at)
    recent = VerifyTry.objects.filter(at__gt=at - WINDOW, at__lte=at + WINDOW)
    if recent.filter(ip=ip).count() > most[MISSES_IP]:
        refusal = too_many_tries(WINDOW)
    elif recent.count() > most[MISSES_ALL]:
        refusal = too_many_tries_in_all(WINDOW)
    else:
        return one
    one.delete()
    raise refusal


def forget_tries(at: datetime) -> int:
    """删去过了时候的核验计数，返回删了几行；还在预算窗口里的一定留着（参数至少一天）。"""
    days = parameters.values((MISSES_KEPT,), on=business_date(at))[MISSES_KEPT]
    return forget_before(VerifyTry, "at", at - timedelta(days=days))


def shown_facts(document: Document) -> tuple[tuple[str, str, str], ...]:
    """给人看的几项：叫什么、遮掩过的值、是哪种。"""
    facts = facts_of(document)
    return tuple(
        (
            one.label_of(str(facts.get("what", ""))),
            MASKS[one.look](str(facts[one.fact])) if one.look in MASKS else str(facts[one.fact]),
            one.look,
        )
        for one in kinds()[document.kind].shown
        if facts.get(one.fact) not in (None, "")
    )


def _told(document: Document) -> Verdict:
    status = str(document.status)  # type: ignore[attr-defined]  # documents() 带上的
    last = mark_of(document)
    return Verdict(
        status, document.kind, document.title, document.number, business_date(document.issued_at), shown_facts(document),
        last.at if last else None, last.reason if last else "",
    )  # fmt: skip
