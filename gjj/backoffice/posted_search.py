"""按号码查：搜索框用 POST 提交，证件号、手机号不留在网址、历史和访问日志里；找的是谁，记下来。"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from gjj.backoffice.finders import as_written
from gjj.backoffice.opening import look_teller
from gjj.backoffice.readonly import ReadOnlyAdmin

MANY = 50


@dataclass(frozen=True)
class Sought:
    """拿完整的号码找到的：哪一种号码、哪几件、是哪几个人的。"""

    number: str
    keys: Sequence[int]
    people: Sequence[int]


class PostedSearch(ReadOnlyAdmin):
    """搜索框可以填号码的一类记录；子类写 ``sought``。"""

    search_method = "post"

    def sought(self, request: HttpRequest, term: str) -> Sought | None:
        """号码对应的记录；填的不是号码时为空（None），照普通的词去查。"""
        raise NotImplementedError

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """搜索框交上来的先看是不是号码。"""
        if request.method == "POST" and "q" in request.POST:
            if not self.has_view_permission(request):
                raise PermissionDenied
            return self._found(request, as_written(request.POST["q"]))
        return super().changelist_view(request, extra_context)

    def _found(self, request: HttpRequest, term: str) -> HttpResponseRedirect:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        page = reverse(f"{name}_changelist")
        found = self.sought(request, term)
        if found is None:
            return HttpResponseRedirect(f"{page}?{urlencode({'q': term})}" if term else page)
        actor: Any = request.actor  # type: ignore[attr-defined]
        look_teller().sought(by=actor, people=found.people[:MANY], number=found.number)
        if len(found.keys) == 1:
            return HttpResponseRedirect(reverse(f"{name}_change", args=[found.keys[0]]))
        if not found.keys:
            messages.warning(request, f"没有这个号码的{self.opts.verbose_name}。")
        listed = ",".join(str(key) for key in found.keys[:MANY]) or "0"  # 没有就给空的清单，不给全部
        return HttpResponseRedirect(f"{page}?{urlencode({'pk__in': listed})}")
