"""单证的接口：PDF 原件。"""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiTypes, extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from deposits.api.unit import UnitAPI
from deposits.selectors.papers import own_papers
from deposits.services.print_papers import print_remittance
from gjj import clock
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
    kind = ""

    def answer(self, request: Request, pk: int) -> HttpResponse:
        """出具（同样的事实只有一份），给归档的 PDF。"""
        made = print_remittance(by=self.actor, remittance_id=pk, kind=self.kind, at=clock.now())
        return pdf_answer(own_papers(self.actor).get(pk=made.pk), request._request)


class NoticePdf(RemittancePdf):
    """汇缴书。"""

    kind = "remittance_notice"

    @extend_schema(summary="汇缴书 PDF", responses=PDF, tags=["单位"])
    def get(self, request: Request, pk: int) -> HttpResponse:
        """带核验码和签名的汇缴书；撤销了的是 409。"""
        return self.answer(request, pk)


class ReceiptPdf(RemittancePdf):
    """缴存回执。"""

    kind = "deposit_receipt"

    @extend_schema(summary="缴存回执 PDF", responses=PDF, tags=["单位"])
    def get(self, request: Request, pk: int) -> HttpResponse:
        """入账之后的回执；没入账的是 409。"""
        return self.answer(request, pk)
