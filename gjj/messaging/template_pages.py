"""后台：提出改一个消息模板——填，看一遍逐处改动和短信拆几条，确认提出；或者提出改回程序声明的。另一个人批准才改。"""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from gjj.approvals.proposing import LINES, Proposing, ReasonForm
from gjj.backoffice.things import listing, page_of
from gjj.declarations.permissions import allowed
from gjj.messaging.models import Template
from gjj.messaging.selectors.templates import declaration
from gjj.messaging.services.editing import EDIT
from gjj.messaging.services.texts import LONGEST, NAMES, TEXTS, texts_of
from gjj.periods.days import SHANGHAI

SAID = "已提出，等另一个人批准；批准了，以后发的照新的，发过的不变。"


class WhenForm(ReasonForm):
    """为什么，从什么时候起。"""

    since = forms.DateTimeField(
        label="从什么时候起", required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text="不填就是批准的时候。", error_messages={"invalid": "时间没有填对，请照 2026-12-01 08:00 这样填。"},
    )  # fmt: skip


class TextsForm(WhenForm):
    """三样话，只摆这个模板有的。"""

    def __init__(self, *args: Any, row: Template, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = {
            name: forms.CharField(
                label=NAMES[name], max_length=LONGEST[name], initial=getattr(row, name), strip=True,
                widget=forms.TextInput() if name == "title" else forms.Textarea(attrs=LINES),
                error_messages={"required": f"{NAMES[name]}不能空着。", "max_length": f"{NAMES[name]}最多 {LONGEST[name]} 个字。"},
            )
            for name in TEXTS if getattr(declaration(row.code), name)
        }  # fmt: skip
        self.fields = {**told, "since": self.fields["since"], "reason": self.fields["reason"]}


def _since(given: Any) -> Any:
    return given["since"].replace(tzinfo=SHANGHAI) if given["since"] else None


def edit_page(request: HttpRequest, row: Template, context: dict[str, Any]) -> HttpResponse:
    """提出改话。没有权限的不给看。"""
    _may(request)
    editing = Proposing(
        EDIT, "admin/messaging/edit_template.html", SAID,
        lambda given: {
            "do": "edit", "code": row.code, "texts": {name: given.get(name, "") for name in TEXTS},
        }, _since,
    )  # fmt: skip
    form = TextsForm(request.POST or None, row=row, label_suffix="")
    return editing.answer(request, form, {**context, **_shown(row), "title": f"提出改消息模板：{row}"})


def back_page(request: HttpRequest, row: Template, context: dict[str, Any]) -> HttpResponse:
    """提出改回程序声明的。没有权限的不给看。"""
    _may(request)
    going_back = Proposing(
        EDIT, "admin/messaging/declared_template.html", SAID, lambda given: {"do": "declared", "code": row.code}, _since
    )
    form = WhenForm(request.POST or None, label_suffix="")
    return going_back.answer(request, form, {**context, **_shown(row), "title": f"提出改回程序声明的：{row}"})


def _shown(row: Template) -> dict[str, Any]:
    """这一页要的：声明的话、能用的变量和最长的样子。"""
    told = declaration(row.code)
    return {
        "row": row, "home": page_of("messaging_template", row.pk), "shelf": listing("messaging_template"),
        "variables": told.variables, "secret": told.secret,
        "declared": [(NAMES[name], text) for name, text in texts_of(told).items() if text],
    }  # fmt: skip


def _may(request: HttpRequest) -> None:
    actor: Any = request.actor  # type: ignore[attr-defined]
    if not allowed(actor, "messaging.template.propose"):
        raise PermissionDenied
