"""变更清册的接口。"""

from datetime import datetime
from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiTypes, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from deposits.api import shapes
from deposits.api.mended import RowInput, RowsInput, cells_given, find, mended_once
from deposits.api.unit import EMPLOYER, UnitAPI
from deposits.items import REMIT
from deposits.models import ChangeList
from deposits.selectors import scope
from deposits.selectors.change_lists import change_list_json, mended_json, row_json, rows_of, sees_plain
from deposits.selectors.noticed import noticed
from deposits.services.confirm_big_list import ask_to_confirm
from deposits.services.discard_list import discard_change_list
from deposits.services.file_list import Filed, file_change_list
from deposits.services.mend_rows import AddRow, SetCell
from deposits.services.same_as_last_month import file_same_as_last_month
from gjj import clock
from gjj.periods.days import SHANGHAI
from gjj.periods.month import Month
from gjj.web.api import Answer
from gjj.web.inputs import filled
from gjj.web.openapi import PAGING


class MonthField(serializers.CharField):
    """汇缴年月 2026-11。"""

    def to_internal_value(self, data: Any) -> Month:  # type: ignore[override]
        try:
            return Month.read(super().to_internal_value(data))
        except ValueError as error:
            raise serializers.ValidationError("月份写作 2026-11。") from error


class FileInput(serializers.Serializer[Any]):
    """上传要的两样。"""

    file = serializers.FileField(
        label="变更清册文件", help_text="xlsx、xls 或 csv（UTF-8、GB18030），最大 20 MB", allow_empty_file=True
    )
    month = MonthField(label="汇缴年月", help_text="汇缴年月，2026-11")


def filed_answer(api: UnitAPI, filed: Filed, at: datetime) -> Answer:
    """交上一份清册的答复：新的 201，还在读的 202，交过的同一份 200。"""
    head = find(api, filed.change_list_id)
    body = change_list_json(api.actor, head, at)
    if filed.is_duplicate:
        return 200, {**body, "duplicate_of": head.pk}
    return (202 if head.status == "processing" else 201), body


def brief(head: ChangeList) -> dict[str, Any]:
    """清单里的一行。"""
    return {
        "id": head.pk,
        "month": str(head.month),
        "status": head.status,
        "source": head.source,
        "filename": head.source_name,
        "counts": {
            "rows": head.rows_count,
            "valid": head.valid_count,
            "warnings": head.warning_count,
            "errors": head.error_count,
        },
        "filed_at": head.filed_at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
        "filed_by": head.filed_by,
        "mended": mended_json(head),
    }


class ChangeLists(UnitAPI):
    """变更清册：上传与清单。"""

    items = {"GET": "deposits.change_lists", "POST": "deposits.upload"}
    permissions = {"GET": "deposits.unit.view", "POST": "deposits.list.file"}

    @extend_schema(
        operation_id="unit_change_lists_list",
        summary="变更清册清单",
        parameters=[EMPLOYER, *PAGING],
        responses=shapes.page_of(shapes.ChangeListBrief),
        tags=["单位"],
    )
    def get(self, request: Request) -> Response:
        """本单位的草稿与清册，新的在前。"""
        return self.page(scope.change_lists(self.actor).filter(employer_account=self.account()), brief)

    @extend_schema(
        summary="上传变更清册", parameters=[EMPLOYER],
        request={"multipart/form-data": FileInput}, responses={201: shapes.ChangeListOutput, 200: shapes.ChangeListOutput, 202: shapes.ChangeListOutput}, tags=["单位"],
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """读文件、逐格判断、存成草稿；五千行以内当场答全，更多的答 202。"""
        values = filled(FileInput(data=request.data))
        account = self.account()
        # 在 action 外面读：事务重来时 action 会再跑一遍，文件却只读得出一遍
        upload, data = values["file"], values["file"].read()

        def action() -> Answer:
            at = clock.now()
            filed = file_change_list(
                by=self.actor, month=values["month"], data=data, filename=upload.name, at=at,
                employer_number=account.number,
            )  # fmt: skip
            return filed_answer(self, filed, at)

        return self.once(action)


class MonthInput(serializers.Serializer[Any]):
    """只要一个月份。"""

    month = MonthField(label="汇缴年月", help_text="汇缴年月，2026-11")


class FromLastMonth(UnitAPI):
    """与上月相同的变更清册。"""

    items = {"POST": "deposits.upload"}
    permissions = {"POST": "deposits.list.file"}

    @extend_schema(
        summary="与上月相同", parameters=[EMPLOYER], request=MonthInput, tags=["单位"],
        responses={201: shapes.ChangeListOutput, 200: shapes.ChangeListOutput, 202: shapes.ChangeListOutput},
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """每个正常缴存的职工一行「正常」，存成草稿；答复和上传一样。"""
        month, account = filled(MonthInput(data=request.data))["month"], self.account()

        def action() -> Answer:
            at = clock.now()
            filed = file_same_as_last_month(by=self.actor, month=month, at=at, employer_number=account.number)
            return filed_answer(self, filed, at)

        return self.once(action)


class ChangeListOne(UnitAPI):
    """一份变更清册。"""

    permissions = {"GET": "deposits.unit.view", "DELETE": "deposits.list.discard"}

    @extend_schema(summary="变更清册", responses=shapes.ChangeListOutput, tags=["单位"])
    def get(self, request: Request, pk: int) -> Response:
        """汇总、修复、提醒、错误、系统注意到的（没写进名单的人也看）；读取中的带进度。"""
        head = find(self, pk)
        body = change_list_json(self.actor, head, clock.now())
        if head.status in ("draft", "confirmed"):
            body["noticed"] = [one.as_json() for one in noticed(head, head.employer_account, clock.today())]
        return Response(body)

    @extend_schema(summary="作废变更清册草稿", responses={204: None}, tags=["单位"])
    def delete(self, request: Request, pk: int) -> Response:
        """作废草稿；已确认的不能作废。"""

        def action() -> Answer:
            discard_change_list(by=self.actor, change_list_id=pk, at=clock.now())
            return 204, {}

        return self.once(action)


class ChangeListRows(UnitAPI):
    """清册的行。"""

    permissions = {"GET": "deposits.unit.view", "POST": "deposits.list.mend", "PATCH": "deposits.list.mend"}

    @extend_schema(
        summary="变更清册的行",
        parameters=[
            OpenApiParameter("state", str, enum=["valid", "error", "repaired"]),
            OpenApiParameter("search", OpenApiTypes.STR, description="姓名或行号"),
            *PAGING,
        ],
        responses=shapes.page_of(shapes.ChangeRowOutput),
        tags=["单位"],
    )  # fmt: skip
    def get(self, request: Request, pk: int) -> Response:
        """逐行的值、金额、修复、错误；证件号与手机号只给没确认的清册的上传人看全。"""
        head = find(self, pk)
        plain = sees_plain(self.actor, head)
        query = request.query_params
        rows = rows_of(head, query.get("state", ""), query.get("search", "").strip())
        return self.page(rows, lambda row: row_json(row, head, plain=plain), ordering="row")

    @extend_schema(
        summary="添一行", request=RowInput, responses={201: shapes.MendedRowsOutput}, tags=["单位"],
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        """添一行，接在最后一行下面，当场判断。"""
        find(self, pk)
        cells = cells_given(filled(RowInput(data=request.data)))
        return mended_once(self, pk, [AddRow(cells)], None, status=201)

    @extend_schema(
        operation_id="unit_change_lists_rows_mend",
        summary="改几行",
        request=RowsInput,
        responses={200: shapes.MendedRowsOutput},
        tags=["单位"],
    )
    def patch(self, request: Request, pk: int) -> Response:
        """改几行的几格，全成或全不成；没写的格子不动。"""
        find(self, pk)
        given = filled(RowsInput(data=request.data))
        changes = [
            SetCell(one["row"], field, cell) for one in given["rows"] for field, cell in cells_given(one).items()
        ]
        return mended_once(self, pk, changes, given.get("version"))


class ConfirmInput(serializers.Serializer[Any]):
    """确认的是哪一版。"""

    version = serializers.IntegerField(
        label="版次",
        required=False,
        min_value=0,
        help_text="看过的版次；清册在那之后又改过的答 409 list_changed，不写就不比。答过 409 rows_changed（看过以后行或金额变了，答复带新的 version、amount_before、amount_after）的，再确认一定要写，不写答 409 version_needed",
    )


class ChangeListConfirm(UnitAPI):
    """确认变更清册。"""

    does = {"POST": REMIT}
    permissions = {"POST": "deposits.list.confirm"}

    @extend_schema(
        summary="确认变更清册",
        request=ConfirmInput,
        responses={200: shapes.ConfirmOutput, 202: shapes.ChangeListOutput},
        tags=["单位"],
    )
    def post(self, request: Request, pk: int) -> Response:
        """没有错误的行一个事务里全部生效；有错误的留在清册里。和看过的不一样了（比例调过、别处开了户）先答 409 rows_changed，看过新的、写上 version 再确认。五千行以内当场答，更多的答 202 带进度，办成没有看清册的 last_job。开着双人复核的单位答 409 review_pending（review 是复核单编号），复核人同意了才生效。"""

        version = filled(ConfirmInput(data=request.data)).get("version")

        def action() -> Answer:
            at = clock.now()
            done = ask_to_confirm(by=self.actor, change_list_id=pk, at=at, version=version)
            if done is None:
                return 202, change_list_json(self.actor, find(self, pk), at)
            return 200, {"id": pk, "status": "confirmed", "applied": done.applied, "left_out": done.left_out}

        return self.once(action)
