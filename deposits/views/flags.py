"""职工异议：职工看申报、提异议、撤回；单位看清单、答复。"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from deposits.errors import flag_decision_needed, no_employer_account
from deposits.forms import AnswerForm, FlagForm
from deposits.models import FilingFlag
from deposits.rules.filing_flag import filing_id, split_filing_id
from deposits.selectors import scope
from deposits.selectors.accepted_flags import is_as_filed, way_of
from deposits.selectors.filings import Filing, own_filing, story_of_flag
from deposits.selectors.flag_due import with_due
from deposits.selectors.own_filings import OwnFilings
from deposits.services.flags import answer_flag, raise_flag, withdraw_flag
from deposits.services.looked import look_at
from deposits.views.columns import FILINGS, FLAGS
from deposits.views.listing import QueryView
from deposits.views.unit import UnitView
from deposits.workflow.flag import WORDS
from gjj import clock
from gjj.declarations.errors import BizError
from gjj.identity.selectors.people import person_matches
from gjj.web.asked import asked_of
from gjj.web.exports import export, wanted
from gjj.web.paging import page_of, stretch_of
from gjj.web.views import HallView


class Filings(HallView):
    """单位申报：各月单位为本人申报了什么。"""

    item = "deposits.filings"
    hall = "personal"
    permission = "deposits.own.view"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """各月的数、走到哪一步、有没有异议；按年筛，能导出。"""
        rows = OwnFilings(self.actor, clock.today())
        years, chosen = rows.years, asked_of(request).year("year", rows.years)
        rows = rows.of_year(chosen)
        if (fmt := wanted(request)) and len(rows):
            about = ("subaccount", rows[0].account.subaccount_id)
            return export(
                fmt, by=self.actor, at=clock.now(), title="单位申报", about=about, columns=FILINGS, rows=rows
            )  # fmt: skip
        return self.render(
            "deposits/personal/filings.html", page=page_of(rows, request, 24), years=years, year=chosen,
            back=rows.months_back,
        )  # fmt: skip


class FilingPage(HallView):
    """一个月的申报：和上月比、怎么算的、提异议、看答复。"""

    hall = "personal"
    does = "deposits.filings"
    permission = "deposits.own.view"
    permissions = {"POST": "deposits.flag.raise"}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """这个月的申报。"""
        return self.page(pk, FlagForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """提一条异议；没提成在原页说清楚，填的还在。"""
        self.find(pk)
        form = FlagForm(request.POST)
        if not form.is_valid():
            return self.page(pk, form, status=422)
        try:
            raise_flag(by=self.actor, number=pk, at=clock.now(), **form.cleaned_data)
        except BizError as error:
            if error.status == 404:
                raise
            return self.page(pk, form, error=error, status=error.status)
        messages.success(request, "异议已送到单位，单位答复后这里看得到。账户没有任何变动。")
        return redirect("deposits:filing", pk=pk)

    def find(self, pk: int) -> Filing:
        """本人的一个月；不是本人的答 404。"""
        place = split_filing_id(pk)
        found = own_filing(self.actor, place[0], place[1], clock.today()) if place else None
        if found is None:
            raise no_employer_account()
        return found

    def page(self, pk: int, form: FlagForm, *, error: BizError | None = None, status: int = 200) -> HttpResponse:
        """申报和异议。"""
        filing = self.find(pk)
        stories = [(flag, story_of_flag(flag)) for flag in filing.flags]
        answered = [(flag, is_as_filed(flag)) for flag in filing.flags if flag.status in ("accepted", "rejected")]
        return self.render(
            "deposits/personal/filing.html", status=status, filing=filing, form=form, error=error, stories=stories,
            answered=answered,
        )  # fmt: skip


class OwnFlag(HallView):
    """本人的一条异议：去它那个月的申报。"""

    hall = "personal"
    permission = "deposits.own.view"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """不是本人的答 404。"""
        found = scope.flags(self.actor).filter(pk=pk).first()
        if found is None:
            raise no_employer_account()
        return redirect("deposits:filing", pk=filing_id(found.account_id, found.month))


class FlagWithdraw(HallView):
    """撤回异议。"""

    hall = "personal"
    permission = "deposits.flag.raise"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """撤回，回到申报清单。"""
        try:
            withdraw_flag(by=self.actor, flag_id=pk, at=clock.now())
        except BizError as error:
            if error.status == 404:
                raise
            messages.error(request, error.said)
        else:
            messages.success(request, "异议撤回了。")
        return redirect("deposits:filings")


class Flags(QueryView):
    """职工异议的清单。"""

    item = "deposits.flags"
    code = "flags"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """按状态筛、按人找；没答复的排在前面看。"""
        self.account()
        status, search = self.asked.choice("status", "状态", WORDS), self.said("q")
        rows = with_due(scope.flags(self.actor))
        if status:
            rows = rows.filter(status=status)
        if search:
            rows = rows.filter(person_matches(search, "account__person__"))
        if done := self.export("职工异议", FLAGS, rows.order_by("-id")):
            return done
        counts = {code: scope.flags(self.actor).filter(status=code).count() for code in ("open",)}
        stretch = stretch_of(rows, request, size=24)
        return self.render(
            "deposits/unit/flags.html", stretch=stretch, status_filter=status, q=search, counts=counts, words=WORDS
        )


class FlagPage(UnitView):
    """一条异议：看、答复。"""

    permissions = {"POST": "deposits.flag.answer"}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """异议和经过。"""
        return self.page(self.find(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """认可或不改。"""
        flag = self.find(pk)
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self.page(flag, form=form, status=422)
        decision, answer = form.cleaned_data["decision"], form.cleaned_data["answer"]
        accept = decision == "accept"
        try:
            if decision not in ("accept", "reject"):
                raise flag_decision_needed()
            answer_flag(by=self.actor, flag_id=pk, accept=accept, answer=answer, at=clock.now())
        except BizError as error:
            if error.status == 404:
                raise
            return self.page(flag, form=form, error=error, status=error.status)
        messages.success(
            request, "已答复，职工在个人大厅看得到。" + ("账户还没有变动，怎么改见下面。" if accept else "")
        )
        return redirect("deposits:flag", pk=pk)

    def find(self, pk: int) -> FilingFlag:
        """本单位的一条；别的单位的答 404。"""
        found = with_due(scope.flags(self.actor)).filter(pk=pk).first()
        if found is None:
            raise no_employer_account()
        return found

    def page(self, flag: FilingFlag, *, form: AnswerForm | None = None, status: int = 200, **more: Any) -> HttpResponse:
        """异议的一页。"""
        look_at(self.actor, flag.account.person, "异议和申报的基数、金额", clock.now())
        return self.render(
            "deposits/unit/flag.html",
            status=status,
            flag=flag,
            form=form or AnswerForm(),
            story=story_of_flag(flag),
            way=way_of(flag, clock.today()) if flag.status == "accepted" else None,
            **more,
        )
