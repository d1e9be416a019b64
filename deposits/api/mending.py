"""修改清册的接口：改一行、删一行、撤销、重做。"""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from deposits.api import shapes
from deposits.api.mended import RowMendInput, cells_given, find, mended_once, mended_or_queued
from deposits.api.unit import UnitAPI
from deposits.services.mend_big import ask_to_adopt, ask_to_undo
from deposits.services.mend_rows import RemoveRow, SetCell
from gjj import clock
from gjj.web.api import Answer
from gjj.web.inputs import filled


class ChangeListRow(UnitAPI):
    """清册的一行。"""

    permissions = {"PATCH": "deposits.list.mend", "DELETE": "deposits.list.mend"}

    @extend_schema(summary="改一行", request=RowMendInput, responses={200: shapes.MendedRowsOutput}, tags=["单位"])
    def patch(self, request: Request, pk: int, row: int) -> Response:
        """改一行的几格，当场再判断；没写的格子不动。写成一样的什么也不变。"""
        find(self, pk)
        given = filled(RowMendInput(data=request.data))
        changes = [SetCell(row, field, cell) for field, cell in cells_given(given).items()]
        return mended_once(self, pk, changes, given.get("version"))

    @extend_schema(summary="删一行", responses={200: shapes.MendedRowsOutput}, tags=["单位"])
    def delete(self, request: Request, pk: int, row: int) -> Response:
        """删去一行；能撤销。"""
        find(self, pk)
        return mended_once(self, pk, [RemoveRow(row)], None)


class AdoptInput(serializers.Serializer[Any]):
    """采纳哪一种错误的改法。"""

    code = serializers.CharField(label="错误编码", max_length=32, help_text="如 base_below_floor；提醒的编码也行")
    row = serializers.IntegerField(label="行号", required=False, min_value=1, help_text="不写就是这一种的全部")


class ChangeListAdopt(UnitAPI):
    """采纳改法。"""

    permissions = {"POST": "deposits.list.mend"}

    @extend_schema(
        summary="采纳改法", request=AdoptInput,
        responses={200: shapes.MendedRowsOutput, 202: shapes.ChangeListOutput}, tags=["单位"],
    )  # fmt: skip
    def post(self, request: Request, pk: int) -> Response:
        """采纳错误或提醒里的 mend：一行，或这一种的全部；一次修改，能整个撤销。要改五千行以上的答 202，进度看清册。"""
        find(self, pk)
        given = filled(AdoptInput(data=request.data))

        def action() -> Answer:
            at = clock.now()
            done = ask_to_adopt(by=self.actor, change_list_id=pk, code=given["code"], row=given.get("row"), at=at)
            return mended_or_queued(self, pk, done, at)

        return self.once(action)


class ChangeListUndo(UnitAPI):
    """撤销。"""

    permissions = {"POST": "deposits.list.mend"}
    again = False

    @extend_schema(
        summary="撤销自己的最后一次修改",
        request=None,
        responses={200: shapes.MendedRowsOutput, 202: shapes.ChangeListOutput},
        tags=["单位"],
    )
    def post(self, request: Request, pk: int) -> Response:
        """一次修改整个撤销；别人后来又改过的不撤销，答 409。改了五千处以上的答 202，进度看清册。"""

        def action() -> Answer:
            at = clock.now()
            done = ask_to_undo(by=self.actor, change_list_id=pk, at=at, again=self.again)
            return mended_or_queued(self, pk, done, at)

        return self.once(action)


class ChangeListRedo(ChangeListUndo):
    """重做。"""

    again = True

    @extend_schema(
        summary="重做自己刚撤销的修改",
        request=None,
        responses={200: shapes.MendedRowsOutput, 202: shapes.ChangeListOutput},
        tags=["单位"],
    )
    def post(self, request: Request, pk: int) -> Response:
        """撤销之后没有新的修改才能重做。"""
        return super().post(request, pk)
