"""单证和收到的材料给人：大厅对外的网址、归档的 PDF、收到的文件怎么答。"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from gjj import clock
from gjj.documents.services.archiving import file_of


def base_url(request: HttpRequest) -> str:
    """大厅对外的网址：配置了用配置的，没有就是来人访问的。"""
    return settings.GJJ_PUBLIC_URL or request.build_absolute_uri("/")


def pdf_answer(document: Any, request: HttpRequest) -> HttpResponse:
    """归档的 PDF，文件名是名称加编号。"""
    content = file_of(document, base_url=base_url(request), at=clock.now())
    name = content_disposition_header(False, f"{document.title}-{document.number}.pdf") or "inline"
    headers = {"Content-Disposition": name, "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def as_download(data: bytes, filename: str, media_type: str) -> HttpResponse:
    """收到的一份文件原样给回：只下载，不在页面里打开，不留在缓存里。"""
    headers = {
        "Content-Disposition": content_disposition_header(True, filename) or "attachment",
        "Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff",
    }  # fmt: skip
    return HttpResponse(data, content_type=media_type, headers=headers)
