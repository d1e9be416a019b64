"""单证打印：单位和职工各自的架子、打印页、PDF；出具之后都到打印页。"""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from deposits.errors import document_not_found
from deposits.selectors.papers import own_papers
from deposits.services.print_papers import print_remittance
from gjj import clock
from gjj.documents.labels import CHIPS, STATUS
from gjj.documents.rendering import paper_context
from gjj.documents.selectors.documents import facts_of, mark_of
from gjj.web.papers import base_url, pdf_answer
from gjj.web.views import HallView


class PaperView(HallView):
    """一份单证：看得到的才找得到；``shelf`` 是架子那一页，``pdf_name`` 是下载的地址名。"""

    shelf: ClassVar[str] = ""
    pdf_name: ClassVar[str] = ""

    def find(self, pk: int) -> Any:
        """看得到的一份；别人的答 404。"""
        found = own_papers(self.actor).filter(pk=pk).first()
        if found is None:
            raise document_not_found()
        return found

    def show(self, request: HttpRequest, pk: int) -> HttpResponse:
        """打印页：纸面和 PDF 同一个模板，另有状态、打印、下载。"""
        document = self.find(pk)
        context = paper_context(document, facts_of(document), base_url(request))
        return self.render(
            "deposits/paper.html", **context, status_word=STATUS[document.status], chip=CHIPS[document.status],
            mark=mark_of(document), shelf=self.shelf, pdf_name=self.pdf_name,
        )  # fmt: skip


class UnitPaper(PaperView):
    """单位的单证。"""

    hall = "unit"
    permission = "deposits.document.print"
    shelf = "deposits:remittances"
    pdf_name = "deposits:unit_paper_pdf"


class PrintRemittance(UnitPaper):
    """出具一份汇缴书上的单证，去打印页。"""

    kind: str = ""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """同样的事实只有一份，点几次都是它。"""
        made = print_remittance(by=self.actor, remittance_id=pk, kind=self.kind, at=clock.now())
        return redirect("deposits:unit_paper", pk=made.pk)


class UnitPaperPage(UnitPaper):
    """单位单证的打印页。"""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """纸面。"""
        return self.show(request, pk)


class UnitPaperPdf(UnitPaper):
    """单位单证的 PDF。"""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """归档的那一份。"""
        return pdf_answer(self.find(pk), request)
