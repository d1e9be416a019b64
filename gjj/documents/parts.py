"""很长的单证（几千人的清册）：分段排版、接成一份，内存只装得下一段就行；页码、抬头、合计和一次排成的一样。"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string

from gjj.documents.rendering import paper_context, typeset

if TYPE_CHECKING:
    from pypdf import PdfWriter

    from gjj.documents.models import Document, Facts

AT_ONCE = 2_000
"""几行以内一次排成，当场给；再多的排队排。"""
PART = 1_000
"""一段几行。"""
NO_NUMBERS = "@page { @bottom-right { content: none } }"
"""各段先不印页码：不知道一共几页。"""


@dataclass(frozen=True)
class Part:
    """一段：是不是头一段（有抬头和核验码）、最后一段（有合计和落款）。"""

    is_first: bool
    is_last: bool


def is_long(facts: "Facts") -> bool:
    """要分段排版的。"""
    rows = facts.get("rows")
    return isinstance(rows, list) and len(rows) > AT_ONCE


def typeset_in_parts(document: "Document", facts: "Facts", base_url: str) -> bytes:
    """一段一段排好、接上，最后把页码印上去。"""
    from pypdf import PdfReader, PdfWriter

    whole = PdfWriter()
    for html in _parts(document, facts, base_url):
        whole.append(PdfReader(BytesIO(typeset(html, NO_NUMBERS))), import_outline=False)
    _number(whole)
    whole.add_metadata({"/Title": f"{document.title} {document.number}", "/Author": str(facts.get("center", ""))})
    whole.compress_identical_objects()
    out = BytesIO()
    whole.write(out)
    return out.getvalue()


def _parts(document: "Document", facts: "Facts", base_url: str) -> Iterator[str]:
    """每一段写好的 HTML。"""
    rows: Any = facts["rows"]
    for start in range(0, len(rows), PART):
        part = Part(start == 0, start + PART >= len(rows))
        context = paper_context(document, {**facts, "rows": rows[start : start + PART]}, base_url)
        yield render_to_string("documents/pdf.html", {**context, "part": part, "start": context["start"] + start})


def _number(whole: "PdfWriter") -> None:
    """每页右下角印「第几页 共几页」：空白页上只排页码，再叠上去。"""
    from pypdf import PdfReader

    blank = '<p class="sheet-blank">&nbsp;</p>' * len(whole.pages)
    numbers = PdfReader(BytesIO(typeset(f'<body class="pdf">{blank}</body>')))
    for page, number in zip(whole.pages, numbers.pages, strict=True):
        page.merge_page(number)
        page.compress_content_streams()
