"""单位的接口：单位信息、职工。"""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from deposits.api import shapes
from deposits.errors import no_employer_account
from deposits.models import EmployerAccount
from deposits.selectors import scope
from deposits.selectors.overview import unit_json
from deposits.selectors.people import employee_json, employees
from gjj.web.api import HallAPI
from gjj.web.openapi import PAGING

EMPLOYER = OpenApiParameter("employer", str, description="单位账号；一个登录服务几个单位时指明")


class UnitAPI(HallAPI):
    """单位范围的接口。"""

    scope = "unit"

    def account(self) -> EmployerAccount:
        """办事单位的单位账户；指明了别的单位答 404。"""
        found = scope.employer_account(self.actor, self.request.query_params.get("employer"))
        if found is None:
            raise no_employer_account()
        return found


class Unit(UnitAPI):
    """单位信息。"""

    permissions = {"GET": "deposits.unit.view"}

    @extend_schema(summary="单位信息", parameters=[EMPLOYER], responses=shapes.UnitOutput, tags=["单位"])
    def get(self, request: Request) -> Response:
        """名称、比例、应办年月、缴至年月、人数、暂存。"""
        return Response(unit_json(self.account()))


class Employees(UnitAPI):
    """职工。"""

    permissions = {"GET": "deposits.unit.view"}

    @extend_schema(
        summary="职工清单",
        parameters=[EMPLOYER, OpenApiParameter("search", str, description="姓名、拼音、个人账号"), OpenApiParameter("status", str, enum=["active", "sealed"]), *PAGING],
        responses=shapes.page_of(shapes.EmployeeOutput),
        tags=["单位"],
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """本单位的职工，游标分页。"""
        query = request.query_params
        rows = employees(self.account(), query.get("search", "").strip(), query.get("status", ""))
        return self.page(rows, employee_json, ordering="id")
