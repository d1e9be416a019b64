"""变更清册的文件：标好错的工作簿、传改好的。"""

import json
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from drf_spectacular.utils import OpenApiTypes, extend_schema
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request

from deposits.api import shapes
from deposits.api.change_lists import find
from deposits.api.unit import EMPLOYER, UnitAPI
from deposits.selectors.change_lists import change_list_json
from deposits.services.annotate_list import annotated_workbook
from deposits.services.replace_big_file import ask_to_replace
from gjj import clock
from gjj.web.api import Answer
from gjj.web.exports import TYPES
from gjj.web.inputs import filled

XLSX = TYPES["xlsx"]


class WorkbookRenderer(BaseRenderer):
    """让要工作簿（Accept）的也进得来；没办成的答复还是 JSON。"""

    media_type = XLSX
    format = "xlsx"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        """没办成的说明。"""
        return json.dumps(data, ensure_ascii=False).encode()


class MendedFileInput(serializers.Serializer[Any]):
    """改好的工作簿。"""

    file = serializers.FileField(
        label="改好的工作簿", help_text="xlsx、xls 或 csv（UTF-8、GB18030），最大 20 MB", allow_empty_file=True
    )
    confirm = serializers.BooleanField(
        label="确认换成另一份名单", default=False, error_messages={"invalid": "写 true 或 false。"},
        help_text="多数人对不上的答 409 list_quite_different（写明少几人、添几人），清册不变；写 true 就换",
    )  # fmt: skip


class ChangeListAnnotated(UnitAPI):
    """标好错的工作簿。"""

    permissions = {"GET": "deposits.list.file"}
    renderer_classes = (JSONRenderer, WorkbookRenderer)

    @extend_schema(
        summary="标好错的工作簿", parameters=[EMPLOYER], responses={(200, XLSX): OpenApiTypes.BINARY}, tags=["单位"]
    )
    def get(self, request: Request, pk: int) -> HttpResponse:
        """上传人自己的工作簿：错的格子着色、加批注，附一张「修正说明」。只给上传的人；确认、作废以后答 409 workbook_closed，看清册用它的导出（号码遮掩）。"""
        made = annotated_workbook(by=self.actor, change_list_id=pk, at=clock.now())
        return workbook_answer(made.data, made.filename)


def workbook_answer(data: bytes, filename: str) -> HttpResponse:
    """一个要存下的工作簿。"""
    headers = {
        "Content-Disposition": content_disposition_header(True, filename) or "attachment",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(data, content_type=XLSX, headers=headers)


class ChangeListFile(UnitAPI):
    """传改好的工作簿。"""

    permissions = {"PUT": "deposits.list.file"}

    @extend_schema(
        summary="传改好的工作簿", parameters=[EMPLOYER], request={"multipart/form-data": MendedFileInput},
        responses={200: shapes.MendedOutput, 202: shapes.ChangeListOutput}, tags=["单位"],
    )  # fmt: skip
    def put(self, request: Request, pk: int) -> Any:
        """同一份清册换成改好的文件：只有和原来不同的行会变，答复说变了几行；五千行以上的答 202，进度看清册。"""
        form, sent = MendedFileInput(data=request.data), request.FILES.get("file")
        # 文件只读得出一遍，在 action 外面读；看内容放在里面，先认键、认清册是谁的
        data = sent.read() if sent is not None else b""

        def action() -> Answer:
            at, head = clock.now(), find(self, pk)
            given = filled(form)
            done = ask_to_replace(
                by=self.actor, change_list_id=head.pk, data=data, filename=given["file"].name, at=at,
                confirm=given["confirm"],
            )  # fmt: skip
            if done is None:
                return 202, change_list_json(self.actor, find(self, pk), at)
            changes = {"changed": done.changed, "added": done.added, "removed": done.removed}
            return 200, {**change_list_json(self.actor, find(self, pk), at), "changes": changes}

        return self.once(action)
