"""接口的错误答复：RFC 9457 problem+json，中文说清是什么、为什么、钱怎么样、怎么办。"""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from gjj.declarations.errors import BizError
from gjj.web.inputs import field_errors
from gjj.web.openapi import PROBLEM_JSON
from gjj.web.outcome import said_of
from gjj.web.refusals import as_refusal

log = logging.getLogger("gjj.web")

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

FRAMEWORK: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str, int, str, str], ...] = (
    (
        (exceptions.NotAuthenticated, exceptions.AuthenticationFailed), "not_signed_in", 401,
        "没有登录，或者令牌已经失效，没有任何改动。", "请登录，或换一个有效的令牌再试。",
    ),
    (
        (exceptions.PermissionDenied, PermissionDenied), "not_permitted", 403,
        "您的身份不能办理这件事，没有任何改动。", "请换有权限的身份登录：单位的业务由本单位的经办人办理，别的请到中心柜面。",
    ),
    (
        (exceptions.NotFound, Http404), "not_found", 404,
        "没有找到，或者它不属于您。", "请核对编号，或从清单里重新进入。",
    ),
    (
        exceptions.ParseError, "malformed", 400,
        "看不懂请求的内容，没有任何改动。", "请检查 JSON 或表单的格式，改好再发。",
    ),
    (
        exceptions.MethodNotAllowed, "method_not_allowed", 405,
        "这个地址不支持这样的请求方法，没有任何改动。", "支持的方法见 /api/v1/schema/。",
    ),
    (
        exceptions.UnsupportedMediaType, "unsupported_media_type", 415,
        "不支持这种内容类型，没有任何改动。", "请用 application/json；上传文件用 multipart/form-data。",
    ),
    (
        exceptions.NotAcceptable, "not_acceptable", 406,
        "这个接口只答复 JSON，没有任何改动。", "请把 Accept 写成 application/json。",
    ),
    (
        exceptions.Throttled, "too_many_requests", 429,
        "请求太频繁，没有任何改动。", "请稍后再试。",
    ),
    (
        RequestDataTooBig, "content_too_large", 413,
        "请求的内容太大，没有任何改动。", "请分几次提交。",
    ),
    (
        SuspiciousOperation, "malformed", 400,
        "请求的内容不合规矩，没有任何改动。", "请检查请求的内容，改好再发。",
    ),
)  # fmt: skip
"""框架抛出的错：错误、编码、状态、说法、怎么办。"""


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


def _of_input(error: exceptions.ValidationError) -> dict[str, Any]:
    """填写的内容不对 → problem；逐栏用中文名说。"""
    errors = field_errors(error)
    said = "".join(f"{one['label']}：{one['message']}" if "label" in one else one["message"] for one in errors)
    return problem(
        "invalid", 422, f"填写的内容有问题，没有任何改动。{said}", fix="请照说明改好，再提交一次。", errors=errors
    )


def _of_framework(error: Exception) -> dict[str, Any] | None:
    """框架抛出的错 → problem；不认得的为空，那是程序的错。"""
    if isinstance(error, exceptions.ValidationError):
        return _of_input(error)
    for kinds, code, http_status, detail, fix in FRAMEWORK:
        if isinstance(error, kinds):
            return problem(code, http_status, detail, fix=fix)
    return None


def exception_handler(error: Exception, context: dict[str, Any]) -> Response:
    """DRF 的总出口：任何错误都变成中文 problem，未知的记日志并给流水号。"""
    set_rollback()
    request = context.get("request")
    plain: Any = getattr(request, "_request", request)
    reference = getattr(plain, "reference", "")
    refusal = as_refusal(error)
    body = of_biz_error(refusal) if refusal is not None else _of_framework(error)
    if body is None:
        log.exception("unhandled api error reference=%s", reference)
        body = problem("system_busy", 500, **said_of(plain, error), reference=reference)
    response = Response(body, status=body["status"], content_type=PROBLEM_JSON)
    if "retry_after" in body:
        response["Retry-After"] = str(body["retry_after"])
    if body["status"] == status.HTTP_401_UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="gjj"'
    return response


# 只答「没有这个地址」，什么也不改；别的方法打来的也要这样答
@csrf_exempt  # nosemgrep: csrf-turned-off
def not_found(request: HttpRequest) -> JsonResponse:
    """接口下不存在的地址。"""
    body = problem("not_found", 404, "没有这个接口地址。", fix="可用的接口见 /api/v1/schema/。")
    return JsonResponse(body, status=404, content_type=PROBLEM_JSON, json_dumps_params={"ensure_ascii": False})


not_found.is_public = True  # type: ignore[attr-defined]
