"""公开的接口：服务事项和渠道，现在办不办。"""

from datetime import date
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from gjj import clock
from gjj.catalog.selectors.declared import declared_items, exclusions_of
from gjj.catalog.selectors.guide import materials_of
from gjj.catalog.selectors.items import channels, closure_of, closures_at
from gjj.declarations.items import ServiceItem
from gjj.regulations.lookup import title
from gjj.web.access import PUBLIC
from gjj.web.api import HallAPI


class ClosedOutput(serializers.Serializer[Any]):
    """停着：为什么、到什么时候。"""

    reason = serializers.CharField()
    since = serializers.DateTimeField()
    until = serializers.DateTimeField(allow_null=True)


class MaterialOutput(serializers.Serializer[Any]):
    """要交的一样材料。"""

    code = serializers.CharField()
    title = serializers.CharField()
    note = serializers.CharField(allow_blank=True)
    is_required = serializers.BooleanField()


class ArticleOutput(serializers.Serializer[Any]):
    """依据的一条。"""

    id = serializers.CharField()
    title = serializers.CharField()


class ExcludedOutput(serializers.Serializer[Any]):
    """互斥的一格：和哪个事项不能同时在办。"""

    code = serializers.CharField()
    title = serializers.CharField()
    reason = serializers.CharField()
    article = serializers.CharField(allow_null=True)
    same_topic = serializers.BooleanField(help_text="只管同一件（同一个月、同一个账户）")


class ItemOutput(serializers.Serializer[Any]):
    """服务事项。"""

    code = serializers.CharField()
    number = serializers.CharField(allow_blank=True)
    title = serializers.CharField()
    audience = serializers.ChoiceField(choices=["unit", "personal"])
    group = serializers.CharField()
    summary = serializers.CharField(allow_blank=True)
    channels = serializers.ListField(child=serializers.CharField())
    level = serializers.IntegerField(
        help_text="办它的最低身份级别：1 口令加短信验证码，2 实名核验，3 人脸核验；只看的不管"
    )
    materials = MaterialOutput(many=True)
    promised_days = serializers.IntegerField(allow_null=True, help_text="承诺几天办结；查询为空")
    day_kind = serializers.ChoiceField(choices=["working", "calendar"])
    promise = serializers.CharField()
    articles = ArticleOutput(many=True)
    excludes = ExcludedOutput(many=True)
    is_open = serializers.BooleanField(help_text="网上现在办不办")
    closed = ClosedOutput(allow_null=True)


class ChannelOutput(serializers.Serializer[Any]):
    """渠道。"""

    code = serializers.CharField()
    title = serializers.CharField()
    is_open = serializers.BooleanField()
    closed = ClosedOutput(allow_null=True)


def closed_json(closure: Any) -> dict[str, Any] | None:
    """停着的原因和起止。"""
    if closure is None:
        return None
    until = closure.until.isoformat() if closure.until else None
    return {"reason": closure.reason, "since": closure.since.isoformat(), "until": until}


def item_json(item: ServiceItem, closure: Any, on: date) -> dict[str, Any]:
    """一个事项，on 那天怎么办。"""
    return {
        "code": item.code, "number": item.number, "title": item.title, "audience": item.hall, "group": item.group,
        "summary": item.summary, "channels": list(item.channels), "level": item.level,
        "materials": [
            {"code": one.code, "title": one.title, "note": one.note, "is_required": one.is_required}
            for one in materials_of(item, on)
        ],
        "promised_days": item.promised_days, "day_kind": item.day_kind, "promise": item.promise,
        "articles": [{"id": one, "title": title(one)} for one in item.articles],
        "excludes": [
            {"code": one.item.code, "title": one.item.title, "reason": one.reason, "article": one.article, "same_topic": one.same_topic}
            for one in exclusions_of(item.code)
        ],
        "is_open": closure is None, "closed": closed_json(closure),
    }  # fmt: skip


class Items(HallAPI):
    """服务事项。"""

    scope = PUBLIC
    permissions = {"GET": PUBLIC}

    @extend_schema(summary="服务事项", responses=ItemOutput(many=True), tags=["公开"])
    def get(self, request: Request) -> Response:
        """全部事项：谁办、在哪办、材料、承诺、依据，网上现在办不办。"""
        closures = closures_at(clock.now())
        today = clock.today()
        return Response([item_json(one, closure_of(closures, one.code, "online"), today) for one in declared_items()])


class Channels(HallAPI):
    """渠道。"""

    scope = PUBLIC
    permissions = {"GET": PUBLIC}

    @extend_schema(summary="渠道", responses=ChannelOutput(many=True), tags=["公开"])
    def get(self, request: Request) -> Response:
        """九个渠道，开没开。"""
        stopped = {one.channel.code: one for one in closures_at(clock.now()) if one.item is None and one.channel}
        return Response(
            [
                {"code": one.code, "title": one.title, "is_open": one.code not in stopped, "closed": closed_json(stopped.get(one.code))}
                for one in channels()
            ]
        )  # fmt: skip
