"""接口文档里的样子：游标分页的一页。"""

from functools import cache
from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers


@cache
def page_of(item: type[serializers.Serializer[Any]]) -> Any:
    """游标分页的一页；同一种只有一个，文档里也只有一个名字。"""
    return inline_serializer(
        name=f"{item.__name__}Page",
        fields={
            "next": serializers.CharField(allow_null=True),
            "previous": serializers.CharField(allow_null=True),
            "results": item(many=True),
        },
    )
