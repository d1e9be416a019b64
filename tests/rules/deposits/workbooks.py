"""造名单文件：好的、坏的，都是真的字节。"""

import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

import openpyxl

HEADER = ("序号", "变更类型", "职工姓名", "证件号码", "手机号码", "缴存基数", "单位缴存比例", "个人缴存比例")
PERSON = (1, "开户", "张三丰", "11010519491231002X", "13800138000", 8000, "8%", "8%")


def workbook(rows: Iterable[Sequence[Any]] = (HEADER, PERSON), sheet: str = "名单") -> bytes:
    """只有一张工作表的 .xlsx。"""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row in rows:
        page.append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    """工作簿的字节。"""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def with_part(data: bytes, name: str, content: bytes) -> bytes:
    """往 .xlsx 里添（或换）一个部件。"""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename != name:
                new.writestr(part.filename, old.read(part))
        new.writestr(name, content)
    return buffer.getvalue()


def part(data: bytes, name: str) -> bytes:
    """一个部件的内容。"""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def archive_of(parts: dict[str, bytes]) -> bytes:
    """随便什么内容的压缩包。"""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()
