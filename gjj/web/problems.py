"""接口的错误答复：RFC 9457 problem+json，中文说清是什么、为什么、钱怎么样、怎么办。"""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, JsonResponse
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from gjj.declarations.errors import BizError
from gjj.transitions.machine import IllegalTransition
from gjj.web.outcome import said_of

log = logging.getLogger("gjj.web")
PROBLEM_JSON = "application/problem+json"

TITLES = {
    400: "请求的格式不对",
    401: "请先登录",
    403: "没有办理这件事的权限",
    404: "没有找到",
    405: "这个地址不支持这样的请求",
    406: "只提供 JSON",
    409: "现在的状态办不了",
    413: "内容太大",
    415: "不支持这种内容类型",
    422: "内容有问题，没有办理",
    429: "请求太频繁",
    500: "系统繁忙",
    503: "暂时不能办理",
}


def problem(code: str, http_status: int, detail: str, **more: Any) -> dict[str, Any]:
    """一份 problem+json 的内容；空的成员不写。"""
    body: dict[str, Any] = {
        "type": f"urn:gjj:problem:{code}",
        "title": TITLES.get(http_status, "没有办成"),
        "status": http_status,
        "code": code,
        "detail": detail,
    }
    body.update({key: value for key, value in more.items() if value})
    return body


def of_biz_error(error: BizError) -> dict[str, Any]:
    """业务上的拒绝 → problem。"""
    body = problem(
        error.code,
        error.status,
        error.detail,
        article=error.article,
        money=error.money,
        fix=error.fix,
        errors=list(error.errors),
    )
    for key, value in (error.extra or {}).items():
        body.setdefault(key, value)
    return body


def _field_errors(detail: Any, field: str = "") -> list[dict[str, str]]:
    """DRF 的校验错误树 → 平的 errors 列表。"""
    if isinstance(detail, dict):
        found = []
        for key, value in detail.items():
            name = field if key == "non_field_errors" else f"{field}.{key}".lstrip(".")
            found += _field_errors(value, name)
        return found
    if isinstance(detail, list):
        return [one for item in detail for one in _field_errors(item, field)]
    return [{"field": field, "code": str(getattr(detail, "code", "invalid")), "message": str(detail)}]


def _of_framework(error: Exception) -> dict[str, Any] | None:
    match error:
        case exceptions.ValidationError():
            errors = _field_errors(error.detail)
            said = "；".join(f"{one['field']}：{one['message']}" if one["field"] else one["message"] for one in errors)
            return problem("invalid", 422, f"填写的内容有问题：{said}", errors=errors)
        case exceptions.NotAuthenticated() | exceptions.AuthenticationFailed():
            return problem("not_signed_in", 401, "没有登录，或者令牌已经失效。请登录，或换一个有效的令牌再试。")
        case exceptions.PermissionDenied() | PermissionDenied():
            return problem("not_permitted", 403, "您的身份不能办理这件事，没有任何改动。")
        case exceptions.NotFound() | Http404():
            return problem("not_found", 404, "没有找到，或者它不属于您。")
        case exceptions.ParseError():
            return problem("malformed", 400, "看不懂请求的内容，没有任何改动。请检查 JSON 或表单的格式。")
        case exceptions.MethodNotAllowed():
            return problem("method_not_allowed", 405, "这个地址不支持这样的请求方法。")
        case exceptions.UnsupportedMediaType():
            return problem("unsupported_media_type", 415, "不支持这种内容类型，没有任何改动。")
        case exceptions.NotAcceptable():
            return problem("not_acceptable", 406, "这个接口只答复 JSON。")
        case exceptions.Throttled():
            return problem("too_many_requests", 429, "请求太频繁，请稍后再试。")
    return None


def exception_handler(error: Exception, context: dict[str, Any]) -> Response:
    """DRF 的总出口：任何错误都变成中文 problem，未知的记日志并给流水号。"""
    set_rollback()
    request = context.get("request")
    plain: Any = getattr(request, "_request", request)
    reference = getattr(plain, "reference", "")
    if isinstance(error, BizError):
        body = of_biz_error(error)
    elif isinstance(error, IllegalTransition):
        body = problem("state_not_allowed", 409, "现在的状态不能这样办，没有任何改动。请刷新后再看。")
    else:
        known = _of_framework(error)
        if known is None:
            log.exception("unhandled api error reference=%s", reference)
            known = problem("system_busy", 500, **said_of(plain, error), reference=reference)
        body = known
    response = Response(body, status=body["status"], content_type=PROBLEM_JSON)
    if "retry_after" in body:
        response["Retry-After"] = str(body["retry_after"])
    if body["status"] == status.HTTP_401_UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="gjj"'
    return response


def not_found(request: HttpRequest) -> JsonResponse:
    """接口下不存在的地址。"""
    body = problem("not_found", 404, "没有这个接口地址。可用的接口见 /api/v1/schema/。")
    return JsonResponse(body, status=404, content_type=PROBLEM_JSON, json_dumps_params={"ensure_ascii": False})


not_found.is_public = True  # type: ignore[attr-defined]
