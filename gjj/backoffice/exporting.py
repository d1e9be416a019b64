"""清单导出：照现在的搜索和筛选导出 xlsx 或 csv，列就是清单的列，号码照样遮着；怎么写成文件、怎么记审计由上面的房间登记。"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from html import unescape
from itertools import islice
from typing import Any

from django.contrib import messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.html import strip_tags

from gjj.backoffice.columns import Column
from gjj.backoffice.conditions import conditions
from gjj.backoffice.show import EMPTY
from gjj.declarations.errors import BizError
from gjj.fields.money import PercentField

FORMATS = ("xlsx", "csv")
BATCH = 2000
"""一批取多少行：要另查的（``fill``）一批查一次，不是一行一次。"""
Cells = Sequence[tuple[str, Callable[[Any], Any]]]
Exporter = Callable[..., HttpResponseBase]
_EXPORTER: list[Exporter] = []


def use_exporter(exporter: Exporter) -> None:
    """登记怎么导出：收格式、办事人、标题、各列（列名、怎么取值）、各行，和审计要写的照什么条件，给出文件。"""
    _EXPORTER[:] = [exporter]


def plain(column: Column, row: Any) -> Any:
    """一格写进表格里的：金额、个数、日子照原样，好接着算；别的是清单上那句话，去掉链接和样子。"""
    value = column.value_of(row)
    is_raw = isinstance(value, (Decimal, int, date)) and not isinstance(value, bool)
    if is_raw and column.name not in column.owner.words and not isinstance(column.field, PercentField):
        return value
    text = unescape(strip_tags(str(column.said(row)))).strip()
    return None if text == EMPTY else text


def export_listing(page: Any, request: HttpRequest) -> HttpResponseBase:
    """照地址里的搜索和筛选导出这类记录；看不了这类的不给，格式、筛选读不成的回到清单说明。"""
    if not page.has_view_permission(request):
        raise PermissionDenied
    query = request.GET.copy()
    fmt = query.pop("export")[-1]
    request.GET = query  # type: ignore[assignment]
    if fmt not in FORMATS:
        messages.warning(request, "只能导出 xlsx 或 csv，没有导出。")
        return HttpResponseRedirect(request.path)
    try:
        listed = page.get_changelist_instance(request)
    except IncorrectLookupParameters:
        messages.warning(request, "筛选的条件读不成，没有导出。请重新选一遍。")
        return HttpResponseRedirect(request.path)
    columns = [one for one in listed.list_display if isinstance(one, Column)]
    cells: Cells = [(str(one.short_description), _reader(one)) for one in columns]
    actor: Any = request.actor  # type: ignore[attr-defined]
    told = str(page.opts.verbose_name_plural)
    try:
        made = _EXPORTER[0](
            fmt, by=actor, title=told, cells=cells, rows=_in_batches(page, listed.queryset),
            asked=conditions(listed, request),
        )  # fmt: skip
        page.tell_listed(request, listed.result_list)
        return made
    except BizError as error:  # 今天导出得太多：回到同一张清单说清楚
        messages.warning(request, error.said)
        return HttpResponseRedirect(f"{request.path}?{query.urlencode()}")


def _in_batches(page: Any, rows: QuerySet[Any]) -> Iterator[Any]:
    source = rows.iterator(chunk_size=BATCH)
    while batch := list(islice(source, BATCH)):
        page.fill(batch)
        yield from batch


def _reader(column: Column) -> Callable[[Any], Any]:
    return lambda row: plain(column, row)
