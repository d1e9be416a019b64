"""列表的分页：游标 {results, next, previous}，不随历史变慢。"""

from rest_framework.pagination import CursorPagination


class CursorPage(CursorPagination):
    """按编号倒序的游标分页；每页 20 条，最多 200 条。"""

    page_size = 20
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering: str | tuple[str, ...] = "-id"
    invalid_cursor_message = "分页的游标不对，请从第一页重新开始。"
