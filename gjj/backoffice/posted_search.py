"""按号码查：搜索框用 POST 提交，证件号、手机号不留在网址、历史和访问日志里。"""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from gjj.backoffice.finders import as_written
from gjj.backoffice.readonly import ReadOnlyAdmin

MANY = 50


class PostedSearch(ReadOnlyAdmin):
    """搜索框可以填号码的一类记录；子类写 ``keys_of_number``。"""

    search_method = "post"

    def keys_of_number(self, request: HttpRequest, term: str) -> Sequence[int] | None:
        """号码对应的记录编号；填的不是号码时为空（None），照普通的词去查。"""
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
        keys = self.keys_of_number(request, term)
        if keys is None:
            return HttpResponseRedirect(f"{page}?{urlencode({'q': term})}" if term else page)
        if len(keys) == 1:
            return HttpResponseRedirect(reverse(f"{name}_change", args=[keys[0]]))
        if not keys:
            messages.warning(request, f"没有这个号码的{self.opts.verbose_name}。")
        listed = ",".join(str(key) for key in keys[:MANY]) or "0"  # 没有就给空的清单，不给全部
        return HttpResponseRedirect(f"{page}?{urlencode({'pk__in': listed})}")
