"""详情页上办一件事没办成：还是那一页，说清为什么，写了的一个字不丢。"""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from gjj.backoffice.readonly import ReadOnlyAdmin
from gjj.declarations.errors import BizError


def shown_again(page: ReadOnlyAdmin, request: HttpRequest, pk: int, error: BizError) -> HttpResponse:
    """没办成：再摆一遍详情页，话说在上面；写了的由 typed_again 取来填回去。"""
    messages.warning(request, error.said)
    request.typed_again = request.POST  # type: ignore[attr-defined]
    request.method = "GET"
    answer = page.changeform_view(request, str(pk))
    answer.status_code = error.status
    return answer


def typed_again(request: HttpRequest) -> Mapping[str, Any]:
    """刚才写了、没办成的；头一次打开的是空的。"""
    found: Mapping[str, Any] = getattr(request, "typed_again", {})
    return found
