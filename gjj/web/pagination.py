"""列表的分页：游标 {results, next, previous}，不随历史变慢。"""

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from typing import Any, Protocol
from urllib.parse import quote_plus

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.utils.urls import remove_query_param, replace_query_param

from gjj.declarations.errors import BizError
from gjj.idnumbers.whole import whole_number

OF_PLACE = re.compile(r"p[1-9][0-9]{0,17}")
NOWHERE = -1


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


class Place(Protocol):
    """一行在清单里的地方。"""

    @property
    def place(self) -> int:
        """第几行，从一数起。"""

    @property
    def before(self) -> int | None:
        """往前一页的头一行是哪个编号；没有为空。"""

    @property
    def after(self) -> int | None:
        """往后一页的头一行是哪个编号；没有为空。"""


class PlacePage:
    """有头有尾的清单（一年的账）的一页：游标是这一页第一行的编号。"""

    def __init__(self, request: Any) -> None:
        """读要几行、从哪一行起：零是第一行，认不得的游标哪一行也不是。"""
        query = request.query_params
        self._request = request
        self.size = min(whole_number(query.get("page_size", "")) or CursorPage.page_size, CursorPage.max_page_size)
        said = query.get("cursor", "")
        self.start = (int(said[1:]) if OF_PLACE.fullmatch(said) else NOWHERE) if said else 0

    def links(self, rows: Sequence[Place]) -> tuple[str | None, str | None]:
        """下一页、上一页的地址；游标指的行不在清单里抛 cursor_invalid（400）。"""
        if not rows and self.start:
            raise _cursor_invalid()
        if not rows:
            return None, None
        here, first = self._request.build_absolute_uri(), rows[0]
        following = replace_query_param(here, "cursor", f"p{first.after}") if first.after else None
        if first.place == 1:
            return following, None
        if first.before is None or first.place - self.size == 1:  # 往前就是第一页
            return following, remove_query_param(here, "cursor")
        return following, replace_query_param(here, "cursor", f"p{first.before}")


def written_page(following: str | None, previous: str | None, rows: Iterable[str]) -> HttpResponse:
    """一页答复，行是数据库写好的 JSON。"""
    links = f'{{"next":{_text(following)},"previous":{_text(previous)},"results":['
    # 和 DRF 一样：这两个换行符在 JSON 里合规，在脚本里不合规，写成转义
    body = (links + ",".join(rows) + "]}").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return HttpResponse(body.encode(), content_type="application/json")


def _text(link: str | None) -> str:
    return json.dumps(link, ensure_ascii=False)


def _cursor_invalid() -> BizError:
    return BizError(
        "cursor_invalid", "分页的游标不对，没有取到内容。", status=400, fix="请不带 cursor，从第一页重新取。"
    )
