"""后台：单位迁移管理部。选哪个、写为什么，看改前改后，确认才迁。"""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from deposits.models import EmployerAccount
from deposits.selectors import scope
from deposits.services.move_branch import CENTER, LONGEST, branch_said, move_to_branch
from gjj import clock
from gjj.backoffice.things import page_of
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import allowed
from gjj.identity.models import Branch


class MovingForm(forms.Form):
    """迁到哪个管理部、为什么。"""

    branch = forms.ModelChoiceField(
        Branch.objects.order_by("code"), label="迁到", required=False, empty_label=CENTER,
        error_messages={"invalid_choice": "没有这个管理部，请从清单里选。"},
    )  # fmt: skip
    reason = forms.CharField(
        label="为什么迁移", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2, "cols": 40}),
        error_messages={"required": "没有写为什么迁移。", "max_length": f"原因最多 {LONGEST} 个字。"},
    )  # fmt: skip


def moving_page(request: HttpRequest, pk: int, context: dict[str, Any]) -> HttpResponse:
    """一个单位的迁移页：填、看一遍、确认；没有权限的不给看，看不到的单位当没有。"""
    actor: Any = request.actor  # type: ignore[attr-defined]
    if not allowed(actor, "deposits.employer.move"):
        raise PermissionDenied
    unit = scope.employer_accounts(actor).select_related("branch").filter(pk=pk).first()
    if unit is None:
        raise Http404
    start = {"branch": unit.branch_id}
    form = MovingForm(request.POST or None, initial=start, label_suffix="")
    is_checked = form.is_bound and form.is_valid() and "back" not in request.POST
    error = None
    if is_checked and "confirm" in request.POST:
        try:
            return _moved(request, unit, form)
        except BizError as refused:
            error = refused
    target = form.cleaned_data.get("branch") if is_checked else None
    shown = {
        **context, "title": "单位迁移管理部", "unit": unit, "form": form, "error": error, "now": branch_said(unit),
        "target": target.name if target else CENTER, "is_checked": is_checked and error is None,
        "is_same": is_checked and (target.pk if target else None) == unit.branch_id,
    }  # fmt: skip
    status = error.status if error else 422 if form.is_bound and not form.is_valid() else 200
    return TemplateResponse(request, "admin/deposits/move_branch.html", shown, status=status)


def _moved(request: HttpRequest, unit: EmployerAccount, form: MovingForm) -> HttpResponse:
    given = form.cleaned_data
    move_to_branch(
        by=request.actor, employer_account_id=unit.pk, branch_id=given["branch"].pk if given["branch"] else None,  # type: ignore[attr-defined]
        reason=given["reason"], at=clock.now(),
    )  # fmt: skip
    messages.success(request, f"已迁移，{unit.employer.name} 现在归{given['branch'] or CENTER}，单位收得到消息。")
    return HttpResponseRedirect(page_of("deposits_employeraccount", unit.pk))


def moving_address(employer_account_id: int) -> str:
    """一个单位的迁移页在哪里。"""
    return reverse("admin:deposits_employeraccount_move", args=[employer_account_id])
