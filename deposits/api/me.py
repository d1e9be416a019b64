"""职工的接口：账户、明细。"""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, OpenApiTypes, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from deposits.api import shapes
from deposits.selectors.people import MOVEMENTS, account_json, own_accounts, own_values
from gjj.database.listings import Written
from gjj.web.api import HallAPI
from gjj.web.inputs import filled
from gjj.web.openapi import PAGING, ProblemOutput


class PeriodInput(serializers.Serializer[Any]):
    """起止日期，都可以不写。"""

    to = serializers.DateField(label="截止日期", required=False)

    def get_fields(self) -> dict[str, Any]:
        """from 是保留字，只能这样加。"""
        return {"from": serializers.DateField(label="起始日期", required=False), **super().get_fields()}


class Accounts(HallAPI):
    """本人的账户。"""

    scope = "person"
    permissions = {"GET": "deposits.own.view"}

    @extend_schema(summary="我的账户", responses=shapes.AccountOutput(many=True), tags=["个人"])
    def get(self, request: Request) -> Response:
        """余额、可用、缴至年月。"""
        return Response([account_json(row) for row in own_accounts(self.actor)])


class Movements(HallAPI):
    """本人的明细。"""

    items = {"GET": "deposits.movements"}
    scope = "person"
    permissions = {"GET": "deposits.own.view"}

    @extend_schema(
        summary="我的明细",
        parameters=[OpenApiParameter("from", OpenApiTypes.DATE), OpenApiParameter("to", OpenApiTypes.DATE), *PAGING],
        responses={200: shapes.page_of(shapes.MovementOutput), 422: ProblemOutput}, tags=["个人"],
    )  # fmt: skip
    def get(self, request: Request) -> HttpResponse:
        """每一笔增减、余额、凭证、怎么算的，新的在前。"""
        period = filled(PeriodInput(data=request.query_params))
        given = {"frm": period.get("from"), "to": period.get("to")}
        return self.page_written(Written(MOVEMENTS, own_values(self.actor), given))
