"""汇缴书的接口。"""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from deposits.api import shapes
from deposits.api.change_lists import MonthField
from deposits.api.unit import EMPLOYER, UnitAPI
from deposits.errors import no_employer_account
from deposits.forms import AMOUNT_WORDS
from deposits.items import REMIT
from deposits.models import Remittance
from deposits.selectors import scope
from deposits.selectors.papers import code_of_remittance
from deposits.selectors.remittances import PEOPLE, REMITTANCES, remittance_json
from deposits.selectors.several import job_of, several_job_json
from deposits.services.cancel_remittance import cancel_remittance
from deposits.services.collect import collect_remittance
from deposits.services.pay_remittance import pay_remittance
from deposits.services.several_big import ask_to_create
from gjj import clock
from gjj.database.listings import Written
from gjj.periods.month import Month
from gjj.web.api import Answer
from gjj.web.inputs import AmountField, filled
from gjj.web.openapi import PAGING

MOST_MONTHS = 12
"""一次请求最多几个汇缴年月。"""

_MONTH = {"type": "string", "pattern": "^\\d{4}-\\d{2}$", "examples": ["2026-11"]}
ONE_OR_SEVERAL: dict[str, Any] = {
    "application/json": {
        "oneOf": [
            {"type": "object", "required": ["month"], "properties": {"month": _MONTH}, "title": "一个月"},
            {
                "type": "object", "required": ["months"], "title": "几个月：从应办的月份起逐月相连，全部生成或一份也不生成",
                "properties": {"months": {"type": "array", "items": _MONTH, "minItems": 1, "maxItems": MOST_MONTHS, "uniqueItems": True}},
            },
        ]
    }
}  # fmt: skip
_ONE = {"$ref": "#/components/schemas/RemittanceOutput"}
ONE_OR_A_LIST: dict[str, Any] = {"oneOf": [_ONE, {"type": "array", "items": _ONE}]}
"""一个月答一份，几个月答一个清单；文档里照样写。"""


def months_field(**more: Any) -> serializers.ListField:
    """几个汇缴年月。"""
    return serializers.ListField(
        label="汇缴年月", child=MonthField(), max_length=MOST_MONTHS,
        help_text="几个汇缴年月，从应办的月份起逐月相连，没有清册的月份照上月不变，将来的月份是预缴；答复是一个清单，全部生成或者一份也不生成",
        error_messages={
            "not_a_list": "写成一个清单，如 [\"2026-11\"]。", "max_length": f"一次最多 {MOST_MONTHS} 个月。",
        }, **more,
    )  # fmt: skip


class MonthsInput(serializers.Serializer[Any]):
    """几个汇缴年月。"""

    months = months_field()

    def validate_months(self, months: list[Month]) -> list[Month]:
        """至少一个月，同一个月只写一次。"""
        if not months:
            raise serializers.ValidationError("至少写一个月。", code="empty")
        if len(set(months)) < len(months):
            raise serializers.ValidationError("同一个月只写一次。", code="repeated")
        return months


class RemittanceInput(MonthsInput):
    """生成汇缴书要的年月：一个月写 month，几个月写 months。"""

    month = MonthField(label="汇缴年月", required=False, help_text="汇缴年月，2026-11；答复是一份汇缴书")
    months = months_field(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """两样只写一样。"""
        if len(attrs) != 1:
            raise serializers.ValidationError("汇缴年月写 month（一个月）或 months（几个月），只写一样。")
        return attrs


class PayInput(serializers.Serializer[Any]):
    """付款：不写金额就是应付的。"""

    amount = AmountField(
        label="付款金额",
        max_digits=18,
        decimal_places=2,
        min_value=Decimal("0.01"),
        required=False,
        error_messages={**AMOUNT_WORDS},
        help_text="不写就是应付的金额；只有演示环境能写别的金额",
    )
    use_suspense = serializers.BooleanField(
        label="用暂存抵缴", default=False, error_messages={"invalid": "写 true 或 false。"},
        help_text="写 true 先用单位暂存抵缴，不够的再从银行付；不写就不用",
    )  # fmt: skip
    by_agreement = serializers.BooleanField(
        label="凭托收协议", default=False, error_messages={"invalid": "写 true 或 false。"},
        help_text="写 true 凭托收协议请银行扣应付的金额，不和 amount、use_suspense 一起写；不写就是当场付款",
    )  # fmt: skip

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """托收就是扣应付的，不另写金额、不用暂存。"""
        if attrs["by_agreement"] and (attrs["use_suspense"] or "amount" in attrs):
            raise serializers.ValidationError("托收扣的是应付的金额，不和 amount、use_suspense 一起写。")
        return attrs


def find(api: UnitAPI, pk: int) -> Remittance:
    """看得到的一份汇缴书；别的单位的答 404。"""
    found = scope.remittances(api.actor).filter(pk=pk).first()
    if found is None:
        raise no_employer_account()
    return found


class Remittances(UnitAPI):
    """汇缴书：生成与清单。"""

    does = {"POST": REMIT}
    items = {"GET": REMIT}
    permissions = {"GET": "deposits.unit.view", "POST": "deposits.remittance.create"}

    @extend_schema(
        operation_id="unit_remittances_list",
        summary="汇缴书清单",
        parameters=[EMPLOYER, *PAGING],
        responses=shapes.page_of(shapes.RemittanceOutput),
        tags=["单位"],
    )
    def get(self, request: Request) -> HttpResponse:
        """本单位的汇缴书，新的在前。"""
        return self.of_unit(REMITTANCES)

    @extend_schema(
        summary="生成汇缴书", parameters=[EMPLOYER], request=ONE_OR_SEVERAL,
        responses={201: ONE_OR_A_LIST, 202: shapes.SeveralOutput}, tags=["单位"],
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """按已确认的清册定下人数与金额，得到缴款识别码。五千人以上的单位几个月一起办、要照上月写清册的答 202，进度看 several/。几个月一起办之前，系统注意到的看 several/preview/。"""
        wanted = filled(RemittanceInput(data=request.data))
        account = self.account()

        def action() -> Answer:
            at = clock.now()
            made = ask_to_create(
                by=self.actor, months=wanted.get("months") or [wanted["month"]], at=at,
                employer_number=account.number, same_as_last_month="months" in wanted,
            )  # fmt: skip
            if made is None:
                return 202, several_job_json(job_of(account), at)
            answers = [remittance_json(find(self, pk)) for pk in made]
            return 201, answers if "months" in wanted else answers[0]

        return self.once(action)


class RemittanceOne(UnitAPI):
    """一份汇缴书。"""

    permissions = {"GET": "deposits.unit.view"}

    @extend_schema(summary="汇缴书", responses=shapes.RemittanceOutput, tags=["单位"])
    def get(self, request: Request, pk: int) -> Response:
        """金额、到账、状态；入账后带凭证流水号，出具过单证的带最近一份的核验码。"""
        return Response(remittance_json(find(self, pk), code_of_remittance(pk)))


class RemittancePeople(UnitAPI):
    """汇缴清册。"""

    permissions = {"GET": "deposits.unit.view"}

    @extend_schema(
        operation_id="unit_remittance_people", summary="汇缴清册", parameters=[*PAGING],
        responses=shapes.page_of(shapes.RemittancePersonOutput), tags=["单位"],
    )  # fmt: skip
    def get(self, request: Request, pk: int) -> HttpResponse:
        """一份汇缴书里每个职工的基数、单位部分、个人部分和怎么算的，游标分页。"""
        return self.page_written(Written(PEOPLE, (find(self, pk).pk,), {}))


class RemittancePay(UnitAPI):
    """付款。"""

    does = {"POST": REMIT}
    permissions = {"POST": "deposits.remittance.pay"}

    @extend_schema(
        summary="汇缴付款",
        request=PayInput,
        responses={202: shapes.RemittanceOutput},
        tags=["单位"],
    )
    def post(self, request: Request, pk: int) -> Response:
        """付款指令交给银行；到账并匹配之后状态变成 allocated。开着双人复核的单位答 409 review_pending（review 是复核单编号），复核人同意了才生效。"""

        def action() -> Answer:
            find(self, pk)  # 没有这一份的先说没有，不先挑写法
            wanted = filled(PayInput(data=request.data))
            if wanted["by_agreement"]:
                collect_remittance(by=self.actor, remittance_id=pk, at=clock.now())
            else:
                pay_remittance(
                    by=self.actor, remittance_id=pk, at=clock.now(), amount=wanted.get("amount"),
                    any_amount=settings.GJJ_DEMO, use_suspense=wanted["use_suspense"],
                )  # fmt: skip
            return 202, remittance_json(find(self, pk))

        return self.once(action)


class RemittanceCancel(UnitAPI):
    """撤销。"""

    does = {"POST": REMIT}
    permissions = {"POST": "deposits.remittance.cancel"}

    @extend_schema(summary="撤销汇缴书", request=None, responses=shapes.RemittanceOutput, tags=["单位"])
    def post(self, request: Request, pk: int) -> Response:
        """没有付款的才能撤销：状态变成 cancelled，这个月重新打开，可以再生成一份。开着双人复核的单位答 409 review_pending（review 是复核单编号），复核人同意了才生效。"""

        def action() -> Answer:
            cancel_remittance(by=self.actor, remittance_id=pk, at=clock.now())
            return 200, remittance_json(find(self, pk))

        return self.once(action)
