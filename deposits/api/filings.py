"""职工的接口：单位为本人申报的，提异议。"""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiTypes, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail
from rest_framework.request import Request
from rest_framework.response import Response

from deposits.api import shapes
from deposits.errors import no_employer_account
from deposits.models import FilingFlag
from deposits.rules.filing_flag import FIELDS, read_claim, split_filing_id
from deposits.selectors.filings import filing_json, flag_json, own_filing, own_filings
from deposits.selectors.flag_due import with_due
from deposits.selectors.own_filings import OwnFilings
from deposits.services.flags import MOST_CLAIM, MOST_TEXT, raise_flag
from gjj import clock
from gjj.web.api import Answer, HallAPI
from gjj.web.inputs import filled
from gjj.web.openapi import ProblemOutput


class FlagInput(serializers.Serializer[Any]):
    """哪一项不对、应该是多少、为什么。"""

    field = serializers.ChoiceField(label="哪一项", choices=list(FIELDS.items()))
    claimed = serializers.CharField(label="应该是", max_length=MOST_CLAIM)
    text = serializers.CharField(label="说明", max_length=MOST_TEXT)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """「应该是」按那一项的种类读：金额、比例写成话的，在这一栏上说怎么写。"""
        value, wrong = read_claim(attrs["field"], attrs["claimed"])
        if wrong:
            raise serializers.ValidationError({"claimed": ErrorDetail(wrong, code="flag_claimed")})
        return {**attrs, "claimed": value}


class YearInput(serializers.Serializer[Any]):
    """哪一年，可以不写。"""

    year = serializers.IntegerField(label="年份", required=False, min_value=1, max_value=9999)


class Filings(HallAPI):
    """单位为本人申报的。"""

    items = {"GET": "deposits.filings"}
    scope = "person"
    permissions = {"GET": "deposits.own.view"}

    @extend_schema(
        summary="单位为我申报的",
        parameters=[OpenApiParameter("year", OpenApiTypes.INT, description="只看这一年的；不写是最近十二个月")],
        responses={200: shapes.FilingOutput(many=True), 422: ProblemOutput}, tags=["个人"],
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """最近十二个月，或写了年份的那一年，新的在前：本月、上月、怎么算的、异议和答复。"""
        year = filled(YearInput(data=request.query_params)).get("year")
        on = clock.today()
        found = own_filings(self.actor, on) if year is None else OwnFilings(self.actor, on).of_year(year)
        return Response([filing_json(one) for one in found])


class FilingFlags(HallAPI):
    """对一个月的申报提异议。"""

    does = {"POST": "deposits.filings"}
    scope = "person"
    permissions = {"POST": "deposits.flag.raise"}

    @extend_schema(
        summary="对申报提异议", request=FlagInput,
        responses={201: shapes.FlagOutput, 404: ProblemOutput}, tags=["个人"],
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        """送到单位，等单位答复；账户没有变动。"""

        def action() -> Answer:
            place = split_filing_id(pk)
            if place is None or own_filing(self.actor, *place, clock.today()) is None:
                raise no_employer_account()
            made = raise_flag(by=self.actor, number=pk, at=clock.now(), **filled(FlagInput(data=request.data)))
            return 201, flag_json(with_due(FilingFlag.objects.all()).get(pk=made))

        return self.once(action)
