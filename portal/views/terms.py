"""用户协议：人人可看；登录时还没有同意现在这版的，先在这里同意，才进大厅。"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from gjj import clock
from gjj.declarations.errors import BizError
from gjj.identity.services import codes, consents
from gjj.identity.terms import TERMS
from gjj.web.access import PUBLIC, SESSION_TERMS_DUE, client_ip
from gjj.web.views import HallView
from portal.views.sign_in import safe_next


class Terms(HallView):
    """用户协议。"""

    permission = PUBLIC

    def get(self, request: HttpRequest) -> HttpResponse:
        """看文本；该同意的，下面有同意的框。"""
        return self._page()

    def post(self, request: HttpRequest) -> HttpResponse:
        """同意了，去原来要去的地方。"""
        if not request.user.is_authenticated or not request.session.get(SESSION_TERMS_DUE):
            return redirect("portal:login")
        login = request.user
        try:
            consents.agree(
                by=codes.as_actor(login, client_ip(request)), login_id=login.pk, at=clock.now(),
                version=request.POST.get("terms", "") if request.POST.get("agree") else "",
            )  # fmt: skip
        except BizError as error:
            return self._page(error=error)
        del request.session[SESSION_TERMS_DUE]
        return redirect(safe_next(request, request.POST.get("next", "")) or "portal:login")

    def _page(self, *, error: BizError | None = None) -> HttpResponse:
        is_due = self.request.user.is_authenticated and bool(self.request.session.get(SESSION_TERMS_DUE))
        target = safe_next(self.request, self.request.POST.get("next") or self.request.GET.get("next", ""))
        return self.render(
            "portal/terms.html", status=error.status if error else 200, error=error, version=TERMS, is_due=is_due, next=target
        )  # fmt: skip
