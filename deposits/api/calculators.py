"""月缴存额计算器：人人可用，和汇缴用的是同一个规则函数、同一套参数。"""

from datetime import date
from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.request import Request
from rest_framework.response import Response

from deposits.rules.adjust import article_against
from deposits.rules.contribution import Contribution, compute_contribution
from gjj import clock
from gjj.money.amounts import money_json, percent_json
from gjj.money.rounding import ROUNDING_POLICIES
from gjj.parameters import selectors as parameters
from gjj.regulations.lookup import title
from gjj.web.access import PUBLIC
from gjj.web.api import HallAPI
from gjj.web.inputs import AmountField, InvalidInput, filled, labels_of


class ContributionInput(serializers.Serializer[dict[str, Any]]):
    """算月缴存额要的几样；比例写百分数（12 就是 12%）。"""

    base = AmountField(
        label="缴存基数", max_digits=12, decimal_places=2, min_value=Decimal("0.01"), help_text="月缴存基数，元"
    )
    employer_ratio = AmountField(
        label="单位缴存比例", max_digits=5, decimal_places=2, min_value=Decimal("0"), max_value=Decimal("100")
    )
    personal_ratio = AmountField(
        label="个人缴存比例", max_digits=5, decimal_places=2, min_value=Decimal("0"), max_value=Decimal("100")
    )
    on = serializers.DateField(label="日期", required=False, help_text="按哪一天的参数算，默认今天")
    area = serializers.CharField(label="区域", required=False, default="*", max_length=20, help_text="区域，默认全市")
    clamp = serializers.BooleanField(
        label="按上下限算", required=False, default=True, help_text="基数超出上下限时按上下限算"
    )
    rounding = serializers.ChoiceField(
        label="取整方式", choices=sorted(ROUNDING_POLICIES), required=False, help_text="取整方式，默认按中心的参数"
    )


class Reason(serializers.Serializer[dict[str, str]]):
    """推导的一步。"""

    text = serializers.CharField()
    article = serializers.CharField(required=False)


class ContributionOutput(serializers.Serializer[dict[str, Any]]):
    """月缴存额与推导过程。"""

    base_used = serializers.CharField()
    employer_amount = serializers.CharField()
    personal_amount = serializers.CharField()
    total = serializers.CharField()
    explanation = Reason(many=True)


def ratios_out_of_range(values: dict[str, Any], today: date) -> dict[str, ErrorDetail]:
    """不在那一天那个地方的范围里的比例 → 为什么；页面和接口一样不算，一样说。"""
    on, area = values.get("on") or today, values.get("area") or "*"
    low, high = (parameters.value(code, on=on, area=area) for code in ("deposits.ratio_min", "deposits.ratio_max"))
    found = {}
    for name in ("employer_ratio", "personal_ratio"):
        article = article_against(values[name], low, high)
        if article:
            found[name] = ErrorDetail(
                f"{percent_json(values[name])}% 不在 {percent_json(low)}% 到 {percent_json(high)}% 之间，没有计算。"
                f"依据{title(article)}。比例写百分数：12 就是 12%。",
                code="ratio_out_of_range",
            )
    return found


def contribution_of(values: dict[str, Any], today: date) -> Contribution:
    """按某日某地的参数算月缴存额；页面和接口都调它。"""
    on, area = values.get("on") or today, values.get("area") or "*"
    rounding = values.get("rounding") or parameters.value("deposits.rounding", on=on, area=area)
    return compute_contribution(
        base=values["base"],
        employer_ratio=values["employer_ratio"],
        personal_ratio=values["personal_ratio"],
        floor=parameters.value("deposits.base_floor", on=on, area=area),
        cap=parameters.value("deposits.base_cap", on=on, area=area),
        rounding=rounding,
        clamp=values.get("clamp", True),
    )


class ContributionCalculator(HallAPI):
    """月缴存额计算器。"""

    scope = PUBLIC
    permissions = {"POST": PUBLIC}

    @extend_schema(summary="月缴存额计算", request=ContributionInput, responses=ContributionOutput, tags=["公开"])
    def post(self, request: Request) -> Response:
        """单位与个人各缴多少、合计多少、怎么算的。"""
        form = ContributionInput(data=request.data)
        values = filled(form)
        if wrong := ratios_out_of_range(values, clock.today()):
            raise InvalidInput({name: [one] for name, one in wrong.items()}, labels_of(form))
        result = contribution_of(values, clock.today())
        return Response(
            {
                "base_used": money_json(result.base_used),
                "employer_amount": money_json(result.employer_amount),
                "personal_amount": money_json(result.personal_amount),
                "total": money_json(result.total),
                "explanation": result.explanation.as_json(),
            }
        )
