"""列表的分页：游标 {results, next, previous}，不随历史变慢。"""

from typing import Any

from django.core.exceptions import ValidationError
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination

from gjj.declarations.errors import BizError


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
            raise BizError(
                "cursor_invalid", "分页的游标不对，没有取到内容。", status=400, fix="请不带 cursor，从第一页重新取。"
            ) from error
