"""整页的错误说明：中文，给流水号，照实说改没改东西；接口路径下答 problem+json。"""

import logging
import sys
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.urls import reverse
from django.utils.http import urlencode

from gjj.web.access import PUBLIC
from gjj.web.draft_slips import FIELD, read_slip
from gjj.web.drafts import LOST_KEPT, keep_posted
from gjj.web.outcome import said_of
from gjj.web.problems import PROBLEM_JSON, problem

log = logging.getLogger("gjj.web")

SAID = {
    400: ("malformed", "请求不完整，没有任何改动。请返回上一页重试。"),
    403: ("not_permitted", "您的身份不能办理这件事，没有任何改动。"),
    404: ("not_found", "没有找到，或者它不属于您。"),
}


def _answer(request: HttpRequest, status: int, template: str) -> HttpResponse:
    reference = getattr(request, "reference", "")
    if request.path.startswith("/api/"):
        code, detail = SAID[status]
        return _problem(problem(code, status, detail, reference=reference))
    return render(request, template, {"reference": reference}, status=status)


def _problem(body: dict[str, Any]) -> JsonResponse:
    return JsonResponse(
        body, status=body["status"], content_type=PROBLEM_JSON, json_dumps_params={"ensure_ascii": False}
    )


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400：请求不完整。"""
    return _answer(request, 400, "400.html")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403：身份不能办理。"""
    return _answer(request, 403, "403.html")


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404：没有这个页面，或者它不属于来人。"""
    return _answer(request, 404, "404.html")


def broken(request: HttpRequest) -> HttpResponse:
    """500：系统的错；这时模板上下文可能已不可用，只给静态页和流水号。办没办成照事务的结局说。"""
    reference = getattr(request, "reference", "")
    said = said_of(request, sys.exception())
    log.error("unhandled error reference=%s path=%s", reference, request.path)
    if request.path.startswith("/api/"):
        return _problem(problem("system_busy", 500, **said, reference=reference))
    page = get_template("500.html").render({**said, "reference": reference})
    return HttpResponse(page, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """表单的防伪令牌过期或缺失：多半是登录换了人或页面放得太久。写的字照凭条存成草稿。"""
    ticket = read_slip(request.POST.get(FIELD, ""))
    context: dict[str, Any] = {
        "reference": getattr(request, "reference", ""),
        "kept": ticket.slip.page if ticket and keep_posted(request, ticket) else "",
    }
    context["door"] = _door(request, str(context["kept"]))
    return render(request, "403_csrf.html", context, status=403)


def _door(request: HttpRequest, kept: str) -> str:
    """登录也不在了的：去登录的地址，登录以后回到写字的那一页（没存下字的回来路）；还登录着的、公开的页为空。"""
    view = getattr(getattr(request.resolver_match, "func", None), "view_class", None)
    if request.user.is_authenticated or getattr(view, "permission", "") == PUBLIC:
        return ""
    came = urlsplit(request.headers.get("referer", ""))
    back = kept or (came.path + (f"?{came.query}" if came.query else "") if came.netloc == request.get_host() else "")
    return f"{reverse('portal:login')}?{urlencode({'next': back, 'lost': LOST_KEPT if kept else '1'})}"
