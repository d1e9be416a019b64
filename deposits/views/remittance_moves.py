"""单位大厅里动一份汇缴书：撤销。"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from deposits.services.cancel_remittance import cancel_remittance
from deposits.views.unit import UnitView
from gjj import clock
from gjj.declarations.errors import BizError


class RemittanceCancel(UnitView):
    """撤销没付款的汇缴书。"""

    permission = "deposits.remittance.cancel"
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """撤销，留在原页看结果；不能撤销的说清楚为什么。"""
        try:
            cancel_remittance(by=self.actor, remittance_id=pk, at=clock.now())
        except BizError as error:
            if error.status == 404:
                raise
            messages.error(request, error.said)
        else:
            messages.success(request, "汇缴书已撤销，这个月重新打开。")
        return redirect("deposits:remittance", pk=pk)
