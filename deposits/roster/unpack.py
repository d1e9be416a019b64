"""展开新格式的各个部件：只展开一遍，边展开边数大小、边看格子写到哪里，留下读名单要用的几个。

目录里写的大小可以造假，所以真的展开来数。
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from deposits.roster.extent import ExtentGlance
from deposits.roster.model import RosterFileError

MAX_UNZIPPED = 200 * 1024 * 1024
MAX_RATIO = 100
STEP = 1024 * 1024
SOME = 128 * 1024
"""一次交给展开的多少：整块交，剩下的每一步都要抄一遍。"""
HEAD = 65_536
SHEET_MARK = b"sheetData"
"""工作表部件里必有的标记。"""
GUIDES = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels")
"""说工作表叫什么、在哪里的两个部件。"""
TEXTS = "xl/sharedStrings.xml"
"""表格软件把文字集中存在这里。"""
SAVE_AS = "请在表格软件里另存为普通的 .xlsx 再上传。"
LOCAL_HEADER = 30
"""部件前面的说明有三十字节，第二十六字节起是名称和附注的长度。"""


def damaged() -> RosterFileError:
    """部件损坏、缺少、写法不对。"""
    return RosterFileError("file_not_workbook", "文件已经损坏，打不开。", "请重新导出或另存后再上传。")


def unpack(data: bytes, parts: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    """工作表、TEXTS 和 GUIDES 各部件的内容；展开后太大、工作表行列太多、压缩方式少见的抛 RosterFileError。"""
    left, kept = MAX_UNZIPPED, {}
    for part in parts:
        packed, glance = _packed(data, part), ExtentGlance()
        pieces: list[bytes] = []
        for piece in _ahead(_pieces(part, packed, min(left, max(MAX_RATIO * len(packed), STEP)))):
            left -= len(piece)
            pieces.append(piece)
            glance.see(piece)
        content = b"".join(pieces)
        _check_declarations(part.filename, content[:HEAD])
        if part.filename in (*GUIDES, TEXTS):
            kept[part.filename] = content
        elif SHEET_MARK in content:
            glance.check(content)
            kept[part.filename] = content
    return kept


def _check_declarations(name: str, head: bytes) -> None:
    """部件里不许有文档类型声明和实体；声明只能出现在根元素之前，看开头 64 KB 就够。"""
    if not name.lower().endswith((".xml", ".rels", ".vml")):
        return
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise RosterFileError("file_dtd", "文件里夹带了外部实体声明，不能上传。", SAVE_AS)
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise RosterFileError("file_dtd", "文件的部件不是 UTF-8 编码，系统不读。", SAVE_AS)


def _packed(data: bytes, part: zipfile.ZipInfo) -> bytes:
    """压缩着的内容，照部件自己前面的说明找。"""
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise RosterFileError("file_not_workbook", "文件用了少见的压缩方式，系统打不开。", SAVE_AS)
    try:
        name_length, extra_length = struct.unpack_from("<HH", data, part.header_offset + 26)
    except struct.error as error:
        raise damaged() from error
    start = int(part.header_offset) + LOCAL_HEADER + int(name_length) + int(extra_length)
    return data[start : start + part.compress_size]


def _pieces(part: zipfile.ZipInfo, packed: bytes, most: int) -> Iterator[bytes]:
    """一段段的内容；超过 most 抛 RosterFileError。"""
    return iter((packed,)) if part.compress_type == zipfile.ZIP_STORED else _inflated(packed, most)


def _ahead(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """同样的几段，早一段备好：展开时让出解释器，正好看上一段写到了哪里。"""
    with ThreadPoolExecutor(1) as inflater:
        coming = inflater.submit(next, pieces, None)
        while (piece := coming.result()) is not None:
            coming = inflater.submit(next, pieces, None)
            yield piece


def _inflated(packed: bytes, most: int) -> Iterator[bytes]:
    """一段段展开；超过 most 就停下来拒绝，边展开边查，不等占满内存。"""
    stream, size, view = zlib.decompressobj(-zlib.MAX_WBITS), 0, memoryview(packed)
    try:
        for start in range(0, len(packed), SOME):
            rest: bytes | memoryview = view[start : start + SOME]
            while rest and not stream.eof:
                piece = stream.decompress(rest, STEP)
                size += len(piece)
                if size > most:
                    raise RosterFileError("file_zip_bomb", "文件压缩得异常紧，展开会占满内存。", SAVE_AS)
                rest = stream.unconsumed_tail
                yield piece
    except zlib.error as error:
        raise damaged() from error
