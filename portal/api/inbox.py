"""消息的接口：清单、一条、记成读过；单位和个人各一套，样子一样。"""

from typing import Any

from django.http import Http404, HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from deposits.api.shapes import page_of
from gjj import clock
from gjj.declarations.messages import CATEGORIES
from gjj.messaging.selectors import inbox
from gjj.messaging.selectors.subscriptions import subscriptions
from gjj.messaging.selectors.waiting import WHYS, Why
from gjj.messaging.services.inbox import mark_all_read, mark_read
from gjj.messaging.services.subscribe import subscribe
from gjj.web.api import Answer, HallAPI
from gjj.web.inputs import filled
from gjj.web.openapi import PAGING, ProblemOutput

FILTERS = [
    OpenApiParameter(
        "category", str, enum=[code for code, one in CATEGORIES.items() if code != "code"], description="类别"
    ),
    OpenApiParameter("read", str, enum=list(inbox.READ), description="unread 未读、read 已读"),
    OpenApiParameter("q", str, description="标题或内容里的一段"),
]

ASKED = (("text", "q"), ("category", "category"), ("read", "read"))
"""找消息的几样：收件箱怎么叫、地址里怎么写。"""


class SmsWaitingOutput(serializers.Serializer[Any]):
    """一条待发的短信在等什么。"""

    reason = serializers.ChoiceField(choices=list(WHYS.items()))
    said = serializers.CharField(help_text="给人看的一句，写着几时发")


class MessageOutput(serializers.Serializer[Any]):
    """一条消息。"""

    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    category = serializers.ChoiceField(choices=[(code, one.title) for code, one in CATEGORIES.items()])
    title = serializers.CharField()
    text = serializers.CharField()
    is_read = serializers.BooleanField()
    link = serializers.CharField(help_text="大厅里的页；没有为空", allow_blank=True)
    sms_waiting = SmsWaitingOutput(allow_null=True, help_text="发到您手机的短信还没发出去的，在等什么；没有待发的为空")


class ReadOutput(serializers.Serializer[Any]):
    """记成读过的结果。"""

    read = serializers.IntegerField(help_text="这一次从未读变成已读的条数")


def message_json(row: Any, waiting: Why | None = None) -> dict[str, Any]:
    """一条消息；``waiting`` 是待发的短信在等什么。"""
    told = inbox.told(row)
    return {
        "id": told.id, "at": told.at.isoformat(), "category": told.category, "title": told.title, "text": told.text,
        "is_read": told.read_at is not None, "link": told.link, "sms_waiting": inbox.waiting_json(waiting),
    }  # fmt: skip


class Messages(HallAPI):
    """消息清单。"""

    def get(self, request: Request) -> HttpResponse:
        """新的在前，可以按类别、读没读、话里的一段找。"""
        said = {name: request.query_params.get(key, "").strip() for name, key in ASKED}
        return self.page_written(inbox.written(self.actor, now=clock.now, **said))


class MessageRead(HallAPI):
    """一条记成读过。"""

    def post(self, request: Request, pk: int) -> Response:
        """再来一次也一样；不是自己的答 404。"""

        def action() -> Answer:
            if not inbox.messages(self.actor).filter(pk=pk).exists():
                raise Http404
            return 200, {"read": int(mark_read(by=self.actor, message_id=pk, at=clock.now()))}

        return self.once(action)


class MessagesRead(HallAPI):
    """全部记成读过。"""

    def post(self, request: Request) -> Response:
        """返回这一次记了几条。"""
        return self.once(lambda: (200, {"read": mark_all_read(by=self.actor, at=clock.now())}))


class ChoiceOutput(serializers.Serializer[Any]):
    """一类消息收不收短信。"""

    category = serializers.CharField()
    title = serializers.CharField()
    sms = serializers.BooleanField(help_text="收不收短信；大厅里的消息总有")
    locked = serializers.CharField(help_text="短信不能关的理由；能关为空", allow_blank=True)


class ChoiceInput(serializers.Serializer[Any]):
    """改一类。"""

    category = serializers.ChoiceField(label="类别", choices=[(code, one.title) for code, one in CATEGORIES.items()])
    sms = serializers.BooleanField(label="收不收短信")


class MessageSettings(HallAPI):
    """选收哪些短信。"""

    def get(self, request: Request) -> Response:
        """每一类收不收，不能关的说为什么。"""
        return Response(self._choices())

    def put(self, request: Request) -> Response:
        """改一类；不能关的答 422。"""
        said = filled(ChoiceInput(data=request.data))

        def action() -> Answer:
            subscribe(by=self.actor, category=said["category"], is_on=said["sms"], at=clock.now())
            return 200, self._choices()

        return self.once(action)

    def _choices(self) -> list[dict[str, Any]]:
        return [
            {"category": one.category, "title": one.title, "sms": one.is_on, "locked": one.must}
            for one in subscriptions(self.actor)
        ]


LIST: dict[str, Any] = {"parameters": [*FILTERS, *PAGING], "responses": page_of(MessageOutput)}
READ_ONE: dict[str, Any] = {"request": None, "responses": {200: ReadOutput, 404: ProblemOutput}}
READ_ALL: dict[str, Any] = {"request": None, "responses": ReadOutput}


def settings_of(tag: str) -> dict[str, Any]:
    """选收短信的两个调用怎么写进文档。"""
    choices = ChoiceOutput(many=True)
    return {
        "get": extend_schema(summary="收哪些短信", tags=[tag], responses=choices),
        "put": extend_schema(summary="改收哪些短信", tags=[tag], request=ChoiceInput, responses=choices),
    }


@extend_schema(summary="本单位的消息", tags=["单位"], **LIST)
class UnitMessages(Messages):
    """本单位的消息。"""

    scope = "unit"
    permissions = {"GET": "messaging.unit.view"}


@extend_schema(summary="一条消息记成读过", tags=["单位"], **READ_ONE)
class UnitMessageRead(MessageRead):
    """本单位的一条。"""

    scope = "unit"
    permissions = {"POST": "messaging.unit.mark"}


@extend_schema_view(
    post=extend_schema(operation_id="unit_messages_read_all", summary="全部消息记成读过", tags=["单位"], **READ_ALL)
)
class UnitMessagesRead(MessagesRead):
    """本单位的全部。"""

    scope = "unit"
    permissions = {"POST": "messaging.unit.mark"}


@extend_schema(summary="我的消息", tags=["个人"], **LIST)
class OwnMessages(Messages):
    """本人的消息。"""

    scope = "person"
    permissions = {"GET": "messaging.own.view"}


@extend_schema(summary="一条消息记成读过", tags=["个人"], **READ_ONE)
class OwnMessageRead(MessageRead):
    """本人的一条。"""

    scope = "person"
    permissions = {"POST": "messaging.own.view"}


@extend_schema_view(
    post=extend_schema(operation_id="me_messages_read_all", summary="全部消息记成读过", tags=["个人"], **READ_ALL)
)
class OwnMessagesRead(MessagesRead):
    """本人的全部。"""

    scope = "person"
    permissions = {"POST": "messaging.own.view"}


@extend_schema_view(**settings_of("单位"))
class UnitMessageSettings(MessageSettings):
    """经办人选收哪些短信。"""

    scope = "unit"
    permissions = {"GET": "messaging.subscribe", "PUT": "messaging.subscribe"}


@extend_schema_view(**settings_of("个人"))
class OwnMessageSettings(MessageSettings):
    """职工选收哪些短信。"""

    scope = "person"
    permissions = {"GET": "messaging.subscribe", "PUT": "messaging.subscribe"}
