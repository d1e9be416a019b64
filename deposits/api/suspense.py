"""单位暂存的接口：余额、可用、退回。"""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from deposits.api import shapes
from deposits.api.remittances import find
from deposits.api.unit import EMPLOYER, UnitAPI
from deposits.errors import no_employer_account
from deposits.forms import REFUND_WORDS
from deposits.selectors.overview import suspense_of
from deposits.selectors.remittances import remittance_json
from deposits.selectors.suspense import REFUNDS, free_suspense, refund_json, refunds_of
from deposits.services.refund_suspense import refund_remittance, refund_suspense
from gjj import clock
from gjj.money.amounts import FEN, money_json
from gjj.web.api import Answer
from gjj.web.inputs import AmountField, filled
from gjj.web.openapi import PAGING


class RefundInput(serializers.Serializer[Any]):
    """退回多少。"""

    amount = AmountField(
        label="退回金额", max_digits=18, decimal_places=2, min_value=FEN, error_messages={**REFUND_WORDS},
        help_text="不超过可用的暂存",
    )  # fmt: skip


class Suspense(UnitAPI):
    """单位暂存。"""

    items = {"GET": "deposits.suspense"}
    permissions = {"GET": "deposits.unit.view"}

    @extend_schema(summary="单位暂存", parameters=[EMPLOYER], responses=shapes.SuspenseOutput, tags=["单位"])
    def get(self, request: Request) -> Response:
        """余额和可用的：可用的可以抵缴，可以退回。"""
        account = self.account()
        return Response(
            {"balance": money_json(suspense_of(account)), "available": money_json(free_suspense(account.pk))}
        )


class Refunds(UnitAPI):
    """退款。"""

    items = {"GET": "deposits.suspense", "POST": "deposits.suspense"}
    permissions = {"GET": "deposits.unit.view", "POST": "deposits.suspense.refund"}

    @extend_schema(
        operation_id="unit_refunds_list", summary="退款清单", parameters=[EMPLOYER, *PAGING],
        responses=shapes.page_of(shapes.RefundOutput), tags=["单位"],
    )  # fmt: skip
    def get(self, request: Request) -> HttpResponse:
        """退过的，新的在前。"""
        return self.of_unit(REFUNDS)

    @extend_schema(
        summary="退回单位暂存", parameters=[EMPLOYER], request=RefundInput, responses={202: shapes.RefundOutput},
        tags=["单位"],
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """付款指令交给银行；付成之后状态变成 paid，暂存才减少。开着双人复核的单位答 409 review_pending（review 是复核单编号），复核人同意了才生效。"""
        amount = filled(RefundInput(data=request.data))["amount"]
        account = self.account()

        def action() -> Answer:
            made = refund_suspense(by=self.actor, amount=amount, at=clock.now(), employer_number=account.number)
            row = refunds_of(account.pk).filter(pk=made).first()
            if row is None:
                raise no_employer_account()
            return 202, refund_json(row)

        return self.once(action)


class RemittanceRefund(UnitAPI):
    """退回到账不足的钱。"""

    does = {"POST": "deposits.suspense"}
    permissions = {"POST": "deposits.suspense.refund"}

    @extend_schema(summary="退回到账不足的钱", request=None, responses={202: shapes.RemittanceOutput}, tags=["单位"])
    def post(self, request: Request, pk: int) -> Response:
        """到的钱全部退回单位账户，汇缴书回到 awaiting_funds，可以重新付款或撤销。开着双人复核的单位答 409 review_pending（review 是复核单编号），复核人同意了才生效。"""

        def action() -> Answer:
            refund_remittance(by=self.actor, remittance_id=pk, at=clock.now())
            return 202, remittance_json(find(self, pk))

        return self.once(action)
