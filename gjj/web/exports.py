"""导出：清单页一行话导出 xlsx 或 csv。边查边写，十万行也不占内存；公式不会被执行；证件号与手机号遮掩；每次都留审计，写着几行、照什么条件。

页面这样用（地址里带 ``?export=xlsx`` 或 ``?export=csv``，筛选条件照页面的）::

    COLUMNS = (
        Column("姓名", lambda row: row.person.name),
        Column("证件号码", lambda row: row.person.id_no, "id_no"),
        Column("月缴存额", lambda row: row.monthly, "money"),
    )

    if fmt := wanted(request):
        return export(fmt, by=self.actor, at=clock.now(), title="职工清册", about=("employer_account", account.pk),
                      columns=COLUMNS, rows=employees(account, search, status))

模板里的链接：``{% include "components/export.html" %}``（带着当前的筛选）。

``rows`` 给 QuerySet 或任何可迭代的都行：QuerySet 用服务端游标逐批取。``about`` 是审计里的对象（登记过的业务对象编码、编号）。
``kind``：text 文字 · money 金额 · number 数 · date 日期 · id_no 证件号（遮掩）· mobile 手机号（遮掩）。
CSV 里面不写标记，为什么见 docs/decisions/0018-csv-carries-no-mark.md。
时刻只在这里写：列交出带时区的，两种格式都写北京时间，同页面上的一样。
"""

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain, islice
from typing import Any, Literal

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from gjj.actors.actor import Actor
from gjj.backoffice.conditions import masked
from gjj.crypto.masking import mask_id_no, mask_mobile
from gjj.declarations.errors import BizError
from gjj.periods.days import SHANGHAI
from gjj.web.asked import Asked, asked_of
from gjj.web.export_marks import ACTION, DUTY, Counting, Listed, Mark, keep_mark, new_mark

Kind = Literal["text", "money", "number", "date", "id_no", "mobile"]
MASKS: dict[str, Callable[[str], str]] = {"id_no": mask_id_no, "mobile": mask_mobile}
FORMATS = ("xlsx", "csv")
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""一格以这些开头，表格软件会当公式算；全角的在中文系统里也会。"""
MOMENT = "%Y-%m-%d %H:%M:%S"
BATCH = 2000
SHEET_ROWS = 1_000_000
"""一张工作表放这么多行，再多换一张。"""
BOM = "\ufeff"
ACTIONS = {ACTION: "导出清单"}


@dataclass(frozen=True)
class Column:
    """一列：表头、怎么从一行取值、是哪种。"""

    title: str
    value: Callable[[Any], Any]
    kind: Kind = "text"


class Wanted(str):
    """地址里要的格式，带着这一页的筛选：导出的时候已经读过的都写进审计。"""

    filters: Asked | None = None

    @property
    def asked(self) -> tuple[str, ...]:
        """用上了的筛选，一条一句，号码遮着。"""
        return tuple(masked(one) for one in self.filters.used.values()) if self.filters else ()


def wanted(request: HttpRequest) -> Wanted:
    """地址里要的格式，带着用上了的筛选；没要是空，不认得的、筛选里有读不成的抛 BizError。先读筛选，再问这里。"""
    fmt = request.GET.get("export", "")
    if fmt and fmt not in FORMATS:
        raise BizError(
            "export_format_unknown", "只能导出 xlsx 或 csv，没有导出。", fix="请回到清单页，点「导出」旁边的格式。"
        )
    unused = asked_of(request).not_used
    if fmt and unused:
        raise BizError(
            "filter_unreadable", f"{unused[0]}没有导出。", fix="请回到清单页改好筛选，或去掉这个条件，再导出。"
        )
    found = Wanted(fmt)
    found.filters = asked_of(request)
    return found


def export(
    fmt: str,
    *,
    by: Actor,
    at: datetime,
    title: str,
    about: tuple[str, object],
    columns: Iterable[Column],
    rows: Iterable[Any],
    asked: Sequence[str] | None = None,
) -> HttpResponseBase:
    """按格式导出，文件名是标题、日期、标记；一批一批写进临时文件，记下几行、照什么条件（审计），才送出。工作簿每页的页脚、属性里也写谁导出的。

    asked 是条件，一条一句；不给的照 wanted 读到的。
    """
    told = tuple(columns)
    mark = new_mark(by, at)
    source = Counting(rows.iterator(chunk_size=BATCH) if isinstance(rows, QuerySet) else iter(rows))
    file = _csv(told, source) if fmt == "csv" else _xlsx(told, source, title, mark)
    conditions = getattr(fmt, "asked", ()) if asked is None else asked
    keep_mark(mark, by=by, at=at, fmt=fmt, title=title, about=about, listed=Listed(source.count, tuple(conditions)))
    return FileResponse(file, content_type=TYPES[fmt], headers=_headers(title, at, mark, fmt))


def _headers(title: str, at: datetime, mark: Mark, fmt: str) -> dict[str, str]:
    name = f"{title}-{at.astimezone(SHANGHAI):%Y%m%d}-{mark.code}.{fmt}"
    return {
        "Content-Disposition": content_disposition_header(True, name) or "attachment",
        "Cache-Control": "private, no-store",
    }


@dataclass(frozen=True)
class Sheet:
    """一本里的一张：名称、列、行。"""

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Any]


def export_book(
    fmt: str, *, by: Actor, at: datetime, title: str, about: tuple[str, object], sheets: Sequence[Sheet]
) -> HttpResponseBase:
    """几张一起导出：xlsx 一张一个工作表，json 一张一个清单；写好、记了审计才送出。"""
    mark = new_mark(by, at)
    sources = [Counting(iter(one.rows)) for one in sheets]
    content: Any = _json_book(sheets, sources).encode() if fmt == "json" else _xlsx_book(sheets, sources, title, mark)
    listed = Listed(sum(one.count for one in sources), ())
    keep_mark(mark, by=by, at=at, fmt=fmt, title=title, about=about, listed=listed)
    headers = _headers(title, at, mark, fmt)
    if fmt == "json":
        return HttpResponse(content, content_type="application/json", headers=headers)
    return FileResponse(content, content_type=TYPES["xlsx"], headers=headers)


def _json_book(sheets: Sequence[Sheet], sources: Sequence[Iterator[Any]]) -> str:
    told = {
        one.title: [{each.title: _in_csv(each, row) for each in one.columns} for row in rows]
        for one, rows in zip(sheets, sources, strict=True)
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def _xlsx_book(sheets: Sequence[Sheet], sources: Sequence[Iterator[Any]], title: str, mark: Mark) -> Any:
    file = tempfile.TemporaryFile()  # noqa: SIM115  FileResponse 送完自己关
    book, looks, head = _book(file, title, mark)
    for one, rows in zip(sheets, sources, strict=True):
        sheet = book.add_worksheet(one.title[:25])
        _head(sheet, one.columns, head)
        sheet.set_footer(_footer(mark))
        for line, row in enumerate(rows, start=1):
            for place, column in enumerate(one.columns):
                _write(sheet, line, place, cell(column, row), looks)
    book.close()
    file.seek(0)
    return file


def safe(text: str) -> str:
    """会被当公式的，前面加一个单引号；其余原样。"""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def cell(column: Column, row: Any) -> str | Decimal | int | date | None:
    """一格的值：数和日期照原样，时刻是北京时间，文字去掉公式的可能，证件号与手机号遮掩。"""
    value = column.value(row)
    if value is None or value == "":
        return None
    if column.kind in MASKS:
        return safe(MASKS[column.kind](str(value)))
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).replace(tzinfo=None)
    if isinstance(value, (Decimal, int, date)) and not isinstance(value, bool):
        return value
    return safe(str(value))


def _csv(columns: tuple[Column, ...], rows: Iterator[Any]) -> Any:
    """UTF-8 带 BOM，一批一块写进临时文件。"""
    file = tempfile.TemporaryFile()  # noqa: SIM115  FileResponse 送完自己关
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(BOM)
    writer.writerow([one.title for one in columns])
    while True:
        batch = list(islice(rows, BATCH))
        writer.writerows([_in_csv(one, row) for one in columns] for row in batch)
        file.write(buffer.getvalue().encode())
        if len(batch) < BATCH:
            file.seek(0)
            return file
        buffer.seek(0)
        buffer.truncate()


def _in_csv(column: Column, row: Any) -> str:
    value = cell(column, row)
    if value is None:
        return ""
    if column.kind == "money" and isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, datetime):
        return f"{value:{MOMENT}}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _xlsx(columns: tuple[Column, ...], rows: Iterator[Any], title: str, mark: Mark) -> Any:
    """写进临时文件再送出：写一行丢一行，内存不随行数长。"""
    file = tempfile.TemporaryFile()  # noqa: SIM115  FileResponse 送完自己关
    book, looks, head = _book(file, title, mark)
    batch = list(islice(rows, 1))
    number = 0
    while batch or number == 0:
        number += 1
        sheet = book.add_worksheet(title[:25] + (f" {number}" if number > 1 else ""))
        _head(sheet, columns, head)
        sheet.set_footer(_footer(mark))
        for line, row in enumerate(chain(batch, islice(rows, SHEET_ROWS - 1)), start=1):
            for place, column in enumerate(columns):
                _write(sheet, line, place, cell(column, row), looks)
        batch = list(islice(rows, 1))
    book.close()
    file.seek(0)
    return file


def _footer(mark: Mark) -> str:
    """每页的页脚：谁导出的、第几页。"""
    return f"&L&8{mark.said.replace('&', '&&')}&R&8第 &P / &N 页"


def _book(file: Any, title: str, mark: Mark) -> tuple[Any, dict[str, Any], Any]:
    """一本空的工作簿、几种格子的样子、表头的样子；公式、网址一律当文字，属性里写谁导出的。"""
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(file, options)
    book.set_properties({"title": title, "author": mark.by, "comments": f"{mark.said}。{DUTY}"})
    looks = {
        "money": book.add_format({"num_format": "#,##0.00"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "moment": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        "number": book.add_format({"num_format": "0"}),
    }
    return book, looks, book.add_format({"bold": True, "bottom": 1})


def _head(sheet: Any, columns: tuple[Column, ...], look: Any) -> None:
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, 22 if column.kind in ("text", "id_no") else 14)
        sheet.write_string(0, place, column.title, look)


def _write(sheet: Any, line: int, place: int, value: Any, looks: dict[str, Any]) -> None:
    if value is None:
        return
    if isinstance(value, Decimal):
        sheet.write_number(line, place, value, looks["money"])
    elif isinstance(value, int):
        sheet.write_number(line, place, value, looks["number"])
    elif isinstance(value, date):
        sheet.write_datetime(line, place, value, looks["moment" if isinstance(value, datetime) else "date"])
    else:
        sheet.write_string(line, place, value)
