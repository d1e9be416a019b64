"""单位的接口：单位信息、职工、明细账。"""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from deposits.api import shapes
from deposits.errors import no_employer_account
from deposits.models import EmployerAccount
from deposits.selectors import scope
from deposits.selectors.overview import unit_json
from deposits.selectors.people import EMPLOYEE_COLUMNS, EMPLOYEES, employee_json, employees
from deposits.selectors.unit_ledger_written import ledger_page
from deposits.services.looked import look_if_one
from gjj import clock
from gjj.database.listings import Listing, Written
from gjj.periods.days import business_date
from gjj.web.api import HallAPI
from gjj.web.inputs import filled
from gjj.web.openapi import PAGING, ProblemOutput
from gjj.web.pagination import PlacePage, written_page

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

    def of_unit(self, listing: Listing, **given: str) -> HttpResponse:
        """本单位的一个清单的一页；认单位和取行是一问。"""
        unit = scope.unit_values(self.actor, self.request.query_params.get("employer"))
        return self.page_written(Written(listing, unit, given, no_employer_account))


class Unit(UnitAPI):
    """单位信息。"""

    items = {"GET": "deposits.unit_info"}
    permissions = {"GET": "deposits.unit.view"}

    @extend_schema(summary="单位信息", parameters=[EMPLOYER], responses=shapes.UnitOutput, tags=["单位"])
    def get(self, request: Request) -> Response:
        """名称、比例、应办年月、缴至年月、人数、暂存。"""
        return Response(unit_json(self.account(), clock.today()))


class Employees(UnitAPI):
    """职工。"""

    items = {"GET": "deposits.employees"}
    permissions = {"GET": "deposits.unit.view"}

    @extend_schema(
        summary="职工清单",
        parameters=[EMPLOYER, OpenApiParameter("search", str, description="姓名、拼音、个人账号、证件号后四位"), OpenApiParameter("status", str, enum=["active", "sealed"]), *PAGING],
        responses=shapes.page_of(shapes.EmployeeOutput),
        tags=["单位"],
    )  # fmt: skip
    def get(self, request: Request) -> HttpResponse:
        """本单位的职工，游标分页。"""
        search, status = request.query_params.get("search", "").strip(), request.query_params.get("status", "")
        if not search:
            return self.of_unit(EMPLOYEES, status=status)
        found = employees(self.account(), search, status)
        look_if_one(self.actor, found, search, "账户、基数", clock.now())
        rows = found.only(*EMPLOYEE_COLUMNS)
        return self.page(rows, employee_json, ordering="id")


class LedgerInput(serializers.Serializer[Any]):
    """哪一年、哪一种。"""

    year = serializers.IntegerField(label="年份", required=False, min_value=1999, max_value=2199)
    kind = serializers.CharField(label="业务种类", required=False, allow_blank=True, max_length=32)


class Ledger(UnitAPI):
    """单位明细账。"""

    items = {"GET": "deposits.ledger"}
    permissions = {"GET": "deposits.unit.view"}

    @extend_schema(
        summary="单位明细账",
        parameters=[
            EMPLOYER,
            OpenApiParameter("year", int, description="自然年，不写就是今年；没有账的年份是 404"),
            OpenApiParameter(
                "kind", str,
                description="fund 归集（不写就是它）、suspense 单位暂存；或业务种类：remittance 汇缴、receipt 到账、reversal 冲账……",
            ),
            *PAGING,
        ],
        responses={200: shapes.page_of(shapes.LedgerLineOutput), 404: ProblemOutput, 422: ProblemOutput},
        tags=["单位"],
    )  # fmt: skip
    def get(self, request: Request) -> HttpResponse:
        """一年里的每一笔：借方、贷方、这一笔之后的余额，先记的在前。"""
        given = filled(LedgerInput(data=request.query_params))
        year, employer = given.get("year") or business_date(self.at).year, request.query_params.get("employer")
        page = PlacePage(request)
        rows = ledger_page(self.actor, employer, year, given.get("kind", ""), start=page.start, size=page.size)
        return written_page(*page.links(rows), [row.json for row in rows])
