"""补缴的接口：先看该补多少，再生成补缴书；付款和撤销走汇缴书的那两个地址。"""

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from deposits.api import shapes
from deposits.api.change_lists import MonthField
from deposits.api.remittances import find
from deposits.api.unit import EMPLOYER, UnitAPI
from deposits.rules.make_up import CHOSEN
from deposits.selectors.remittances import MAKE_UPS, remittance_json
from deposits.services.looked import look_at
from deposits.services.make_up import MOST_PEOPLE, ForWhom, Why, make_up, previews
from deposits.services.make_up_again import make_up_again
from gjj import clock
from gjj.web.api import Answer
from gjj.web.inputs import AmountField, filled
from gjj.web.openapi import PAGING


class PersonInput(serializers.Serializer[Any]):
    """给谁补。"""

    account = serializers.CharField(label="个人账号", max_length=20)
    base = AmountField(
        label="那时的缴存基数", max_digits=12, decimal_places=2, min_value=Decimal("0.01"), required=False,
        help_text="不写就照他离那个月最近的汇缴书",
    )  # fmt: skip


class MakeUpInput(serializers.Serializer[Any]):
    """哪个月、给谁、为什么。"""

    month = MonthField(label="补缴年月", help_text="2026-09；单位那个月已经汇缴过")
    people = PersonInput(many=True, label="职工", allow_empty=False, max_length=MOST_PEOPLE)  # type: ignore[call-arg]  # many=True 收清单的参数
    reason = serializers.ChoiceField(
        label="补缴原因", choices=[(code, said) for code, (said, _) in CHOSEN.items()], default="missed"
    )
    note = serializers.CharField(label="说明", max_length=200, required=False, allow_blank=True, default="")


def whom(wanted: dict[str, Any]) -> list[ForWhom]:
    """接口里写的人。"""
    return [ForWhom(one["account"], one.get("base")) for one in wanted["people"]]


class MakeUps(UnitAPI):
    """补缴书：生成与清单。"""

    items = {"GET": "deposits.make_ups", "POST": "deposits.make_ups"}
    permissions = {"GET": "deposits.unit.view", "POST": "deposits.make_up.create"}

    @extend_schema(
        operation_id="unit_make_ups_list", summary="补缴书清单", parameters=[EMPLOYER, *PAGING],
        responses=shapes.page_of(shapes.MakeUpOutput), tags=["单位"],
    )  # fmt: skip
    def get(self, request: Request) -> HttpResponse:
        """本单位的补缴书，新的在前。"""
        return self.of_unit(MAKE_UPS)

    @extend_schema(
        summary="生成补缴书", parameters=[EMPLOYER], request=MakeUpInput, responses={201: shapes.MakeUpOutput},
        tags=["单位"],
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """按那个月的工资、那时的比例算，减去已缴的；付款用 …/remittances/{id}/pay/，撤销用 …/cancel/。"""
        wanted = filled(MakeUpInput(data=request.data))
        account = self.account()

        def action() -> Answer:
            made = make_up(
                by=self.actor, month=wanted["month"], people=whom(wanted), why=Why(wanted["reason"], wanted["note"]),
                at=clock.now(), employer_number=account.number,
            )  # fmt: skip
            return 201, remittance_json(find(self, made))

        return self.once(action)


class MakeUpPreview(UnitAPI):
    """先看该补多少。"""

    items = {"POST": "deposits.make_ups"}
    permissions = {"POST": "deposits.make_up.create"}

    @extend_schema(
        summary="看补缴多少", parameters=[EMPLOYER], request=MakeUpInput,
        responses=shapes.MakeUpPreviewOutput, tags=["单位"],
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """每个人该补多少、怎么算的；什么也不生成。"""
        wanted = filled(MakeUpInput(data=request.data))
        rows = previews(self.account(), wanted["month"], whom(wanted), clock.now())
        if len(rows) == 1:
            look_at(self.actor, rows[0].account.person, "补缴的基数、金额", clock.now())
        return Response({"month": str(wanted["month"]), "people": [row.as_json() for row in rows]})


class MakeUpAgain(UnitAPI):
    """入账冲销了的，照原来的重新补缴。"""

    items = {"POST": "deposits.make_ups"}
    permissions = {"POST": "deposits.make_up.create"}

    @extend_schema(
        operation_id="unit_remittances_make_up_again", summary="照冲销了的一份补缴", request=None,
        responses={201: shapes.MakeUpOutput}, tags=["单位"],
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        """status 是 reversed 的一份：照原来的人和金额生成补缴书，另外补过的人不算；付款时 use_suspense 从暂存抵缴。"""

        def action() -> Answer:
            return 201, remittance_json(find(self, make_up_again(by=self.actor, remittance_id=pk, at=clock.now())))

        return self.once(action)
