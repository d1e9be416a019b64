"""公开的接口：各渠道取发给自己的信息。"""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from deposits.api.shapes import page_of
from gjj import clock
from gjj.publications.labels import CHOICES
from gjj.publications.models import Edition
from gjj.publications.selectors.shown import PORTAL, searched, shown
from gjj.publications.services.draft import OFFERED
from gjj.web.access import PUBLIC
from gjj.web.api import HallAPI
from gjj.web.inputs import filled
from gjj.web.openapi import PAGING, ProblemOutput


class PublicationOutput(serializers.Serializer[Any]):
    """一则发布的信息。"""

    id = serializers.IntegerField()
    version = serializers.IntegerField(help_text="第几版；改过的大于 1")
    category = serializers.ChoiceField(choices=CHOICES)
    title = serializers.CharField()
    text = serializers.CharField(help_text="纯文字，空一行是另起一段")
    is_top = serializers.BooleanField()
    published_at = serializers.DateTimeField(help_text="首次发布")
    changed_at = serializers.DateTimeField(help_text="这一版从什么时候")
    until = serializers.DateTimeField(allow_null=True, help_text="到什么时候；空的一直发布着")


class FindInput(serializers.Serializer[Any]):
    """哪个渠道来取，取哪一类。"""

    channel = serializers.ChoiceField(
        label="渠道", choices=[*OFFERED.items()], default=PORTAL, help_text="哪个渠道来取，不写就是门户网站"
    )
    category = serializers.ChoiceField(label="类别", choices=CHOICES, required=False)


def publication_json(row: Edition) -> dict[str, Any]:
    """一则。"""
    return {
        "id": row.publication_id, "version": row.version, "category": row.category, "title": row.title, "text": row.text,
        "is_top": row.is_top, "published_at": row.first_at.isoformat(), "changed_at": row.since.isoformat(),
        "until": row.until.isoformat() if row.until else None,
    }  # fmt: skip


class Publications(HallAPI):
    """发布的信息。"""

    scope = PUBLIC
    permissions = {"GET": PUBLIC}

    @extend_schema(
        summary="发布的信息", parameters=[FindInput, *PAGING], tags=["公开"],
        responses={200: page_of(PublicationOutput), 422: ProblemOutput},
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        """这个渠道现在看得到的，后发的在前；撤下的、过期的不在里面。"""
        wanted = filled(FindInput(data=request.query_params))
        rows = searched(shown(clock.now(), wanted["channel"]), "", wanted.get("category", ""))
        return self.page(rows, publication_json, ordering="-publication_id")
