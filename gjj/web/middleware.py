"""每个请求都过的几道：流水号、地址干不干净、办事的结局、办事人。"""

import secrets
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from gjj import clock
from gjj.web.access import actor_of_request
from gjj.web.outcome import SAFE, Outcome


class ReferenceMiddleware:
    """给每个请求一个流水号：出现在错误页、接口答复和日志里，用户报它就能查到。"""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # 不问数据库：数据库停了，健康检查和错误页也要给得出流水号
        request.reference = f"{clock.real_today():%y%m%d}-{secrets.token_hex(4)}"  # type: ignore[attr-defined]
        response = self.get_response(request)
        response["X-Request-Reference"] = request.reference  # type: ignore[attr-defined]
        return response


class PlainAddressMiddleware:
    """地址里有空字符（%00）的不接：数据库存不了这个字符，正经的浏览器也不发。"""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest("NUL in the address")
        return self.get_response(request)


class OutcomeMiddleware:
    """看着写操作里的每个事务：出了没料到的错，照它们的结局说办没办成。"""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in SAFE:
            return self.get_response(request)
        request.outcome = outcome = Outcome()  # type: ignore[attr-defined]
        with connection.execute_wrapper(outcome.watch):
            return self.get_response(request)


class ActorMiddleware:
    """把办事人放到 request.actor 上（用到才去查）。"""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of_request(request, clock.now()))  # type: ignore[attr-defined]
        return self.get_response(request)
