"""单证打印：单位和职工各自的架子、打印页、PDF；出具之后都到打印页。"""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from deposits.documents import KINDS_OF_HALL, REGISTER
from deposits.errors import document_not_found, no_employer_account
from deposits.models import EmployerAccount
from deposits.selectors import scope
from deposits.selectors.papers import no_longer_to_pay, own_papers
from deposits.selectors.people import own_accounts
from deposits.selectors.remittances import standing_remittances
from deposits.selectors.statement_facts import person_years
from deposits.selectors.unit_ledger import ledger_years
from deposits.selectors.volumes import volumes_of
from deposits.services.bind_register import print_register
from deposits.services.print_papers import (
    print_certificate,
    print_handover,
    print_person_statement,
    print_remittance,
    print_unit_statement,
)
from deposits.views.columns import PAPERS
from deposits.views.listing import SavesFilters
from gjj import clock
from gjj.documents.labels import CHIPS, STATUS
from gjj.documents.parts import is_long as paper_is_long
from gjj.documents.rendering import paper_context
from gjj.documents.selectors.documents import facts_of, mark_of, search_documents
from gjj.documents.services.archiving import has_file, queue_long
from gjj.web.asked import asked_of
from gjj.web.exports import export, wanted
from gjj.web.paging import page_of
from gjj.web.papers import base_url, pdf_answer
from gjj.web.views import HallView

RECENT = 6
"""架子上列最近几份汇缴书。"""
VIEW = "deposits.document.view"


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
        facts, address = facts_of(document), base_url(request)
        is_long, is_made = paper_is_long(facts), has_file(document)
        if is_long and not is_made and document.status != "revoked":
            queue_long(document, base_url=address, at=clock.now())
        return self.render(
            "deposits/paper.html", **paper_context(document, facts, address), is_long=is_long, is_made=is_made,
            status_word=STATUS[document.status], chip=CHIPS[document.status],
            mark=mark_of(document), settled=no_longer_to_pay(document, facts), shelf=self.shelf, pdf_name=self.pdf_name,
            volumes=volumes_of(document.subject_id, facts["month_label"], facts["volumes"]) if "volumes" in facts and document.status != "revoked" else None,
        )  # fmt: skip


class Shelf(PaperView):
    """单证打印：能出的，和出具过的。"""

    template = ""
    paper_name: ClassVar[str] = ""

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """出具过的，按种类、状态、编号、年月找；可以导出。"""
        asked = asked_of(request)
        kind, status = (
            asked.choice("kind", "种类", {one.code: one.title for one in KINDS_OF_HALL[self.hall]}),
            asked.choice("status", "状态", STATUS),
        )
        text = asked.text("q")
        rows = search_documents(own_papers(self.actor), kind=kind, status=status, text=text).order_by("-id")
        if fmt := wanted(request):
            return export(
                fmt, by=self.actor, at=clock.now(), title="单证清单", about=self.about(), columns=PAPERS, rows=rows,
            )  # fmt: skip
        page = page_of(rows, request, 20)
        return self.render(
            self.template, page=page, kinds=KINDS_OF_HALL[self.hall], kind_filter=kind, status_filter=status, q=text,
            words=STATUS, chips=CHIPS, paper_name=self.paper_name, pdf_name=self.pdf_name, **self.offers(),
        )  # fmt: skip

    def about(self) -> tuple[str, object]:
        """导出记在谁名下。"""
        raise NotImplementedError

    def offers(self) -> dict[str, Any]:
        """现在能出的。"""
        raise NotImplementedError


class UnitPaper(PaperView):
    """单位的单证。"""

    hall = "unit"
    permission = "deposits.document.print"
    shelf = "deposits:unit_papers"
    pdf_name = "deposits:unit_paper_pdf"


class UnitShelf(SavesFilters, UnitPaper, Shelf):
    """单位的单证打印。"""

    permission = VIEW
    code = "unit_papers"
    item = "deposits.unit_papers"
    template = "deposits/unit/papers.html"
    paper_name = "deposits:unit_paper"

    def about(self) -> tuple[str, object]:
        """单位账户。"""
        return "employer_account", self._account().pk

    def offers(self) -> dict[str, Any]:
        """最近的汇缴书，和有账的年份。"""
        account = self._account()
        recent = list(standing_remittances(account.pk).order_by("-month")[:RECENT])
        gone = [row.month for row in recent if row.status == "reversed"]
        made_up = scope.remittances(self.actor).filter(kind="make_up", status="allocated", month__in=gone)
        return {
            "recent": recent,
            "made_up": list(made_up.order_by("id")) if gone else [],
            "years": ledger_years(account),
        }

    def _account(self) -> EmployerAccount:
        found = scope.employer_account(self.actor)
        if found is None:
            raise no_employer_account()
        return found


class PrintUnit(UnitPaper):
    """出具单位的一份，去打印页：按了按钮才出；打开出具的地址（书签、后退）去架子，什么也不出。"""

    issues = True
    opened = "deposits:unit_papers"
    http_method_names = ["post"]


class PrintRemittance(PrintUnit):
    """出具一份汇缴书上的单证，去打印页。"""

    kind: str = ""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """同样的事实只有一份，点几次都是它。"""
        if self.kind == REGISTER.code:
            made = print_register(by=self.actor, remittance_id=pk, base_url=base_url(request), at=clock.now())
        else:
            made = print_remittance(by=self.actor, remittance_id=pk, kind=self.kind, at=clock.now())
        return redirect("deposits:unit_paper", pk=made.pk)


class PrintUnitStatement(PrintUnit):
    """出具单位年度对账单，去打印页。"""

    item = "deposits.unit_papers"

    def post(self, request: HttpRequest, year: int) -> HttpResponse:
        """没有账的年份是 404。"""
        made = print_unit_statement(by=self.actor, year=year, at=clock.now())
        return redirect("deposits:unit_paper", pk=made.pk)


class PrintHandOver(PrintUnit):
    """一份交接单，去打印页。"""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """交接的时候出具的那一份。"""
        made = print_handover(by=self.actor, handover_id=pk, at=clock.now())
        return redirect("deposits:unit_paper", pk=made.pk)


class UnitPaperPage(UnitPaper):
    """单位单证的打印页。"""

    permission = VIEW

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """纸面。"""
        return self.show(request, pk)


class UnitPaperPdf(UnitPaper):
    """单位单证的 PDF。"""

    permission = VIEW

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """归档的那一份。"""
        return pdf_answer(self.find(pk), request)


class OwnPaper(PaperView):
    """本人的单证。"""

    hall = "personal"
    permission = "deposits.own.print"
    shelf = "deposits:own_papers"
    pdf_name = "deposits:own_paper_pdf"


class OwnShelf(OwnPaper, Shelf):
    """本人的单证打印。"""

    item = "deposits.own_papers"
    template = "deposits/personal/papers.html"
    paper_name = "deposits:own_paper"

    def about(self) -> tuple[str, object]:
        """本人的分户账。"""
        accounts = own_accounts(self.actor)
        return "subaccount", accounts[0].subaccount_id if accounts else ""

    def offers(self) -> dict[str, Any]:
        """有没有账户、有账的年份。"""
        accounts = own_accounts(self.actor)
        years = person_years(accounts[0], clock.today()) if accounts else []
        return {"has_account": bool(accounts), "years": years}


class PrintOwn(OwnPaper):
    """出具一份，去打印页：按了按钮才出；刷新打印页还是那一份，打开出具的地址（书签、后退）去架子，什么也不出。"""

    issues = True
    item = "deposits.own_papers"
    opened = "deposits:own_papers"
    http_method_names = ["post"]


class PrintCertificate(PrintOwn):
    """出具缴存证明。"""

    def post(self, request: HttpRequest) -> HttpResponse:
        """截至今天的情况；今天已经出过、情况没有变的，还是那一份。"""
        made = print_certificate(by=self.actor, at=clock.now())
        return redirect("deposits:own_paper", pk=made.pk)


class PrintOwnStatement(PrintOwn):
    """出具个人对账单。"""

    def post(self, request: HttpRequest, year: int) -> HttpResponse:
        """没有账的年份是 404；今天已经出过、账没有变的，还是那一份。"""
        made = print_person_statement(by=self.actor, year=year, at=clock.now())
        return redirect("deposits:own_paper", pk=made.pk)


class OwnPaperPage(OwnPaper):
    """本人单证的打印页。"""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """纸面。"""
        return self.show(request, pk)


class OwnPaperPdf(OwnPaper):
    """本人单证的 PDF。"""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """归档的那一份。"""
        return pdf_answer(self.find(pk), request)
