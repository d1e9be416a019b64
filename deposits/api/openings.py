"""职工的接口：替还没有开户的单位申请开户，和个人大厅的「单位登记开户」同一个服务、同样的拒绝。"""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from deposits.api import shapes
from deposits.api.change_lists import MonthField
from deposits.errors.opening import opening_wrong
from deposits.items import OPENING, PAPERS
from deposits.models import UnitApplication
from deposits.rules.unit_draft import UnitDraft
from deposits.selectors.application_json import application_json
from deposits.selectors.applications import faults_of_application, own_applications, papers_of, standing_application
from deposits.services.application_papers import Paper
from deposits.services.apply_opening import save_application, submit_application, withdraw_application
from gjj import clock
from gjj.actors.actor import Actor
from gjj.identity.models import Branch
from gjj.identity.selectors.people import own_row
from gjj.web.api import Answer, HallAPI
from gjj.web.inputs import AmountField, filled
from gjj.web.openapi import ProblemOutput

UNKNOWN_BRANCH = 0
"""没有这个编码的管理部：照样往下查，落到管理部那一栏说。"""


class ApplicationInput(serializers.Serializer[Any]):
    """登记表和材料；材料交过的可以不再交。"""

    unit_name = serializers.CharField(label="单位名称", max_length=128, help_text="照营业执照或登记证书")
    uscc = serializers.CharField(label="统一社会信用代码", max_length=18)
    legal_representative = serializers.CharField(label="法定代表人", max_length=64)
    registered_address = serializers.CharField(label="地址", max_length=200)
    founded_on = serializers.DateField(label="成立日期")
    employer_ratio = AmountField(label="单位缴存比例", max_digits=5, decimal_places=2, help_text="百分数，8 是 8%")
    personal_ratio = AmountField(label="个人缴存比例", max_digits=5, decimal_places=2, help_text="百分数")
    first_month = MonthField(label="首个汇缴年月", help_text="2026-11")
    payday = serializers.IntegerField(
        label="发薪日",
        required=False,
        allow_null=True,
        default=None,
        help_text="空着照本市的",
        min_value=0,
        max_value=99,
    )
    bank_account = serializers.CharField(label="付款账号", max_length=30)
    area = serializers.CharField(label="区域", max_length=32, required=False, default="*")
    branch = serializers.CharField(
        label="管理部",
        max_length=16,
        required=False,
        allow_blank=True,
        default="",
        help_text="管理部的编码；空着是中心直接管",
    )
    license = serializers.FileField(
        label=dict(PAPERS)["license"], required=False, allow_empty_file=True, help_text="收哪几种、多大照办事指南"
    )
    authority = serializers.FileField(label=dict(PAPERS)["authority"], required=False, allow_empty_file=True)


class VersionInput(serializers.Serializer[Any]):
    """看过的是第几版。"""

    version = serializers.IntegerField(label="看过的版次", min_value=1, max_value=1_000_000)


class ApplicationAPI(HallAPI):
    """本人的单位开户申请。"""

    scope = "person"

    def told(self, pk: int) -> dict[str, Any]:
        """现在的样子。"""
        return application_json(self.actor, own_applications(self.actor).get(pk=pk), clock.now())


class UnitApplications(ApplicationAPI):
    """申请的清单，存一份。"""

    items = {"POST": OPENING}
    permissions = {"GET": "deposits.opening.apply", "POST": "deposits.opening.apply"}

    @extend_schema(summary="我申请过的单位开户", responses=shapes.UnitApplicationOutput(many=True), tags=["个人"])
    def get(self, request: Request) -> Response:
        """每一份走到哪里，先填的在前；账号遮着。"""
        return Response([application_json(self.actor, one, clock.now()) for one in own_applications(self.actor)])

    @extend_schema(
        summary="填单位开户申请", request={"multipart/form-data": ApplicationInput},
        responses={200: shapes.UnitApplicationOutput, 409: ProblemOutput, 422: ProblemOutput}, tags=["个人"],
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """存下填的、交的材料，还没有提交；没有结果的那一份照着改，传新的材料换下旧的。填得不对的逐栏说，什么也不存。"""
        given = filled(ApplicationInput(data=request.data))
        files = {code: given.pop(code, None) for code, _ in PAPERS}
        # 在 action 外面读：事务重来时 action 会再跑一遍，文件却只读得出一遍
        papers = {code: Paper(one.name or "", one.read()) for code, one in files.items() if one is not None}

        def action() -> Answer:
            return 200, self.told(_saved(self.actor, _draft(self.actor, given), papers))

        return self.once(action)


class UnitApplicationSubmit(ApplicationAPI):
    """提交。"""

    does = {"POST": OPENING}
    permissions = {"POST": "deposits.opening.apply"}

    @extend_schema(
        summary="提交单位开户申请", request=VersionInput,
        responses={201: shapes.UnitApplicationOutput, 404: ProblemOutput, 409: ProblemOutput}, tags=["个人"],
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """提交看过的那一版：头一次的立办件，退回了的补正再交；答复里有办件编号。"""
        version = filled(VersionInput(data=request.data))["version"]

        def action() -> Answer:
            row = standing_application(self.actor)
            submit_application(by=self.actor, version=version, at=clock.now())
            assert row is not None, "没有在填的，上一句已经拒绝了"
            return 201, self.told(row.pk)

        return self.once(action)


class UnitApplicationWithdraw(ApplicationAPI):
    """撤回。"""

    permissions = {"POST": "deposits.opening.apply"}

    @extend_schema(
        summary="撤回单位开户申请",
        request=None,
        responses={200: shapes.UnitApplicationOutput, 404: ProblemOutput},
        tags=["个人"],
    )
    def post(self, request: Request) -> Response:
        """撤回没有结果的那一份：草稿不留，提交了的办件撤销；等人批的随之作废。"""

        def action() -> Answer:
            row = standing_application(self.actor)
            withdraw_application(by=self.actor, at=clock.now())
            assert row is not None, "没有可撤的，上一句已经拒绝了"
            return 200, self.told(row.pk)

        return self.once(action)


def _draft(by: Actor, given: dict[str, Any]) -> UnitDraft:
    """填的加上本人的；信用代码、账号不带空格，字母大写。"""
    person, code = own_row(by.person_id).get(), given["branch"]
    found = Branch.objects.filter(code=code).values_list("pk", flat=True).first() if code else None
    told = {
        **given, "uscc": "".join(given["uscc"].split()).upper(), "bank_account": "".join(given["bank_account"].split()),
        "branch": (found or UNKNOWN_BRANCH) if code else None,
    }  # fmt: skip
    return UnitDraft(
        **told, name=person.name, id_no=str(person.id_no), mobile=str(person.mobile or ""), new_username=""
    )


def _saved(by: Actor, draft: UnitDraft, papers: dict[str, Paper]) -> int:
    """和页面一样先逐栏查，都对才存。"""
    row: UnitApplication | None = standing_application(by)
    given = {*papers, *(one.code for one in (papers_of(row) if row else []))}
    found = faults_of_application(draft, given, clock.today())
    if found:
        raise opening_wrong([{"field": one.field, "code": "opening_wrong", "message": one.said} for one in found])
    return save_application(by=by, draft=draft, papers=papers, at=clock.now())
