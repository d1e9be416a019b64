"""单证核验的接口：凭核验码问真伪和状态。"""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from gjj import clock
from gjj.documents.services.verifying import verify_code
from gjj.web.access import PUBLIC, client_ip
from gjj.web.api import HallAPI
from gjj.web.inputs import filled


class CodeInput(serializers.Serializer[dict[str, str]]):
    """核验码。"""

    code = serializers.CharField(label="核验码", max_length=64)


class ShownFactOutput(serializers.Serializer[dict[str, str]]):
    """给人看的一项。"""

    name = serializers.CharField()
    value = serializers.CharField(help_text="姓名、证件号遮掩")


class VerdictOutput(serializers.Serializer[dict[str, object]]):
    """核验的结果。"""

    valid = serializers.BooleanField(help_text="真的，而且现在算数")
    status = serializers.ChoiceField(
        choices=["valid", "corrected", "revoked", "unknown", "mistyped"],
        help_text="valid 有效；corrected 已更正；revoked 已作废；unknown 查不到；mistyped 抄错了",
    )
    detail = serializers.CharField(help_text="中文结论")
    kind = serializers.CharField(required=False, help_text="单证种类")
    title = serializers.CharField(required=False, help_text="单证名称")
    number = serializers.CharField(required=False, help_text="单证编号")
    issued_on = serializers.DateField(required=False)
    since = serializers.DateTimeField(required=False, help_text="更正、作废的时刻")
    reason = serializers.CharField(required=False, help_text="为什么更正、作废")
    facts = ShownFactOutput(many=True, required=False)


class VerifyDocument(HallAPI):
    """单证核验。"""

    scope = PUBLIC
    permissions = {"GET": PUBLIC}

    @extend_schema(
        summary="单证核验",
        parameters=[OpenApiParameter("code", str, required=True, description="纸上的核验码，短横、空格、小写都行")],
        responses={200: VerdictOutput, 422: None, 429: None},
        tags=["公开"],
    )
    def get(self, request: Request) -> Response:
        """真不真、还算不算数，和遮掩过的几项事实；查不着的次数太多是 429。"""
        code = filled(CodeInput(data=request.query_params))["code"]
        told = verify_code(code, ip=client_ip(request._request), at=clock.now())
        body = {"valid": told.is_valid, "status": told.status, "detail": told.said}
        if told.since:
            body |= {"since": told.since.isoformat(), "reason": told.reason}
        if told.issued_on:
            body |= {
                "kind": told.kind, "title": told.title, "number": told.number, "issued_on": told.issued_on.isoformat(),
                "facts": [{"name": name, "value": value} for name, value, _ in told.facts],
            }  # fmt: skip
        return Response(body)
