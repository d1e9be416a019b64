"""收文件：认出是哪一种，把坏文件挡在门外。只看字节，不执行任何东西。"""

import io
import struct
import zipfile
import zlib

from deposits.roster.model import RosterFileError

MAX_BYTES = 20 * 1024 * 1024
MAX_UNZIPPED = 200 * 1024 * 1024
MAX_RATIO = 100
MAX_PARTS = 200
STEP = 1024 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
ENCRYPTED_MARK = "EncryptedPackage".encode("utf-16-le")
SAVE_AS = "请在表格软件里另存为普通的 .xlsx 再上传。"


def kind_of(data: bytes, filename: str) -> str:
    """文件的种类：xlsx、xls 或 csv；读不了的抛 RosterFileError。"""
    if not data.strip():
        raise RosterFileError("file_empty", "文件是空的，里面没有任何内容。", "请选对文件再上传。")
    if len(data) > MAX_BYTES:
        raise RosterFileError("file_too_large", "文件超过 20 MB。", "请删去图片和无关的工作表、列，只留名单，再上传。")
    if data.startswith(ZIP):
        check_zip(data)
        return "xlsx"
    if data.startswith(OLE):
        check_ole(data)
        return "xls"
    if filename.lower().endswith((".csv", ".txt")) and b"\x00" not in data[:4096]:
        return "csv"
    raise RosterFileError("file_not_workbook", "这不是 Excel 工作簿，也不是 CSV 文字表。", SAVE_AS)


def check_ole(data: bytes) -> None:
    """老格式：带口令的新格式也装在这种壳里；带宏的不收。"""
    if ENCRYPTED_MARK in data or "EncryptionInfo".encode("utf-16-le") in data:
        raise RosterFileError("file_encrypted", "文件设了打开口令，系统打不开。", "请去掉口令后再上传。")
    if "_VBA_PROJECT".encode("utf-16-le") in data:
        raise RosterFileError("file_macro", "文件带有宏，不能上传。", SAVE_AS)


def check_zip(data: bytes) -> None:
    """新格式：逐个部件看大小、比例、数目、宏、外部实体。"""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise _damaged() from error
    names = {part.filename for part in parts}
    if len(parts) > MAX_PARTS:
        raise RosterFileError("file_zip_bomb", f"文件里有 {len(parts)} 个部件，不像一份名单。", SAVE_AS)
    if sum(part.file_size for part in parts) > MAX_UNZIPPED:
        raise RosterFileError("file_zip_bomb", "文件展开后超过 200 MB，不像一份名单。", SAVE_AS)
    if any(part.file_size > MAX_RATIO * max(part.compress_size, 1) and part.file_size > 1_000_000 for part in parts):
        raise RosterFileError("file_zip_bomb", "文件压缩得异常紧，展开会占满内存。", SAVE_AS)
    if any(part.flag_bits & 0x1 for part in parts):
        raise RosterFileError("file_encrypted", "文件设了口令，系统打不开。", "请去掉口令后再上传。")
    if any(name.lower().endswith("vbaproject.bin") or "/macrosheets/" in name.lower() for name in names):
        raise RosterFileError("file_macro", "文件带有宏，不能上传。", SAVE_AS)
    if "xl/workbook.xml" not in names:
        raise RosterFileError("file_not_workbook", "这不是 Excel 工作簿（可能是文档或压缩包）。", SAVE_AS)
    _check_real_sizes(data, parts)
    _check_dtd(archive, parts)


def _check_dtd(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """部件里不许有文档类型声明和实体；声明只能出现在根元素之前，看开头 64 KB 就够。"""
    for part in parts:
        if not part.filename.lower().endswith((".xml", ".rels", ".vml")):
            continue
        try:
            with archive.open(part) as stream:
                head = stream.read(65536)
        except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, zlib.error) as error:
            raise _damaged() from error
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
            raise RosterFileError("file_dtd", "文件里夹带了外部实体声明，不能上传。", SAVE_AS)
        if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
            raise RosterFileError("file_dtd", "文件的部件不是 UTF-8 编码，系统不读。", SAVE_AS)


def _check_real_sizes(data: bytes, parts: list[zipfile.ZipInfo]) -> None:
    """真的展开一遍来数：目录里写的大小可以造假，读表格的库只认压缩的内容。边展开边丢，不占内存。"""
    left = MAX_UNZIPPED
    for part in parts:
        if part.compress_type != zipfile.ZIP_DEFLATED:
            continue
        try:
            name_length, extra_length = struct.unpack_from("<HH", data, part.header_offset + 26)
            start = part.header_offset + 30 + name_length + extra_length
            packed = data[start : start + part.compress_size]
            left -= _inflated_size(packed, min(left, max(MAX_RATIO * len(packed), STEP)))
        except (zlib.error, struct.error) as error:
            raise _damaged() from error


def _inflated_size(packed: bytes, most: int) -> int:
    """展开后有多大；超过 most 就停下来拒绝。"""
    stream, size, rest = zlib.decompressobj(-zlib.MAX_WBITS), 0, packed
    while rest and not stream.eof:
        size += len(stream.decompress(rest, STEP))
        if size > most:
            raise RosterFileError("file_zip_bomb", "文件压缩得异常紧，展开会占满内存。", SAVE_AS)
        rest = stream.unconsumed_tail
    return size


def _damaged() -> RosterFileError:
    return RosterFileError("file_not_workbook", "文件已经损坏，打不开。", "请重新导出或另存后再上传。")
