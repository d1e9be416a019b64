"""单位大厅的网上业务协议：现在的一版、同意过的各版，管理员代单位同意；能打印。"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from deposits.selectors.online_terms import ONLINE_TERMS, TEXTS, consents_of, contract_of
from deposits.services.online_terms import agree_online_terms
from deposits.views.unit import UnitView
from gjj import clock
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import allowed


class OnlineTerms(UnitView):
    """协议。"""

    permissions = {"POST": "deposits.terms.agree"}

    def get(self, request: HttpRequest) -> HttpResponse:
        """现在的文本，谁几时同意的；以前同意过的点得开。"""
        return self._page()

    def post(self, request: HttpRequest) -> HttpResponse:
        """同意；没成的在原页说清楚。"""
        try:
            agree_online_terms(
                by=self.actor, version=request.POST.get("version", ""), accepted=request.POST.get("accepted") == "1",
                at=clock.now(),
            )  # fmt: skip
        except BizError as error:
            return self._page(error=error)
        messages.success(request, "协议同意好了，谁、几时同意的记在这一页和操作日志里。")
        return redirect("deposits:online_terms")

    def _page(self, *, error: BizError | None = None) -> HttpResponse:
        account = self.account()
        given = list(consents_of(account.pk))
        return self.render(
            "deposits/unit/online_terms.html", status=error.status if error else 200, error=error, account=account,
            contract=contract_of(account.pk), terms=ONLINE_TERMS, text=TEXTS[ONLINE_TERMS], may_agree=allowed(self.actor, "deposits.terms.agree"),
            current=next((one for one in given if one.version == ONLINE_TERMS), None),
            earlier=[(one, TEXTS.get(one.version)) for one in given if one.version != ONLINE_TERMS],
        )  # fmt: skip
