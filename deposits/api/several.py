"""几个月一起办的接口：办之前看一眼、排队办到哪里、一起付款；生成在 …/remittances/ 写 months。"""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from deposits.api import shapes
from deposits.api.remittances import MonthsInput
from deposits.api.unit import EMPLOYER, UnitAPI
from deposits.items import SEVERAL
from deposits.selectors import scope
from deposits.selectors.noticed_ahead import ahead_json
from deposits.selectors.remittances import remittance_json
from deposits.selectors.several import job_of, several_job_json
from deposits.services.several_months import check_several, pay_several
from gjj import clock
from gjj.money.amounts import money_json
from gjj.web.api import Answer
from gjj.web.inputs import filled


class Several(UnitAPI):
    """几个月一起办的进度。"""

    permissions = {"GET": "deposits.unit.view"}

    @extend_schema(summary="几个月一起办的进度", parameters=[EMPLOYER], responses=shapes.SeveralOutput, tags=["单位"])
    def get(self, request: Request) -> Response:
        """最近一件排队的几个月一起办：办到哪里、办成没有、为什么、生成了哪几份。"""
        return Response(several_job_json(job_of(self.account()), clock.now()))


class SeveralPreview(UnitAPI):
    """几个月一起办之前看一眼。"""

    items = {"POST": SEVERAL}
    permissions = {"POST": "deposits.remittance.create"}

    @extend_schema(
        summary="几个月一起办之前看一眼", parameters=[EMPLOYER], request=MonthsInput,
        responses=shapes.SeveralPreviewOutput, tags=["单位"],
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """各月照上月不变是多少、系统注意到的从哪个月起、认可了没改的异议；办不了的月份照样说。什么也不生成。"""
        months, account, at = filled(MonthsInput(data=request.data))["months"], self.account(), clock.now()
        check_several(account, months, at)
        return Response(ahead_json(account, months, clock.today()))


class PayTogetherInput(serializers.Serializer[Any]):
    """一起付哪一种、用不用暂存。"""

    use_suspense = serializers.BooleanField(
        label="用暂存抵缴", default=False, error_messages={"invalid": "写 true 或 false。"},
        help_text="写 true 先用单位暂存抵最早的月份，不够的再从银行付；不写就不用",
    )  # fmt: skip
    make_ups = serializers.BooleanField(
        label="补缴书", default=False, error_messages={"invalid": "写 true 或 false。"},
        help_text="写 true 付等着付款的补缴书；不写就是汇缴书",
    )  # fmt: skip


class SeveralPay(UnitAPI):
    """一起付款。"""

    does = {"POST": SEVERAL}
    permissions = {"POST": "deposits.remittance.pay"}

    @extend_schema(
        summary="几份汇缴书一起付款", parameters=[EMPLOYER], request=PayTogetherInput,
        responses={202: shapes.PaidTogetherOutput}, tags=["单位"],
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """等着付款的按年月先后一起付，每份各一条付款指令、各用各的缴款识别码；没有等着付款的答 409。开着双人复核的单位答 409 review_pending（review 是复核单编号），复核人同意了才生效。"""
        wanted, account = filled(PayTogetherInput(data=request.data)), self.account()

        def action() -> Answer:
            done = pay_several(by=self.actor, at=clock.now(), employer_number=account.number, **wanted)
            books = scope.remittances(self.actor).in_bulk(done.paid)
            return 202, {
                "to_bank": money_json(done.to_bank), "from_suspense": money_json(done.from_suspense),
                "remittances": [remittance_json(books[pk]) for pk in done.paid],
            }  # fmt: skip

        return self.once(action)
