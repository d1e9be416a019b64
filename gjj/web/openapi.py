"""接口文档：两种认人方式，和每个调用按声明就看得出的几样——幂等键、没办成的各种答复。"""

from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from gjj.web.access import PUBLIC
from gjj.web.outcome import SAFE

PROBLEM_JSON = "application/problem+json"
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 8, "maxLength": 128, "pattern": "^[!-~]+$"},
    "description": "幂等键，每个登录、每个接口各算各的：同键同内容只办一次，再来原样答复（带 Idempotent-Replayed）；办不成的不占用键。",
}
CURSOR = OpenApiParameter("cursor", str, description="下一页、上一页的游标，从 next、previous 里来")
PAGING = [CURSOR, OpenApiParameter("page_size", int, description="每页几条，默认 20，最多 200")]
"""游标分页的两个参数。"""
SAID = {
    400: "请求看不懂：内容不是一个对象，幂等键或游标不合规",
    401: "没有登录，或者令牌已经失效",
    403: "令牌没有这个范围，或者身份不能办理",
    404: "没有找到，或者它不属于来人（两种说法一样）",
    409: "现在的状态办不了；或同一个幂等键的请求还在办理（带 Retry-After）",
    415: "不支持的内容类型",
    422: "填写的内容有问题，或规则不允许；同一个幂等键换了内容",
    429: "次数太多，等 retry_after 秒再来",
    503: "暂时办不了：缺了要用的组件，或者查毒的服务没有应答（文件没有收）",
}


class ProblemErrorOutput(serializers.Serializer[Any]):
    """逐项的一个错。"""

    row = serializers.IntegerField(required=False)
    column = serializers.CharField(required=False)
    field = serializers.CharField(required=False)
    label = serializers.CharField(required=False, help_text="field 的中文名")  # type: ignore[assignment]
    code = serializers.CharField()
    message = serializers.CharField()
    fix = serializers.CharField(required=False)


class ProblemOutput(serializers.Serializer[Any]):
    """没办成：RFC 9457 的说明。个别编码另带事实，如已有的 id、应办的 open_month、等几秒的 retry_after、等复核的 review。"""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField(help_text="英文编码，稳定")
    detail = serializers.CharField(help_text="中文：怎么了、为什么")
    article = serializers.CharField(required=False, help_text="依据的条款编号")
    money = serializers.CharField(required=False, help_text="资金怎么样了")
    fix = serializers.CharField(required=False, help_text="怎么办")
    reference = serializers.CharField(required=False, help_text="流水号，打 12329 时报")
    errors = ProblemErrorOutput(many=True, required=False)  # type: ignore[assignment]


class HallSchema(AutoSchema):
    """照视图声明的权限、范围和参数，补上幂等键与没办成的答复；视图里只写办成的。"""

    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        """一个调用的说明。"""
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        if operation is None or not hasattr(self.view, "needed"):
            return operation
        if not self._needs_login():
            operation["security"] = [{}, *operation.get("security", ())]
        elif self.method not in SAFE:
            operation.setdefault("parameters", []).append(IDEMPOTENCY_KEY)
        written = {int(code) for code in operation["responses"]}
        for code in sorted({code for code in written if code >= 400} | self._problems(operation)):
            operation["responses"][str(code)] = self._problem(code)
        return operation

    def _needs_login(self) -> bool:
        view: Any = self.view
        return bool(view.needed(self.method) != PUBLIC)

    def _problems(self, operation: dict[str, Any]) -> set[int]:
        """可能的没办成：看要不要登录、是不是写、有没有内容和游标。"""
        # 不用登录的接口，带了失效的令牌照样是 401；带着会话写、没带防伪令牌是 403
        found = {401}
        writes, given = self.method not in SAFE, {one["name"] for one in operation.get("parameters", ())}
        if self._needs_login():
            found |= {403} | ({409, 422} if writes else set())
            # 单位范围的都先认单位：没有单位账户、指了别的单位，都是 404
            found |= {404} if getattr(self.view, "scope", "") == "unit" else set()
        if writes:
            found |= {400, 403}
        if "cursor" in given:
            found.add(400)
        body = operation.get("requestBody", {"content": {}})["content"]
        found |= {503} if "multipart/form-data" in body else set()
        return found | ({415, 422} if "requestBody" in operation else set())

    def _problem(self, code: int) -> dict[str, Any]:
        """一种没办成。"""
        answer: dict[str, Any] = {
            "description": SAID[code],
            "content": {PROBLEM_JSON: {"schema": self.resolve_serializer(ProblemOutput, "response").ref}},
        }
        if code == 409:
            wait = {"description": "过几秒再来；只在同一个幂等键还在办理时有", "schema": {"type": "integer"}}
            answer["headers"] = {"Retry-After": wait}
        return answer


class BearerScheme(OpenApiAuthenticationExtension):
    """访问令牌。"""

    target_class = "gjj.web.authentication.BearerAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """Authorization: Bearer。"""
        return {"type": "http", "scheme": "bearer", "description": "OAuth2 访问令牌，范围 unit 或 person。"}


class SessionScheme(OpenApiAuthenticationExtension):
    """大厅的会话。"""

    target_class = "gjj.web.authentication.HallSessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """会话 Cookie；写操作另要 X-CSRFToken。"""
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": "大厅登录后的会话，写操作另要 X-CSRFToken。",
        }
