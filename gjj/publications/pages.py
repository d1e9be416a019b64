"""后台：起草一则、提出改、提出撤下，各一页——填，看一遍原文和逐处改动，确认提出；另一个人批准才发。"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from gjj.approvals.proposing import Proposing, ReasonForm
from gjj.backoffice.things import listing, page_of
from gjj.declarations.permissions import allowed
from gjj.periods.days import SHANGHAI
from gjj.publications.changing import LONGEST_WHY
from gjj.publications.labels import CHOICES
from gjj.publications.models import LONGEST_TEXT, LONGEST_TITLE, Edition
from gjj.publications.selectors.shown import HALL, PORTAL
from gjj.publications.services.draft import OFFERED, VALUES, values_of
from gjj.publications.services.editions import PUBLISH

SAID = "已提出，等另一个人（主任或系统管理员）看过原文批准；批准了、到了时候才{}。"
UNREADABLE = "时间没有填对，请照 2026-12-01 08:00 这样填。"


class TextForm(ReasonForm):
    """一则信息。"""

    category = forms.ChoiceField(label="类别", choices=CHOICES, error_messages={"required": "没有选是哪一类。"})
    title = forms.CharField(
        label="标题", max_length=LONGEST_TITLE,
        error_messages={"required": "标题不能空着。", "max_length": f"标题最多 {LONGEST_TITLE} 个字。"},
    )  # fmt: skip
    text = forms.CharField(
        label="正文", max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 12, "cols": 60}),
        help_text="空一行是另起一段；网址会变成链接。不写哪个人的证件号码、手机号、卡号。",
        error_messages={"required": "正文不能空着。", "max_length": f"正文最多 {LONGEST_TEXT} 个字。"},
    )  # fmt: skip
    channels = forms.MultipleChoiceField(
        label="发到哪些渠道", choices=[*OFFERED.items()], initial=[PORTAL, HALL], widget=forms.CheckboxSelectMultiple,
        help_text="门户网站不登录也看得到，网上业务大厅的登录了才看；别的渠道从接口取各自的，接口不用凭证。", error_messages={"required": "没有选发到哪些渠道。"},
    )  # fmt: skip
    is_top = forms.BooleanField(
        label="置顶", required=False, help_text="排在最前；发到网上业务大厅的，两个大厅的首页也写着。"
    )
    until = forms.DateField(
        label="到哪一天", required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text="过了这一天就不再列出来；不填就一直发布着。", error_messages={"invalid": "日子没有填对，请照 2026-12-31 这样填。"},
    )  # fmt: skip
    since = forms.DateTimeField(
        label="从什么时候发", required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text="不填就是批准的时候。", error_messages={"invalid": UNREADABLE},
    )  # fmt: skip
    field_order = [*VALUES, "since", "reason"]


class WithdrawForm(ReasonForm):
    """撤下：写给看过它的人的原因，和写给批的人的原因。"""

    why = forms.CharField(
        label="为什么撤下", max_length=LONGEST_WHY, widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
        help_text="看过它、点开旧链接的人看得到这一句。",
        error_messages={"required": "没有写为什么撤下。", "max_length": f"最多 {LONGEST_WHY} 个字。"},
    )  # fmt: skip
    field_order = ["why", "reason"]


def _values(given: Mapping[str, Any]) -> dict[str, Any]:
    until = given["until"]
    return {**{name: given[name] for name in VALUES}, "until": until.isoformat() if until else ""}


def _since(given: Mapping[str, Any]) -> datetime | None:
    since: datetime | None = given["since"]
    return since.replace(tzinfo=SHANGHAI) if since else None


def new_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """起草一则。没有权限的不给看。"""
    _may(request)
    drafting = Proposing(
        PUBLISH, "admin/publications/draft.html", SAID.format("发出去"),
        lambda given: {"do": "publish", "as": _values(given)}, _since,
    )  # fmt: skip
    shelf = listing("publications_publication")
    form = TextForm(request.POST or None, label_suffix="")
    return drafting.answer(request, form, {**context, "title": "起草一则信息", "shelf": shelf, "home": shelf})


def edit_page(request: HttpRequest, row: Edition, context: dict[str, Any]) -> HttpResponse:
    """提出改一则；撤下了的，改了就重新发布。没有权限的不给看。"""
    _may(request)
    editing = Proposing(
        PUBLISH, "admin/publications/draft.html", SAID.format("换成新的"),
        lambda given: {"do": "edit", "publication": row.publication_id, "as": _values(given)}, _since,
    )  # fmt: skip
    form = TextForm(request.POST or None, initial=values_of(row), label_suffix="")
    return editing.answer(request, form, {**context, **_about(row), "title": f"提出改「{row.title}」"})


def withdraw_page(request: HttpRequest, row: Edition, context: dict[str, Any]) -> HttpResponse:
    """提出撤下一则。没有权限的不给看。"""
    _may(request)
    withdrawing = Proposing(
        PUBLISH, "admin/publications/withdraw.html", SAID.format("撤下"),
        lambda given: {"do": "withdraw", "publication": row.publication_id, "why": given["why"]},
    )  # fmt: skip
    form = WithdrawForm(request.POST or None, label_suffix="")
    return withdrawing.answer(request, form, {**context, **_about(row), "title": f"提出撤下「{row.title}」"})


def _about(row: Edition) -> dict[str, Any]:
    home = page_of("publications_publication", row.publication_id)
    return {"row": row, "shelf": listing("publications_publication"), "home": home}


def _may(request: HttpRequest) -> None:
    if not allowed(request.actor, "publications.propose"):  # type: ignore[attr-defined]
        raise PermissionDenied
