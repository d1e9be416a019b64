"""列表的分页：游标 {results, next, previous}，不随历史变慢。"""

from base64 import b64encode
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote_plus

from django.core.exceptions import ValidationError
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from gjj.declarations.errors import BizError
from gjj.idnumbers.whole import whole_number


class CursorPage(CursorPagination):
    """按编号倒序的游标分页；每页 20 条，最多 200 条。"""

    page_size = 20
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering: str | tuple[str, ...] = "-id"

    def paginate_queryset(self, queryset: Any, request: Any, view: Any = None) -> list[Any] | None:
        """一页；游标不是本接口给出的抛 cursor_invalid（400）。"""
        try:
            return super().paginate_queryset(queryset, request, view)
        # 拆得开、却不是本列的值（比如编号处写着文字）时，查询抛 ValueError 或 ValidationError
        except (NotFound, ValueError, ValidationError) as error:
            if self.cursor_query_param not in request.query_params:
                raise
            raise _cursor_invalid() from error

    def encode_cursor(self, cursor: Any) -> str:
        """下一页的地址；最常见的（第一页、没有别的条件、键是整数）直接接上，和 DRF 拆开重拼的一样。"""
        position, here = str(cursor.position), str(self.base_url)
        if "?" in here or cursor.offset or cursor.reverse or not (position.isascii() and position.isdigit()):
            return str(super().encode_cursor(cursor))
        encoded = b64encode(f"p={position}".encode()).decode()
        return f"{here}?{self.cursor_query_param}={quote_plus(encoded)}"


def page_of_list(
    rows: Sequence[Any], request: Any, item: Callable[[Any], dict[str, Any]], key: Callable[[Any], int]
) -> Response:
    """已经算好的清单（一年的账）的一页：游标是上一页最后一行的编号；认不得的抛 cursor_invalid（400）。"""
    query = request.query_params
    size = min(whole_number(query.get("page_size", "")) or CursorPage.page_size, CursorPage.max_page_size)
    places = {f"p{key(row)}": place for place, row in enumerate(rows)}
    start = 0
    if query.get("cursor"):
        if query["cursor"] not in places:
            raise _cursor_invalid()
        start = places[query["cursor"]]
    here = request.build_absolute_uri()

    def link(place: int) -> str | None:
        if place == 0:
            return remove_query_param(here, "cursor") if start else None
        return replace_query_param(here, "cursor", f"p{key(rows[place])}") if 0 < place < len(rows) else None

    shown = [item(row) for row in rows[start : start + size]]
    return Response({"next": link(start + size), "previous": link(max(start - size, 0)), "results": shown})


def _cursor_invalid() -> BizError:
    return BizError(
        "cursor_invalid", "分页的游标不对，没有取到内容。", status=400, fix="请不带 cursor，从第一页重新取。"
    )
