"""调整的接口：比例调整先看、再办、可以撤；调整书的清单。"""

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from deposits.api import shapes
from deposits.api.unit import EMPLOYER, UnitAPI
from deposits.errors import no_employer_account
from deposits.forms import RATIO_WORDS
from deposits.items import RATIO
from deposits.selectors import scope
from deposits.selectors.adjustments import adjustment_json, adjustments, preview_json, ratio_preview
from deposits.services.adjust_ratio import adjust_ratio
from deposits.services.undo_adjustment import undo_adjustment
from gjj import clock
from gjj.web.api import Answer
from gjj.web.inputs import AmountField, filled
from gjj.web.openapi import PAGING


def ratio_field(label: str) -> AmountField:
    """一个比例：百分数，8 就是 8%。"""
    return AmountField(
        label=label, max_digits=5, decimal_places=2, min_value=Decimal("0.01"), max_value=Decimal(100),
        error_messages={**RATIO_WORDS}, help_text="百分数，8 就是 8%",
    )  # fmt: skip


class RatioInput(serializers.Serializer[Any]):
    """新的比例。"""

    employer_ratio = ratio_field("单位比例")
    personal_ratio = ratio_field("个人比例")


class Adjustments(UnitAPI):
    """调整书。"""

    permissions = {"GET": "deposits.unit.view"}

    @extend_schema(
        operation_id="unit_adjustments_list", summary="调整书清单", parameters=[EMPLOYER, *PAGING],
        responses=shapes.page_of(shapes.AdjustmentOutput), tags=["单位"],
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """本单位的调整书，新的在前。"""
        return self.page(adjustments(self.account().pk), adjustment_json)


class RatioAdjust(UnitAPI):
    """比例调整。"""

    items = {"POST": "deposits.adjust_ratio"}
    permissions = {"POST": "deposits.ratio.adjust"}

    @extend_schema(
        summary="比例调整", parameters=[EMPLOYER], request=RatioInput, responses={201: shapes.AdjustmentOutput},
        tags=["单位"],
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """从下一个还没有汇缴书的月份起生效，全体正常缴存的职工一起改；已生成的汇缴书不变。"""
        wanted = filled(RatioInput(data=request.data))
        account = self.account()

        def action() -> Answer:
            made = adjust_ratio(by=self.actor, at=clock.now(), employer_number=account.number, **wanted)
            return 201, adjustment_json(adjustments(account.pk).get(pk=made))

        return self.once(action)


class RatioPreview(UnitAPI):
    """先看变多少。"""

    items = {"POST": "deposits.adjust_ratio"}
    permissions = {"POST": "deposits.ratio.adjust"}

    @extend_schema(
        summary="看比例调整变多少", parameters=[EMPLOYER], request=RatioInput, responses=shapes.RatioPreviewOutput,
        tags=["单位"],
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """从哪个月起、几人、每月应缴从多少变到多少、前一百人；什么也不改。"""
        wanted = filled(RatioInput(data=request.data))
        return Response(
            preview_json(
                ratio_preview(self.account(), wanted["employer_ratio"], wanted["personal_ratio"], clock.today())
            )
        )


class AdjustmentUndo(UnitAPI):
    """撤销调整。"""

    does = {"POST": RATIO}
    permissions = {"POST": "deposits.adjustment.undo"}

    @extend_schema(summary="撤销调整", request=None, responses=shapes.AdjustmentOutput, tags=["单位"])
    def post(self, request: Request, pk: int) -> Response:
        """生效的那个月还没有汇缴书才能撤：恢复到调整以前。"""

        def action() -> Answer:
            undo_adjustment(by=self.actor, adjustment_id=pk, at=clock.now())
            row = scope.adjustments(self.actor).filter(pk=pk).first()
            if row is None:
                raise no_employer_account()
            return 200, adjustment_json(row)

        return self.once(action)
