"""个人大厅的单位登记开户：填、传材料（存草稿）、核对一遍、提交；退回了的改好再交，没有批下来以前能撤回。"""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from deposits.errors.opening import application_not_found
from deposits.forms.opening import UnitForm
from deposits.items import OPENING, PAPERS
from deposits.models import UnitApplication
from deposits.rules.unit_papers import media_type
from deposits.selectors.applications import (
    case_of,
    draft_of,
    earlier_papers_of,
    faults_of_application,
    flaws_of,
    own_paper,
    papers_of,
    refusal_said,
    refused_before,
    standing_application,
)
from deposits.selectors.draft_days import draft_days
from deposits.selectors.opening import month_to_start, registering
from deposits.selectors.paper_limits import paper_limits
from deposits.services.application_papers import Paper
from deposits.services.apply_opening import save_application, submit_application, withdraw_application
from gjj import clock
from gjj.actors.actor import Actor
from gjj.declarations.errors import BizError
from gjj.identity.selectors.people import own_row
from gjj.web.papers import as_download
from gjj.web.views import HallView


class OwnForm(UnitForm):
    """个人大厅的登记表：另有两样材料；交过的不选就照原来的。"""

    field_order = (*UnitForm.base_fields, *(code for code, _ in PAPERS))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = paper_limits(clock.today()).said
        for code, title in PAPERS:
            self.fields[code] = forms.FileField(
                label=title, required=False, allow_empty_file=True, help_text=said,
                error_messages={"invalid": "没有收到文件，请重新选。"},
            )  # fmt: skip
        self.fields["branch"].help_text = "单位在哪里就选哪个，由它核对；不清楚的选中心直接管。"
        for name, field in self.fields.items():
            field.widget.attrs.update({"class": "input", "aria-describedby": f"id_{name}_why"})

    def papers(self) -> dict[str, Paper]:
        """这次选的材料。"""
        chosen = ((code, self.cleaned_data.get(code)) for code, _ in PAPERS)
        return {code: Paper(one.name or "", one.read()) for code, one in chosen if one}


class OpeningView(HallView):
    """单位登记开户的几页共用的：本人没有结果的那一份、它的办件。"""

    hall = "personal"
    lit = OPENING
    permission = "deposits.opening.apply"

    def standing(self) -> tuple[UnitApplication | None, Any]:
        """那一份和它的办件；没有为空。"""
        row = standing_application(self.actor)
        return row, case_of(self.actor, row) if row else None


class UnitOpening(OpeningView):
    """填登记表、传材料；在核对的只看走到哪里。"""

    item = OPENING

    def door(self, actor: Actor) -> str:
        """有一份没有结果的，停着也进得来：要看得到、撤得了。"""
        return "" if standing_application(actor) else self.item

    def _check_level(self, request: HttpRequest, actor: Actor | None, at: datetime) -> None:
        """存草稿不看身份级别，提交才看。"""

    def get(self, request: HttpRequest) -> HttpResponse:
        """没有填过的一张空表；填过的接着填；退回的在栏目旁边写着哪里不对。"""
        row, case = self.standing()
        start = _initial(row) if row else {"first_month": str(month_to_start(clock.today()))}
        return self._page(OwnForm(initial=start))

    def post(self, request: HttpRequest) -> HttpResponse:
        """看填得对不对，对的存下，去核对一遍；不对的在原页逐栏说。"""
        form = OwnForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form, status=422)
        row, _ = self.standing()
        person, now = own_row(self.actor.person_id).get(), clock.now()
        draft = form.draft(
            name=person.name, id_no=str(person.id_no), mobile=str(person.mobile or ""), new_username=""
        )  # fmt: skip
        papers = form.papers()
        given = {*papers, *(one.code for one in (papers_of(row) if row else []))}
        for one in faults_of_application(draft, given, clock.today()):
            form.add_error(one.field if one.field in form.fields else None, one.said)
        if form.errors:
            return self._page(form, status=422)
        try:
            save_application(by=self.actor, draft=draft, papers=papers, at=now)
        except BizError as error:
            for told in error.errors:
                form.add_error(told["field"], told["message"])
            return self._page(form, error=error, status=error.status)
        return redirect("deposits:unit_opening_check")

    def _page(self, form: OwnForm, *, error: BizError | None = None, status: int = 200) -> HttpResponse:
        row, case = self.standing()
        told, refused = flaws_of(case, clock.today()), refused_before(self.actor) if row is None else None
        return self.render(
            "deposits/personal/unit_opening.html", status=status, form=form, error=error, row=row, case=case,
            papers=papers_of(row) if row else [], earlier=earlier_papers_of(row) if row else [], fields=[(one, told.get(one.name, "")) for one in form],
            refused=refused, why=refusal_said(refused) if refused else "", until=draft_days(clock.today()).until(row) if row and row.status == "draft" else None, old_case=case_of(self.actor, refused) if refused else None,
            is_waiting=case is not None and case.status != "returned", lost_files=bool(form.errors and form.files),
        )  # fmt: skip


class UnitOpeningCheck(OpeningView):
    """核对一遍，提交。"""

    does = OPENING

    def get(self, request: HttpRequest) -> HttpResponse:
        """填的每一样；没有在填的回去填。"""
        return self._page()

    def post(self, request: HttpRequest) -> HttpResponse:
        """提交看过的那一份，去看办件；没交成的在原页说清楚。"""
        seen = request.POST.get("version", "")
        try:
            version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
            pk = submit_application(by=self.actor, version=version, at=clock.now())
        except BizError as error:
            if error.status == 404:
                raise
            return self._page(error=error)
        messages.success(request, "提交了，管理部核对无误就开户；走到哪一步在这一页看，办结、退回都会告诉您。")
        return redirect("portal:personal_case", pk=pk)

    def _page(self, *, error: BizError | None = None) -> HttpResponse:
        row, case = self.standing()
        if row is None or (case is not None and case.status != "returned"):
            return redirect("deposits:unit_opening")
        return self.render(
            "deposits/personal/unit_opening_check.html", status=error.status if error else 200, error=error, row=row,
            papers=papers_of(row), draft=draft_of(row), term=registering(row.founded_on, clock.today()),
            payer=row.bank_account, case=case,
        )  # fmt: skip


class UnitOpeningWithdraw(OpeningView):
    """撤回。"""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """撤回没有结果的那一份，回到这一页。"""
        try:
            withdraw_application(by=self.actor, at=clock.now())
        except BizError as error:
            messages.error(request, error.said)
        else:
            messages.success(request, "撤回了，单位没有开户；要办请重新填。")
        return redirect("deposits:unit_opening")


class UnitOpeningPaper(OpeningView):
    """本人交过的一份材料，换下的也在。"""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """下载；没有的、别人的答 404。"""
        found = own_paper(self.actor, pk)
        if found is None:
            raise application_not_found()
        return as_download(bytes(found.content), found.filename, media_type(found.kind))


def _initial(row: UnitApplication) -> dict[str, Any]:
    """填过的放回表里。"""
    names = UnitForm.base_fields.keys() - {"branch", "first_month"}
    told = {name: getattr(row, name) for name in names}
    return {**told, "branch": row.branch_id, "first_month": str(row.first_month)}
