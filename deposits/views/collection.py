"""单位大厅的托收：签约、终止、每一次托收；汇缴书上请银行马上托收。"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from deposits.forms import AgreementForm
from deposits.items import REMIT
from deposits.rules.collection import repeats
from deposits.selectors.collection import (
    DAYS,
    RESULTS,
    agreement_of,
    agreements_of,
    not_signed,
    order_view,
    orders_of,
)
from deposits.selectors.coming_collection import coming_of, orders_shown
from deposits.services.collect import collect_remittance
from deposits.services.collection_agreement import TERMS, end_agreement, sign_agreement
from deposits.views.columns import COLLECTIONS
from deposits.views.listing import SavesFilters
from deposits.views.unit import UnitView, to_review
from gjj import clock
from gjj.crypto.masking import mask_card
from gjj.declarations.errors import BizError
from gjj.parameters import selectors as parameters
from gjj.settlement.selectors.payments import center_account
from gjj.web.asked import asked_of
from gjj.web.exports import export, wanted
from gjj.web.paging import page_of

TEXTS = {
    TERMS: "deposits/unit/_collection_terms.html",
    "2026-11": "deposits/unit/_collection_terms_2026-11.html",
}
"""协议文本：版本 → 模板；签过的各版都留着。"""
WORDS = {"doing": "银行办理中", "done": "已扣款", "back": "没有扣成"}


class Collection(SavesFilters, UnitView):
    """托收：现在的协议、签约、每一次托收。"""

    code = "collection"
    item = "deposits.collection"

    template = "deposits/unit/collection.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """整页；要导出的给托收单。"""
        orders = self.orders()
        if fmt := wanted(request):
            account = self.account()
            rows = (order_view(row) for row in orders.iterator())
            return export(
                fmt, by=self.actor, at=clock.now(), title="托收单", about=("employer_account", account.pk),
                columns=COLLECTIONS, rows=rows,
            )  # fmt: skip
        return self.page(AgreementForm(self.days()))

    def days(self) -> tuple[int, int]:
        """约定日最早和最晚几日。"""
        found = parameters.values(DAYS, on=clock.today(), area=self.account().area)
        return found[DAYS[0]], found[DAYS[1]]

    def orders(self):  # type: ignore[no-untyped-def]
        """按地址里的条件筛过的托收单。"""
        asked = asked_of(self.request)
        return orders_of(self.account().pk, result=asked.choice("result", "结果", WORDS), text=asked.text("q"))

    def page(self, form: AgreementForm, status: int = 200) -> HttpResponse:
        """整页。"""
        account, today = self.account(), clock.today()
        agreement = agreement_of(account.pk)
        changed = agreement is not None and agreement.payer_account != account.bank_account
        page = page_of(self.orders(), self.request, 24)
        return self.render(
            self.template, status=status, form=form, agreement=agreement, account=account, terms=TERMS,
            payer=mask_card(agreement.payer_account if agreement else account.bank_account), bank=center_account(),
            coming=coming_of(account, today), signed_text=TEXTS.get(agreement.terms_version) if agreement else None,
            repeats=agreement is None or repeats(agreement.terms_version),
            changed=changed, refused=not_signed(account.pk),
            earlier=[one for one in agreements_of(account.pk)[:12] if agreement is None or one.pk != agreement.pk],
            page=page, orders=orders_shown(account, page.object_list, today), result_filter=asked_of(self.request).choice("result", "结果", WORDS),
            q=asked_of(self.request).text("q"), results={code: WORDS[code] for code in RESULTS},
        )  # fmt: skip


class CollectionStatus(Collection):
    """现在的协议那一块，签约办理中时每两秒来取一次。"""

    template = "deposits/unit/_collection_now.html"

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """还没有答复的照旧；答复了的让那一页整页重来：能不能再签、以前的协议、原因，哪一处都不留旧话。"""
        agreement = agreement_of(self.account().pk)
        if agreement is not None and agreement.status == "signing":
            return self.page(AgreementForm(self.days()))
        if agreement is not None:
            messages.success(request, f"银行登记好了，托收协议 {agreement.number} 从现在起生效。")
        return HttpResponse(headers={"HX-Refresh": "true"})


class CollectionSign(Collection):
    """签约。"""

    permission = "deposits.collection.sign"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """交银行登记；没签成的在原页说清楚，填的还在。"""
        form = AgreementForm(self.days(), request.POST)
        if not form.is_valid():
            return self.page(form, 422)
        try:
            sign_agreement(
                by=self.actor, day=form.cleaned_data["day"], accepted=form.cleaned_data["accepted"], at=clock.now(),
                terms=form.cleaned_data["terms"],
            )  # fmt: skip
        except BizError as error:
            if waits := to_review(request, error):
                return waits
            if error.status == 404:
                raise
            form.add_error(None, error.said)
            if error.code == "terms_changed":  # 新的文本还没有读，不替单位勾着同意
                form.data = {name: said for name, said in form.data.items() if name != "accepted"}
            return self.page(form, error.status)
        return redirect("deposits:collection")


class CollectionEnd(UnitView):
    """终止协议。"""

    permission = "deposits.collection.end"
    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """终止；已交银行的那一笔照办。"""
        try:
            row = end_agreement(by=self.actor, at=clock.now())
        except BizError as error:
            if error.status == 404:
                raise
            messages.error(request, error.said)
        else:
            messages.success(request, f"托收协议 {row.number} 已终止，从现在起不再托收；以后请按月主动付款。")
        return redirect("deposits:collection")


class RemittanceCollect(UnitView):
    """请银行马上托收一份汇缴书。"""

    does = REMIT
    permission = "deposits.remittance.pay"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """交给银行，留在汇缴书页等结果；不能托收的说清楚为什么。"""
        try:
            collect_remittance(by=self.actor, remittance_id=pk, at=clock.now())
        except BizError as error:
            if waits := to_review(request, error):
                return waits
            if error.status == 404:
                raise
            messages.error(request, error.said)
        return redirect("deposits:remittance", pk=pk)
