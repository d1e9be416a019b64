"""后台：录入一年的放假安排——填，看哪些天放假、哪些周末上班，确认提出；另一个人批准就录入。"""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from gjj import clock
from gjj.approvals.proposing import LINES, Proposing
from gjj.backoffice.things import listing
from gjj.declarations.permissions import allowed
from gjj.parameters.announcing import KIND
from gjj.parameters.selectors import missing_year


class AnnounceForm(forms.Form):
    """照国务院办公厅的通知填。"""

    year = forms.IntegerField(
        label="年份", min_value=2000, max_value=2100,
        error_messages={"required": "没有写年份。", "invalid": "年份请写 2027 这样的数。"},
    )  # fmt: skip
    off = forms.CharField(
        label="放假的日子", max_length=1000, widget=forms.Textarea(attrs=LINES),
        help_text="一段一段写，落在周末的也写，照通知写着星期也行：1月1日（周五）至3日（周日）、2月5日至2月11日；从上一年年底放起的写明年份：2026年12月31日至1月2日。",
        error_messages={"required": "没有写放假的日子。"},
    )  # fmt: skip
    on = forms.CharField(
        label="调休上班的周末", max_length=1000, required=False, widget=forms.Textarea(attrs=LINES),
        help_text="通知里写明上班的星期六、星期日；没有就不填。",
    )  # fmt: skip
    reason = forms.CharField(
        label="依据", max_length=300, widget=forms.Textarea(attrs=LINES),
        help_text="哪一份通知，例如：国务院办公厅关于 2027 年部分节假日安排的通知。",
        error_messages={"required": "没有写依据的通知。"},
    )  # fmt: skip


PROPOSING = Proposing(
    KIND, "admin/parameters/announce.html", "已提出，等另一个人批准；批准了就录入。", lambda given: given
)


def announce_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """填好先看一遍，再提；提好了去看那份申请。没有权限的不给看。"""
    actor: Any = request.actor  # type: ignore[attr-defined]
    if not allowed(actor, "parameters.propose"):
        raise PermissionDenied
    start = {"year": request.GET.get("year") or missing_year(clock.today())}
    form = AnnounceForm(request.POST or None, initial=start, label_suffix="")
    return PROPOSING.answer(
        request, form, {**context, "title": "录入放假安排", "home": listing("parameters_announcedyear")}
    )
