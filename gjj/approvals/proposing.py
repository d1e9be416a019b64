"""后台提一份申请的三步：填，看一遍逐处改动，确认提出；返回修改时填的还在。各类的页面共用。"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from gjj import clock
from gjj.approvals.drafting import Draft, drafted
from gjj.approvals.services import propose
from gjj.backoffice.things import page_of
from gjj.declarations.errors import BizError

LINES = {"rows": 3, "cols": 40}


def _beside_fields(form: forms.Form, refused: BizError) -> None:
    """逐项说的，写到那一栏旁边。"""
    for one in refused.errors:
        if one.get("field") in form.fields:
            form.add_error(one["field"], one["message"])


class ReasonForm(forms.Form):
    """每份申请都要写为什么。"""

    reason = forms.CharField(
        label="为什么", max_length=300, widget=forms.Textarea(attrs=LINES), help_text="批的人照着看，也记进审计。",
        error_messages={"required": "没有写为什么。", "max_length": "原因最多 300 个字。"},
    )  # fmt: skip


@dataclass(frozen=True)
class Proposing:
    """哪一类、看哪一页、提好了说什么；asked 从填好的表得出要提的内容，when 得出从哪一刻生效（空是批准的时候）。"""

    kind: str
    template: str
    said: str
    asked: Callable[[Mapping[str, Any]], Mapping[str, Any]]
    when: Callable[[Mapping[str, Any]], datetime | None] = lambda given: None

    def answer(self, request: HttpRequest, form: forms.Form, context: Mapping[str, Any]) -> HttpResponse:
        """照走到哪一步答；确认了的提出，去看那份申请。和看过的不一样了、不合规矩的，说清楚，填的还在。"""
        draft, error = None, None
        if request.method == "POST" and form.is_valid() and "back" not in request.POST:
            try:
                draft = self._drafted(request, form)
                if "confirm" in request.POST:
                    return self._proposed(request, form)
            except BizError as refused:
                draft, error = None, refused
                _beside_fields(form, refused)
        wrong = form.is_bound and not form.is_valid()
        return TemplateResponse(
            request, self.template, {**context, "form": form, "draft": draft, "error": error},
            status=error.status if error else 422 if wrong else 200,
        )  # fmt: skip

    def _given(self, request: HttpRequest, form: forms.Form) -> dict[str, Any]:
        return {
            "by": request.actor, "kind": self.kind, "asked": self.asked(form.cleaned_data),  # type: ignore[attr-defined]
            "reason": form.cleaned_data["reason"], "effective_at": self.when(form.cleaned_data),
        }  # fmt: skip

    def _drafted(self, request: HttpRequest, form: forms.Form) -> Draft:
        return drafted(**self._given(request, form), at=clock.now())

    def _proposed(self, request: HttpRequest, form: forms.Form) -> HttpResponse:
        """看过的就是提的：填的随页面交回来，这时变了的，提的时候会查出来。"""
        made = propose(**self._given(request, form), at=clock.now())
        messages.success(request, self.said)
        return HttpResponseRedirect(page_of("approvals_proposal", made))
