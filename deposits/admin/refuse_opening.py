"""后台：网上的单位开户申请不予办理。柜员选理由、写说明，看一遍，提出；复核员或主任批准了，办件到此为止，告诉申请人。"""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from deposits.models import UnitApplication
from deposits.rules.opening_refusal import GROUNDS, LONGEST
from deposits.selectors.applications import case_of
from deposits.services.refuse_opening import REFUSABLE, REFUSE_UNIT
from gjj.actors.actor import Actor
from gjj.approvals.proposing import LINES, Proposing, ReasonForm
from gjj.backoffice.opening import look_teller
from gjj.backoffice.things import Link, page_of, roads_from
from gjj.declarations.permissions import allowed
from gjj.regulations.lookup import title


def _choices() -> list[tuple[str, str]]:
    """每样理由带着依据的条款。"""
    said = (
        (code, f"{one.title}（{title(one.article)}）" if one.article else one.title) for code, one in GROUNDS.items()
    )
    return [("", "请选一样"), *said]


class RefuseForm(ReasonForm):
    """理由、给申请人的说明，和给批的人的话。"""

    field_order = ("ground", "why", "reason")
    ground = forms.ChoiceField(
        label="不予办理的理由", choices=_choices, help_text="告诉申请人；法规写着的带着条款。",
        error_messages={"required": "没有选不予办理的理由，请从清单里选一样。", "invalid_choice": "没有这样理由，请从清单里选。"},
    )  # fmt: skip
    why = forms.CharField(
        label="说明", max_length=LONGEST, widget=forms.Textarea(attrs=LINES),
        help_text="告诉申请人：是哪一处、怎么看出来的。不写证件号码、账号。",
        error_messages={"required": "没有写说明；请写清楚是哪一处、怎么看出来的。", "max_length": f"说明最多 {LONGEST} 个字。"},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "核对了什么"
        self.fields["reason"].error_messages = {"required": "没有写核对了什么。", "max_length": "最多 300 个字。"}


def refuse_page(request: HttpRequest, row: UnitApplication, context: dict[str, Any]) -> HttpResponse:
    """选理由、写说明，看一遍，提出。"""
    actor: Any = request.actor  # type: ignore[attr-defined]
    if not allowed(actor, "deposits.opening.refuse.propose"):
        raise PermissionDenied

    def asked(given: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"application": row.pk, "ground": given["ground"], "why": given["why"]}

    refusing = Proposing(
        REFUSE_UNIT,
        "admin/deposits/refuse_opening.html",
        "已提出，等复核员或主任批准；批准了办件才不予办理，告诉申请人。",
        asked,
    )
    look_teller().opened(by=actor, person_id=row.person_id, seen="单位开户申请")
    case = case_of(actor, row)
    shown = {
        **context, "title": f"不予办理：{row.unit_name}", "row": row, "home": page_of("deposits_unitapplication", row.pk),
        "case": case, "ended": case is None or case.status not in REFUSABLE,
    }  # fmt: skip
    return refusing.answer(request, RefuseForm(request.POST or None, label_suffix=""), shown)


@roads_from("deposits.unitapplication")
def to_refuse(row: UnitApplication, actor: Actor) -> list[Link]:
    """申请 → 不予办理；走到别处的没有。"""
    if not allowed(actor, "deposits.opening.refuse.propose"):
        return []
    case = case_of(actor, row)
    if case is None or case.status not in REFUSABLE:
        return []
    return [Link("不予办理", reverse("admin:deposits_unitapplication_refuse", args=[row.pk]))]
