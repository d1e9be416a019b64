"""答复上的两样：有人的资料的不许存下（浏览器、路上的代理都不存），接口的 JSON 当文件给（直接打开不当网页）。

有没有人的资料看会话：这次请求看过会话、会话里有东西（登录了的，注册、登录走到一半的），或者凭令牌认出了人；静态文件、
没有会话的公开页照旧能存。已经写了 no-store 的不动。
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

NO_STORE = "private, no-store"
JSON = ("application/json", "application/problem+json")
AS_FILE = 'attachment; filename="api.json"'


class PrivateMiddleware:
    """写两个头，不问数据库。"""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        headers = response.headers
        if "no-store" not in headers.get("Cache-Control", "") and holds_someone(request):
            headers["Cache-Control"] = NO_STORE
        if request.path_info.startswith("/api/") and headers.get("Content-Type", "").split(";")[0] in JSON:
            headers.setdefault("Content-Disposition", AS_FILE)
        return response


def holds_someone(request: HttpRequest) -> bool:
    """这次请求认出了人，或者看过一个不空的会话。"""
    if hasattr(request, "credential"):
        return True
    session = getattr(request, "session", None)
    return session is not None and session.accessed and not session.is_empty()
