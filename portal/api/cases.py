"""办件的接口：单位的、个人的清单和一件。"""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from deposits.api.shapes import page_of
from gjj import clock
from gjj.cases.selectors.cases import cases, found, story_of
from gjj.cases.selectors.shown import case_json, case_rows, story_json
from gjj.cases.services.desk import case_missing, send_again
from gjj.cases.workflow import WORDS
from gjj.web.api import Answer, HallAPI
from gjj.web.inputs import filled
from gjj.web.openapi import PAGING, ProblemOutput

FILTERS = [
    OpenApiParameter("status", str, enum=["open", *WORDS], description="open 是全部在办的"),
    OpenApiParameter("item", str, description="事项编码"),
    OpenApiParameter("q", str, description="办件编号、事项名称、年月、提交人"),
]


class PromiseOutput(serializers.Serializer[Any]):
    """承诺走到哪里。"""

    days = serializers.IntegerField()
    day_kind = serializers.ChoiceField(choices=["working", "calendar"])
    used = serializers.IntegerField()
    left = serializers.IntegerField(help_text="还剩几天；超期是负数")
    due_on = serializers.DateField(allow_null=True, help_text="按现在的情形最迟哪天；暂停、办完的为空")
    is_paused = serializers.BooleanField(help_text="等申请人、等入账的日子，不计")
    is_overdue = serializers.BooleanField()
    said = serializers.CharField()


class TaskOutput(serializers.Serializer[Any]):
    """申请人现在要办的。"""

    title = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)


class CaseOutput(serializers.Serializer[Any]):
    """一件办件。"""

    id = serializers.IntegerField()
    number = serializers.CharField()
    item = serializers.CharField()
    title = serializers.CharField()
    topic = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(choices=list(WORDS))
    status_label = serializers.CharField()
    applicant = serializers.CharField()
    accepted_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    result = serializers.CharField(allow_blank=True)
    promise = PromiseOutput()
    task = TaskOutput(allow_null=True)


class EventOutput(serializers.Serializer[Any]):
    """一笔经过。"""

    at = serializers.DateTimeField()
    kind = serializers.CharField()
    kind_label = serializers.CharField()
    status = serializers.CharField()
    by = serializers.CharField()
    side = serializers.ChoiceField(choices=["applicant", "unit", "center", "bank", "system"])
    note = serializers.CharField(allow_blank=True)


class CaseMaterialOutput(serializers.Serializer[Any]):
    """一样材料。"""

    title = serializers.CharField()
    status = serializers.ChoiceField(choices=["missing", "received", "waived"])
    filename = serializers.CharField(allow_blank=True)
    is_required = serializers.BooleanField()


class FlawOutput(serializers.Serializer[Any]):
    """要补的一处。"""

    field = serializers.CharField()
    title = serializers.CharField()
    message = serializers.CharField()


class CaseStoryOutput(CaseOutput):
    """一件办件，带经过、材料、要补的。"""

    query_code = serializers.CharField(help_text="和编号一起给别人，不用登录就能查进度")
    events = EventOutput(many=True)
    materials = CaseMaterialOutput(many=True)
    flaws = FlawOutput(many=True)


class ResubmitInput(serializers.Serializer[Any]):
    """补了什么。"""

    note = serializers.CharField(label="补了什么", max_length=200)


class Cases(HallAPI):
    """办件清单。"""

    permissions = {"GET": "cases.own"}

    def get(self, request: Request) -> Response:
        """新的在前。"""
        query = request.query_params
        rows = found(
            cases(self.actor),
            text=query.get("q", "").strip(),
            item=query.get("item", ""),
            status=query.get("status", ""),
        )
        return self.page_together(rows, lambda some: [case_json(one) for one in case_rows(some, clock.today())])


class CaseOne(HallAPI):
    """一件办件。"""

    permissions = {"GET": "cases.own"}

    def get(self, request: Request, pk: int) -> Response:
        """经过、时限、材料、要补的。"""
        return Response(self.story(pk))

    def story(self, pk: int) -> dict[str, Any]:
        """看得到的一件；别人的答 404。"""
        seen = cases(self.actor).filter(pk=pk).first()
        if seen is None:
            raise case_missing()
        return story_json(story_of(seen, clock.today()))


class CaseResubmit(CaseOne):
    """补正退回的办件。"""

    permissions = {"POST": "cases.resubmit"}
    http_method_names = ["post"]

    def post(self, request: Request, pk: int) -> Response:
        """补好了再交，时限接着算。"""

        def action() -> Answer:
            self.story(pk)
            note = filled(ResubmitInput(data=request.data))["note"]
            send_again(by=self.actor, case_id=pk, note=note, at=clock.now())
            return 200, self.story(pk)

        return self.once(action)


def _listed(scope: str, tag: str) -> Any:
    return extend_schema(
        operation_id=f"{scope}_cases_list", summary=f"{tag}的办件", parameters=[*FILTERS, *PAGING],
        responses=page_of(CaseOutput), tags=[tag],
    )  # fmt: skip


def _one(tag: str) -> Any:
    return extend_schema(summary=f"{tag}的一件办件", responses={200: CaseStoryOutput, 404: ProblemOutput}, tags=[tag])


def _again(tag: str) -> Any:
    return extend_schema(
        summary=f"{tag}补正退回的办件",
        request=ResubmitInput,
        responses={200: CaseStoryOutput, 404: ProblemOutput},
        tags=[tag],
    )


class UnitCases(Cases):
    """单位的办件。"""

    scope = "unit"

    @_listed("unit", "单位")
    def get(self, request: Request) -> Response:
        """新的在前，可以按状态、事项找。"""
        return super().get(request)


class OwnCases(Cases):
    """我的办件。"""

    scope = "person"

    @_listed("me", "个人")
    def get(self, request: Request) -> Response:
        """新的在前，可以按状态、事项找。"""
        return super().get(request)


class UnitCase(CaseOne):
    """单位的一件办件。"""

    scope = "unit"

    @_one("单位")
    def get(self, request: Request, pk: int) -> Response:
        """经过、时限、材料、要补的。"""
        return super().get(request, pk)


class OwnCase(CaseOne):
    """我的一件办件。"""

    scope = "person"

    @_one("个人")
    def get(self, request: Request, pk: int) -> Response:
        """经过、时限、材料、要补的。"""
        return super().get(request, pk)


class UnitCaseResubmit(CaseResubmit):
    """单位补正。"""

    scope = "unit"

    @_again("单位")
    def post(self, request: Request, pk: int) -> Response:
        """补好了再交。"""
        return super().post(request, pk)
