"""排版：打印页和 PDF 用同一个纸面模板、同一份样式；字体随仓库带着，哪台机器排出来都一样。"""

import atexit
import threading
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string

from gjj.documents.errors import pdf_missing
from gjj.documents.models import Document, Facts
from gjj.documents.selectors.documents import facts_of, kinds
from gjj.work.collector import collector_paused

FONTS = Path(__file__).resolve().parent / "fonts"
STYLE = Path("css") / "documents.css"
FACES = """
@font-face { font-family: "Paper"; font-weight: 400; src: url("%(common)s/song-regular.ttf"); }
@font-face { font-family: "Paper"; font-weight: 700; src: url("%(common)s/song-bold.ttf"); }
@font-face { font-family: "Paper Rare"; src: url("%(rare)s"); }
:root { --paper-font: "Paper", "Paper Rare"; }
"""
"""常用字用裁小的字库（GB 2312 的六千七百多个），生僻字才翻到全字库：快，文件也小。"""
_turn = threading.Lock()
"""排版引擎的字体设置是共用的，一次排一份。"""


def paper_context(document: Document, facts: Facts, base_url: str) -> dict[str, Any]:
    """纸面模板要的：单证、定下的事实、声明、核验的网址；分册的，``offset`` 是前面各册有几行。"""
    return {
        "document": document,
        "kind": kinds()[document.kind],
        "f": facts,
        "verify_url": f"{base_url.rstrip('/')}/verify/?code={document.code}",
        "is_demo": settings.GJJ_DEMO,
        "part": None,
        "start": facts.get("offset", 0),
        "center_name": facts.get("center", settings.GJJ_CENTER_NAME),
    }


def pdf_of(document: Document, base_url: str) -> bytes:
    """一次排出 PDF；没有 Pango 抛 pdf_missing（503）。"""
    return typeset(render_to_string("documents/pdf.html", paper_context(document, facts_of(document), base_url)))


def with_code(pdf: bytes, document: Document) -> bytes:
    """核验码另写一份在文件末尾的注释里：文件被改动过，也认得出本来是哪一份。"""
    return pdf + f"%gjj-verify:{document.code}\n".encode()


def typeset(html: str, style: str = "") -> bytes:
    """一段写好的 HTML 排成 PDF；``style`` 是另加的样式。"""
    try:
        press, fonts, styles, fetcher = _press()
    except OSError as error:
        raise pdf_missing() from error
    with _turn, collector_paused():
        made: bytes = press(string=html, url_fetcher=fetcher).write_pdf(
            stylesheets=[*styles, *more(style, fonts)], font_config=fonts, hinting=False
        )
    return made


def more(style: str, fonts: Any) -> list[Any]:
    """另加的样式；没有就不加。"""
    from weasyprint import CSS

    return [CSS(string=style, font_config=fonts)] if style else []


@cache
def _press() -> tuple[Any, Any, list[Any], Any]:
    """排版引擎、字体、样式、取图的；头一次要几秒，所以用到才装。缺库抛 OSError。"""
    from pylopdf_fonts_zh_cn import serif_path
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    atexit.register(_press.cache_clear)  # 进程结束之前就放掉字体，免得库先没了
    fonts = FontConfiguration()
    faces = FACES % {"common": FONTS.as_uri(), "rare": serif_path().as_uri()}
    # 屏幕上的样子（@media screen 以后）与纸无关
    style = (settings.BASE_DIR / "static" / STYLE).read_text(encoding="utf-8").partition("@media screen")[0]
    # 纸面只有自己带着的图，不取任何外面的东西；取不到就不出这张纸
    fetcher = URLFetcher(allowed_protocols=("data",), fail_on_errors=True)
    return HTML, fonts, [CSS(string=faces, font_config=fonts), CSS(string=style, font_config=fonts)], fetcher
