"""后台：一个参数的来龙去脉——历次数值、从哪天起、依据、谁提谁批；能提的人在这里提出改，先看逐处改动再确认。"""

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from gjj import clock
from gjj.approvals.drafting import Draft, drafted
from gjj.approvals.models import Proposal
from gjj.approvals.services import propose
from gjj.backoffice.things import page_of
from gjj.backoffice.words import word
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import allowed
from gjj.parameters.changing import faults, midnight, row_on
from gjj.parameters.declared import guarded
from gjj.parameters.labels import ORIGINS, choices_like, in_words
from gjj.parameters.limits import LONGEST, NOT_MADE, WAYS, basis, read_value
from gjj.parameters.models import Parameter
from gjj.parameters.upcoming import KIND, Upcoming, upcoming
from gjj.regulations.catalogue import ARTICLES


class ChangeForm(forms.Form):
    """提出改一个参数：数值按类型填，从哪天零点起，依据，为什么。"""

    day = forms.DateField(
        label="从哪天零点起", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "没有写从哪天起。", "invalid": "从哪天起不是一个日子，请照 2026-12-01 这样填。"},
    )  # fmt: skip
    article = forms.ChoiceField(
        label="依据", required=False, error_messages={"invalid_choice": "没有这一条依据，请从清单里选。"}
    )
    note = forms.CharField(label="说明", required=False, max_length=LONGEST)
    reason = forms.CharField(
        label="为什么改", max_length=300, widget=forms.Textarea(attrs={"rows": 2, "cols": 40}),
        error_messages={"required": "没有写为什么改。"},
    )  # fmt: skip

    def __init__(self, *args: Any, row: Parameter, **kwargs: Any) -> None:
        today = clock.today()
        start = {
            "day": (today.replace(day=1) + timedelta(days=32)).replace(day=1),
            "article": row.article,
            "note": row.note,
        }
        super().__init__(*args, **{**kwargs, "label_suffix": "", "initial": start})
        articles = [(one.id, one.title) for one in ARTICLES]
        self.fields["article"].choices = [("", "没有条款规定"), *articles]  # type: ignore[attr-defined]
        self.fields["day"].widget.attrs["min"] = (today + timedelta(days=1)).isoformat()
        self.fields = {"value": _value_field(row), **self.fields}
        self.row = row

    def clean_value(self) -> str:
        """写法对不对，和别的栏一起说；年利率没写百分号的添上。"""
        value = str(self.cleaned_data["value"]).strip()
        if self.row.kind == "rate" and not value.endswith("%"):
            value = f"{value}%"
        try:
            read_value(self.row, value)
        except BizError as wrong:
            raise forms.ValidationError(f"「{self.data['value']}」不是这个参数的写法。{wrong.fix}") from wrong
        return value

    def clean_day(self) -> date:
        """明天起的日子。"""
        day: date = self.cleaned_data["day"]
        if day <= clock.today():
            raise forms.ValidationError("生效的时刻已经过去了，请选明天或者以后的日子。")
        return day

    def clean(self) -> dict[str, Any]:
        """界限、先后、没有变的，和别的栏一起说，各在自己那一栏。"""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        value, day, article = (given.get(name) for name in ("value", "day", "article"))
        if value is None or day is None:
            return given
        area = self.row.area
        with suppress(BizError):  # 那天没有这个参数的，提的时候说
            row = row_on(self.row.code, area, day)
            for field, one in faults(row, area=area, value=read_value(row, value), article=article or "", day=day):
                self.add_error(field, f"{one.detail.removesuffix(NOT_MADE)}{one.fix}")
        return given

    @property
    def asked(self) -> dict[str, str]:
        """要提的内容。"""
        given = self.cleaned_data
        return {
            "code": self.row.code, "area": self.row.area, "value": given["value"], "article": given["article"],
            "note": given["note"],
        }  # fmt: skip


def _value_field(row: Parameter) -> forms.Field:
    """按类型填的一栏：是否、选项从清单里选，其余照写法填；年利率填百分数。"""
    missing = {"required": "没有写新的数值。", "invalid_choice": "新的数值不在选项里，请从选项里选。"}
    if row.kind in ("bool", "choice"):
        said = {"true": "是", "false": "否"} if row.kind == "bool" else choices_like(row.value)
        return forms.ChoiceField(
            label="新的数值", choices=list(said.items()), initial=row.value, error_messages=missing
        )
    return forms.CharField(label="新的数值", max_length=LONGEST, help_text=WAYS[row.kind], error_messages=missing)


def over_time_page(request: HttpRequest, pk: int, context: dict[str, Any]) -> HttpResponse:
    """一个参数的来龙去脉，和提出改它的表；提好了去看那份申请。"""
    actor: Any = request.actor  # type: ignore[attr-defined]
    if not allowed(actor, "parameters.view"):
        raise PermissionDenied
    row = _latest(pk)
    who = "安全管理员" if row.code in guarded() else "另一个人"
    may = allowed(actor, "parameters.propose")
    form = ChangeForm(request.POST or None, row=row) if may else None
    draft, error = None, None
    if request.method == "POST":
        if form is None:
            raise PermissionDenied
        if form.is_valid() and "back" not in request.POST:
            try:
                draft = _drafted(actor, form)
                if "confirm" in request.POST:
                    made = _proposed(actor, form, request.POST.get("mark", ""))
                    messages.success(request, f"已提出，等{who}批准；批准了，到那天零点生效。")
                    return HttpResponseRedirect(page_of("approvals_proposal", made))
            except BizError as refused:
                error = refused
    waiting = upcoming(row)
    shown = {
        **context, "waiting": waiting, "same_day": _same_day(waiting, form) if draft else [],
        "until": _until(row, waiting), "title": f"{row.label}：来龙去脉", "row": row, "periods": _periods(row), "form": form, "error": error,
        "draft": None if error else draft, "now": in_words(row.kind, row.value), "area": word("area", row.area), "who": who,
    }  # fmt: skip
    wrong = form is not None and form.is_bound and not form.is_valid()
    return TemplateResponse(
        request, "admin/parameters/over_time.html", shown, status=error.status if error else 422 if wrong else 200
    )


def _same_day(waiting: list[Upcoming], form: ChangeForm | None) -> list[Upcoming]:
    """同一天起的另外几份。"""
    return [one for one in waiting if form is not None and one.since == form.cleaned_data["day"]]


def _until(row: Parameter, waiting: list[Upcoming]) -> date | None:
    """在用的一期没有终点，而改动已经批准：到那一天。"""
    if row.valid.upper is not None:
        return None
    return next((one.since for one in waiting if one.is_approved), None)


def _latest(pk: int) -> Parameter:
    """同一个参数、同一个区域现在在用的一期；没有在用的就是点开的那一期。"""
    opened = Parameter.objects.filter(pk=pk).first()
    if opened is None:
        raise Http404
    rows = Parameter.objects.filter(code=opened.code, area=opened.area, valid__contains=clock.today())
    return rows.first() or opened


def _arguments(form: ChangeForm) -> dict[str, Any]:
    given = form.cleaned_data
    return {
        "kind": KIND, "asked": form.asked, "reason": given["reason"], "at": clock.now(),
        "effective_at": midnight(given["day"]),
    }  # fmt: skip


def _drafted(actor: Any, form: ChangeForm) -> Draft:
    return drafted(by=actor, **_arguments(form))


def _proposed(actor: Any, form: ChangeForm, mark: str) -> int:
    return propose(by=actor, seen=mark, **_arguments(form))


def _periods(row: Parameter) -> list[dict[str, Any]]:
    """各期，新的在前：从哪天、到哪天、数值、比上一期、依据、谁提谁批、现在用的是不是它。"""
    rows = list(Parameter.objects.filter(code=row.code, area=row.area).order_by("valid"))
    approved = Proposal.objects.filter(kind=KIND, result__parameter__in=[one.pk for one in rows])
    by_row = {one.result["parameter"]: one for one in approved if one.result}
    told, before = [], ""
    for one in rows:
        said = in_words(one.kind, one.value)
        told.append(
            {
                "since": one.valid.lower, "until": one.valid.upper, "said": said, "before": before, "basis": basis(one.article),
                "note": one.note, "proposal": by_row.get(one.pk), "origin": ORIGINS.get(one.origin, one.origin),
                "state": _state(one, clock.today()),
            }
        )  # fmt: skip
        before = said
    return told[::-1]


def _state(row: Parameter, today: date) -> str:
    if row.valid.lower > today:
        return "将来"
    return "在用" if row.valid.upper is None or row.valid.upper > today else "过去"
