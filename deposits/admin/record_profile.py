"""后台：登记、变更单位资料。先填，再看改前改后，确认才记；换付款账户的另提一份审批，另一个人批准才换。两个人同时改的，后来的要重新看。"""

from dataclasses import asdict, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from deposits.errors import profile_moved
from deposits.models import EmployerAccount, EmployerProfile
from deposits.parameters import PAYDAYS
from deposits.selectors import scope
from deposits.selectors.collection import agreement_of
from deposits.services.employer_profile import ProfileDraft, changes_of, draft_of, mark_of, record_profile
from deposits.services.payer_account import CHANGE
from gjj import clock
from gjj.actors.actor import Actor
from gjj.approvals.services import propose
from gjj.backoffice.things import page_of
from gjj.crypto.masking import mask_card, mask_mobile
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import allowed


class ProfileForm(forms.ModelForm):
    """单位登记资料的几栏；电话不露全，空着就是不改。"""

    phone = forms.RegexField(
        r"^[0-9][0-9 -]{5,18}[0-9]$", label="联系电话", required=False,
        error_messages={"invalid": "联系电话只填数字、空格和短横，7 到 20 位，例如 0710-3412345。"},
    )  # fmt: skip
    payer_account = forms.RegexField(
        r"^[0-9]{8,30}$", label="付款账号", required=False, error_messages={"invalid": "付款账号只填数字，8 到 30 位。"}
    )
    basis = forms.CharField(
        label="变更付款账户的依据", required=False, max_length=100, error_messages={"max_length": "依据最多 100 个字。"}
    )
    no_phone = forms.BooleanField(label="不再登记联系电话", required=False)

    class Meta:
        model = EmployerProfile
        fields = (
            "legal_representative", "registered_address", "contact_address", "settlement_bank", "founded_on",
            "registration_no", "payday",
        )  # fmt: skip
        widgets = {"founded_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
        error_messages = {"founded_on": {"invalid": "单位设立日期不是一个日子，请照 2018-05-20 这样填。"}}

    def __init__(self, *args: Any, known: ProfileDraft, **kwargs: Any) -> None:
        super().__init__(
            *args, **{**kwargs, "label_suffix": "", "initial": {**asdict(known), "phone": "", "payer_account": ""}}
        )
        self.known = known
        self.fields["founded_on"].required = False
        self.fields["payday"] = forms.IntegerField(
            label="发薪日（每月几日）", required=False, min_value=PAYDAYS[0], max_value=PAYDAYS[-1],
            error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), f"发薪日填 {PAYDAYS[0]} 到 {PAYDAYS[-1]} 之间的整数，空着照本市的。"),
        )  # fmt: skip

    def clean_founded_on(self) -> Any:
        """设立日期不在将来。"""
        day = self.cleaned_data["founded_on"]
        if day is not None and day > clock.today():
            raise forms.ValidationError("单位设立日期不能晚于今天。")
        return day

    def draft(self) -> ProfileDraft:
        """要登记的样子。"""
        given = {name: self.cleaned_data[name] for name in asdict(self.known)}
        kept = "" if self.cleaned_data["no_phone"] else self.known.phone
        payer = given["payer_account"] or self.known.payer_account
        return ProfileDraft(**{**given, "phone": given["phone"] or kept, "payer_account": payer})

    def clean(self) -> dict[str, Any]:
        """变更付款账户要写依据。"""
        filled = super().clean() or {}
        if filled.get("payer_account", "") not in ("", self.known.payer_account) and not filled.get("basis"):
            self.add_error("basis", "变更付款账户要写依据：收到的材料，如加盖公章的变更申请、开户银行的账户证明。")
        return filled


def record_page(request: HttpRequest, pk: int, context: dict[str, Any]) -> HttpResponse:
    """一个单位的登记页：填、看改了什么、确认。"""
    actor: Any = request.actor  # type: ignore[attr-defined]
    if not allowed(actor, "deposits.employer.profile"):
        raise PermissionDenied
    unit = scope.employer_accounts(actor).filter(pk=pk).first()
    if unit is None:
        raise Http404
    known = draft_of(unit.pk)
    form = ProfileForm(request.POST or None, known=known)
    changed: tuple[tuple[str, str, str], ...] = ()
    error = None
    is_checked = form.is_bound and form.is_valid() and "back" not in request.POST
    if is_checked:
        changed = _changed(unit, known, form.draft())
        if "confirm" in request.POST:
            try:
                asked = _record(actor, unit, form, request.POST.get("mark", ""))
            except BizError as refused:
                error = refused
            else:
                messages.success(request, _said(unit, form, known, asked))
                return HttpResponseRedirect(page_of("approvals_proposal", asked) if asked else _place_of(unit))
    shown = {
        **context, "title": "登记单位资料", "unit": unit, "form": form, "changed": changed, "error": error,
        "is_checked": is_checked and error is None, "mark": mark_of(known),
        "payer_now": mask_card(known.payer_account),
        "phone_now": mask_mobile(known.phone) if known.phone else "没有登记",
    }  # fmt: skip
    status = error.status if error else (422 if form.is_bound and not form.is_valid() else 200)
    return TemplateResponse(request, "admin/deposits/record_profile.html", shown, status=status)


def _changed(unit: EmployerAccount, known: ProfileDraft, draft: ProfileDraft) -> tuple[tuple[str, str, str], ...]:
    """改了什么；换付款账户连带终止的托收协议也写出来。"""
    if draft.payer_account == known.payer_account:
        return changes_of(known, draft)
    also = [("付款账户的变更", "", "另一个人（复核员或主任）批准才变更，在那以前照原来的")]
    standing = agreement_of(unit.pk)
    if standing:
        also.append(("托收协议", f"{standing.number}（{standing.get_status_display()}）", "随之终止，单位用新账户重签"))
    return (*changes_of(known, draft), *also)


@transaction.atomic
def _record(actor: Actor, unit: EmployerAccount, form: ProfileForm, mark: str) -> int | None:
    """登记别的各栏；换付款账户的另提一份审批，返回它的编号，没有为空。一样不成两样都不成。"""
    draft, known, now = form.draft(), draft_of(unit.pk), clock.now()
    if mark_of(known) != mark:
        raise profile_moved()
    rest = replace(draft, payer_account=known.payer_account)
    if rest != known or draft == known:
        record_profile(by=actor, employer_account_id=unit.pk, draft=rest, at=now, seen=mark)
    if draft.payer_account == known.payer_account:
        return None
    basis = form.cleaned_data["basis"]
    asked = {"account": unit.pk, "payer_account": draft.payer_account, "basis": basis}
    return propose(by=actor, kind=CHANGE, asked=asked, reason=basis, at=now)


def _said(unit: EmployerAccount, form: ProfileForm, known: ProfileDraft, asked: int | None) -> str:
    """办成了什么：登记了别的，付款账户等批准。"""
    rest = replace(form.draft(), payer_account=known.payer_account)
    told = f"已登记 {unit.employer.name} 的资料，单位在「单位信息」看得到。" if rest != known else ""
    return f"{told}付款账户的变更已提出，等复核员或主任批准；批准以前照原来的账户。" if asked else told


def _place_of(unit: EmployerAccount) -> str:
    return page_of("deposits_employerprofile", EmployerProfile.objects.get(employer_account=unit).pk)


def record_address(employer_account_id: int) -> str:
    """一个单位的登记页在哪里。"""
    return reverse("admin:deposits_employerprofile_record", args=[employer_account_id])
