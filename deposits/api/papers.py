"""单证的接口：PDF 原件。"""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, OpenApiTypes, extend_schema
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from deposits.api.unit import EMPLOYER, UnitAPI
from deposits.selectors.papers import own_papers
from deposits.services.print_papers import (
    print_certificate,
    print_person_statement,
    print_remittance,
    print_unit_statement,
)
from gjj import clock
from gjj.web.api import HallAPI
from gjj.web.inputs import filled
from gjj.web.papers import pdf_answer


class PdfRenderer(JSONRenderer):
    """要 PDF 的来人：办成的是 PDF，没办成的照样是 problem+json。"""

    media_type = "application/pdf"
    format = "pdf"


PDF: dict[Any, Any] = {(200, "application/pdf"): OpenApiTypes.BINARY, 409: None, 503: None}


class RemittancePdf(UnitAPI):
    """一份汇缴书上的单证。"""

    permissions = {"GET": "deposits.document.print"}
    renderer_classes = (JSONRenderer, PdfRenderer)
    issues = True
    kind = ""

    def answer(self, request: Request, pk: int, volume: int = 1) -> HttpResponse:
        """出具（同样的事实只有一份），给归档的 PDF。"""
        made = print_remittance(by=self.actor, remittance_id=pk, kind=self.kind, at=clock.now(), volume=volume)
        return pdf_answer(own_papers(self.actor).get(pk=made.pk), request._request)


class NoticePdf(RemittancePdf):
    """汇缴书。"""

    kind = "remittance_notice"

    @extend_schema(summary="汇缴书 PDF", responses=PDF, tags=["单位"])
    def get(self, request: Request, pk: int) -> HttpResponse:
        """带核验码和签名的汇缴书；撤销了的是 409。"""
        return self.answer(request, pk)


class VolumeInput(serializers.Serializer[Any]):
    """清册的第几册；不写就是第 1 册。"""

    volume = serializers.IntegerField(label="第几册", required=False, min_value=1, max_value=10_000)


class RegisterPdf(RemittancePdf):
    """汇缴清册。"""

    kind = "remittance_register"

    @extend_schema(
        summary="汇缴清册 PDF", parameters=[OpenApiParameter("volume", int, description="第几册，不写就是第 1 册")],
        responses={**PDF, 404: None, 422: None}, tags=["单位"],
    )  # fmt: skip
    def get(self, request: Request, pk: int) -> HttpResponse:
        """每人一行；两千人以上的在后台排版，排好之前是 409 pdf_on_its_way，过一两分钟再取；五千人以上的分册，一册一册地取。"""
        return self.answer(request, pk, filled(VolumeInput(data=request.query_params)).get("volume", 1))


class ReceiptPdf(RemittancePdf):
    """缴存回执。"""

    kind = "deposit_receipt"

    @extend_schema(summary="缴存回执 PDF", responses=PDF, tags=["单位"])
    def get(self, request: Request, pk: int) -> HttpResponse:
        """入账之后的回执；没入账的是 409。"""
        return self.answer(request, pk)


class UnitStatementPdf(UnitAPI):
    """单位年度对账单。"""

    items = {"GET": "deposits.unit_papers"}
    permissions = {"GET": "deposits.document.print"}
    renderer_classes = (JSONRenderer, PdfRenderer)
    issues = True

    @extend_schema(summary="单位年度对账单 PDF", parameters=[EMPLOYER], responses=PDF, tags=["单位"])
    def get(self, request: Request, year: int) -> HttpResponse:
        """一个自然年；没有账的年份是 404。"""
        number = self.account().number
        made = print_unit_statement(by=self.actor, year=year, at=clock.now(), employer_number=number)
        return pdf_answer(own_papers(self.actor).get(pk=made.pk), request._request)


class YearInput(serializers.Serializer[Any]):
    """哪一年；不写就是今年。"""

    year = serializers.IntegerField(label="年份", required=False, min_value=1999, max_value=2199)


class OwnPdf(HallAPI):
    """本人的单证。"""

    scope = "person"
    items = {"GET": "deposits.own_papers"}
    permissions = {"GET": "deposits.own.print"}
    renderer_classes = (JSONRenderer, PdfRenderer)
    issues = True


class CertificatePdf(OwnPdf):
    """缴存证明。"""

    @extend_schema(summary="缴存证明 PDF", responses={**PDF, 404: None}, tags=["个人"])
    def get(self, request: Request) -> HttpResponse:
        """截至今天的缴存情况。"""
        made = print_certificate(by=self.actor, at=clock.now())
        return pdf_answer(own_papers(self.actor).get(pk=made.pk), request._request)


class StatementPdf(OwnPdf):
    """个人对账单。"""

    @extend_schema(
        summary="个人对账单 PDF", parameters=[OpenApiParameter("year", int, description="自然年，不写就是今年")],
        responses={**PDF, 404: None, 422: None}, tags=["个人"],
    )  # fmt: skip
    def get(self, request: Request) -> HttpResponse:
        """一个自然年；没有明细的年份是 404。"""
        year = filled(YearInput(data=request.query_params)).get("year") or clock.today().year
        made = print_person_statement(by=self.actor, year=year, at=clock.now())
        return pdf_answer(own_papers(self.actor).get(pk=made.pk), request._request)
