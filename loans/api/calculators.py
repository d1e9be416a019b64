"""贷款还款计算器：人人可用，和贷款业务用的是同一个规则函数。"""

from datetime import MAXYEAR
from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from gjj.money.amounts import money_json
from gjj.web.access import PUBLIC
from gjj.web.api import HallAPI
from gjj.web.inputs import AmountField, filled
from loans.rules.repayment import METHODS, PREPAY_MODES, Plan, Prepayment, Repricing, repayment_plan

MAX_MONTHS = 480
"""计算器接受的最长期数：能算到 40 年；能贷多久另有参数。"""


class PrepaymentInput(serializers.Serializer[dict[str, Any]]):
    """一次部分提前还款。"""

    after = serializers.IntegerField(label="还完的期次", min_value=1, help_text="还完第几期之后")
    amount = AmountField(
        label="提前还的本金", max_digits=12, decimal_places=2, min_value=Decimal("0.01"), help_text="提前还的本金，元"
    )
    mode = serializers.ChoiceField(
        label="提前还款方式", choices=sorted(PREPAY_MODES), help_text="shorten 缩期；reduce 减月供"
    )


class RepricingInput(serializers.Serializer[dict[str, Any]]):
    """一次利率调整。"""

    from_instalment = serializers.IntegerField(label="起始期次", min_value=2, help_text="从第几期起")
    annual_rate = AmountField(
        label="新的年利率", max_digits=7, decimal_places=5, min_value=Decimal(0), max_value=Decimal(24)
    )


class RepaymentInput(serializers.Serializer[dict[str, Any]]):
    """算还款计划要的几样；年利率写百分数。"""

    principal = AmountField(
        label="贷款本金", max_digits=12, decimal_places=2, min_value=Decimal("0.01"), help_text="贷款本金，元"
    )
    months = serializers.IntegerField(label="期数", min_value=1, max_value=MAX_MONTHS, help_text="期数，月")
    annual_rate = AmountField(
        label="年利率", max_digits=7, decimal_places=5, min_value=Decimal(0), max_value=Decimal(24)
    )
    method = serializers.ChoiceField(
        label="还款方式", choices=sorted(METHODS), help_text="equal_instalment 等额本息；equal_principal 等额本金"
    )
    first_due_on = serializers.DateField(label="首期还款日", required=False, help_text="首期还款日")
    prepayments = PrepaymentInput(label="部分提前还款", many=True, required=False)
    repricings = RepricingInput(label="利率调整", many=True, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """提前还款要在末期之前；末期要在公历写得下的年份里。"""
        if (first := attrs.get("first_due_on")) and first.year + attrs["months"] // 12 >= MAXYEAR:
            raise serializers.ValidationError({"first_due_on": "首期还款日太晚，请改早一些。"})
        if any(one["after"] >= attrs["months"] for one in attrs.get("prepayments", ())):
            raise serializers.ValidationError({"prepayments": "提前还款要在末期之前。"})
        return attrs


class InstalmentOutput(serializers.Serializer[dict[str, Any]]):
    """一期。"""

    no = serializers.IntegerField()
    due_on = serializers.DateField(required=False)
    payment = serializers.CharField()
    principal = serializers.CharField()
    interest = serializers.CharField()
    balance = serializers.CharField()


class RepaymentOutput(serializers.Serializer[dict[str, Any]]):
    """还款计划。"""

    first_payment = serializers.CharField()
    last_payment = serializers.CharField()
    monthly_payment = serializers.CharField(help_text="等额本息为月供；等额本金为首期应还")
    total_interest = serializers.CharField()
    total_payment = serializers.CharField()
    schedule = InstalmentOutput(many=True)


def plan_of(values: dict[str, Any]) -> Plan:
    """由校验过的输入得出还款计划；页面和接口都调它。"""
    return repayment_plan(
        principal=values["principal"],
        months=values["months"],
        annual_rate=values["annual_rate"],
        method=values["method"],
        first_due_on=values.get("first_due_on"),
        prepayments=[Prepayment(**one) for one in values.get("prepayments", ())],
        repricings=[Repricing(**one) for one in values.get("repricings", ())],
    )


def plan_json(plan: Plan, method: str) -> dict[str, Any]:
    """还款计划的接口写法。"""
    monthly = plan.first_payment if method == "equal_principal" else plan.monthly_payment
    return {
        "first_payment": money_json(plan.first_payment),
        "last_payment": money_json(plan.last_payment),
        "monthly_payment": money_json(monthly),
        "total_interest": money_json(plan.total_interest),
        "total_payment": money_json(plan.total_payment),
        "schedule": [
            {
                "no": one.no,
                **({"due_on": one.due_on.isoformat()} if one.due_on else {}),
                "payment": money_json(one.payment),
                "principal": money_json(one.principal),
                "interest": money_json(one.interest),
                "balance": money_json(one.balance),
            }
            for one in plan.schedule
        ],
    }


class LoanRepaymentCalculator(HallAPI):
    """贷款还款计算器。"""

    scope = PUBLIC
    permissions = {"POST": PUBLIC}

    @extend_schema(summary="贷款还款计算", request=RepaymentInput, responses=RepaymentOutput, tags=["公开"])
    def post(self, request: Request) -> Response:
        """首期、末期、月供、总利息和每一期。"""
        values = filled(RepaymentInput(data=request.data))
        return Response(plan_json(plan_of(values), values["method"]))
