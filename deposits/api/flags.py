"""单位的接口：职工对申报提的异议，看和答复。"""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from deposits.api import shapes
from deposits.api.unit import EMPLOYER, UnitAPI
from deposits.errors import no_employer_account
from deposits.models import FilingFlag
from deposits.selectors import scope
from deposits.selectors.accepted_flags import unit_flag_json
from deposits.selectors.flag_due import with_due
from deposits.services.flags import MOST_TEXT, answer_flag
from deposits.services.looked import look_at
from deposits.workflow.flag import WORDS
from gjj import clock
from gjj.web.api import Answer
from gjj.web.inputs import filled
from gjj.web.openapi import PAGING, ProblemOutput


class StatusInput(serializers.Serializer[Any]):
    """只看哪一种。"""

    status = serializers.ChoiceField(label="状态", choices=tuple(WORDS.items()), required=False)


class AnswerInput(serializers.Serializer[Any]):
    """认可还是不改，怎么答复。"""

    accept = serializers.BooleanField(
        label="认可",
        error_messages={"invalid": "写 true 或 false。"},
        help_text="true 认可、会改正；false 不改，要写理由",
    )
    answer = serializers.CharField(
        label="答复", max_length=MOST_TEXT, required=False, allow_blank=True, default="",
        help_text="不改的理由（必写），或者认可的答复（可以不写）",
    )  # fmt: skip


def find(api: UnitAPI, pk: int) -> FilingFlag:
    """看得到的一条；别的单位的答 404。"""
    found = with_due(scope.flags(api.actor)).filter(pk=pk).first()
    if found is None:
        raise no_employer_account()
    return found


class Flags(UnitAPI):
    """职工异议。"""

    items = {"GET": "deposits.flags"}
    permissions = {"GET": "deposits.unit.view"}

    @extend_schema(
        operation_id="unit_flags_list", summary="职工异议清单",
        parameters=[EMPLOYER, OpenApiParameter("status", str, enum=list(WORDS)), *PAGING],
        responses={200: shapes.page_of(shapes.UnitFlagOutput), 422: ProblemOutput}, tags=["单位"],
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """本单位的职工对申报提的，新的在前。"""
        status = filled(StatusInput(data=request.query_params)).get("status")
        rows = with_due(scope.flags(self.actor)).filter(employer_account=self.account())
        return self.page(
            rows.filter(status=status) if status else rows, lambda flag: unit_flag_json(flag, clock.today())
        )


class FlagOne(UnitAPI):
    """一条职工异议。"""

    permissions = {"GET": "deposits.unit.view"}

    @extend_schema(summary="职工异议", responses=shapes.UnitFlagOutput, tags=["单位"])
    def get(self, request: Request, pk: int) -> Response:
        """说的是谁、哪个月、哪一项，申报的和他认为的，答复；认可了的写明怎么改。"""
        flag = find(self, pk)
        look_at(self.actor, flag.account.person, "异议和申报的基数、金额", clock.now())
        return Response(unit_flag_json(flag, clock.today()))


class FlagAnswer(UnitAPI):
    """答复职工异议。"""

    permissions = {"POST": "deposits.flag.answer"}

    @extend_schema(summary="答复职工异议", request=AnswerInput, responses=shapes.UnitFlagOutput, tags=["单位"])
    def post(self, request: Request, pk: int) -> Response:
        """认可的账户还没有变动，照 way 去改；不改的要写理由。职工收到消息。"""
        find(self, pk)  # 没有这一条的先说没有，不先挑写法
        wanted = filled(AnswerInput(data=request.data))

        def action() -> Answer:
            answer_flag(by=self.actor, flag_id=pk, at=clock.now(), **wanted)
            return 200, unit_flag_json(find(self, pk), clock.today())

        return self.once(action)
