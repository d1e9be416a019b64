"""号码校验：身份证号、统一社会信用代码、银行卡号。不查任何人的资料，也不留痕。"""

from collections.abc import Callable

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from gjj import clock
from gjj.idnumbers import bank_card, id_card, uscc
from gjj.web.access import PUBLIC
from gjj.web.api import HallAPI
from gjj.web.inputs import filled

PROBLEM: dict[str, Callable[[str], str | None]] = {
    "id_card": lambda value: id_card.problem(value, clock.today()),
    "uscc": uscc.problem,
    "bank_card": bank_card.problem,
}


class ValidatorInput(serializers.Serializer[dict[str, str]]):
    """要校验的号码。"""

    kind = serializers.ChoiceField(
        label="号码种类",
        choices=sorted(PROBLEM),
        help_text="id_card 身份证号；uscc 统一社会信用代码；bank_card 银行卡号",
    )
    value = serializers.CharField(label="号码", max_length=64)


class ValidatorOutput(serializers.Serializer[dict[str, object]]):
    """校验的结果。"""

    valid = serializers.BooleanField()
    reason = serializers.CharField(required=False, help_text="不对时：哪里不对")


class Validators(HallAPI):
    """号码校验。"""

    scope = PUBLIC
    permissions = {"POST": PUBLIC}

    @extend_schema(summary="号码校验", request=ValidatorInput, responses=ValidatorOutput, tags=["公开"])
    def post(self, request: Request) -> Response:
        """号码合不合规则，不合时说明哪里不对。"""
        values = filled(ValidatorInput(data=request.data))
        reason = PROBLEM[values["kind"]](values["value"].strip())
        return Response({"valid": False, "reason": reason} if reason else {"valid": True})
