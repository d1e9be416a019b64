"""收文件：认出是哪一种，把坏文件挡在门外。只看字节，不执行任何东西。"""

import io
import zipfile

from deposits.roster.model import RosterFileError
from deposits.roster.unpack import MAX_RATIO, MAX_UNZIPPED, SAVE_AS, damaged, unpack

MAX_BYTES = 20 * 1024 * 1024
MAX_PARTS = 200
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
ENCRYPTED_MARK = "EncryptedPackage".encode("utf-16-le")


def open_container(data: bytes, filename: str) -> tuple[str, dict[str, bytes]]:
    """文件的种类（xlsx、xls 或 csv）和新格式里要用的部件；读不了的抛 RosterFileError。"""
    if not data.strip():
        raise RosterFileError("file_empty", "文件是空的，里面没有任何内容。", "请选对文件再上传。")
    if len(data) > MAX_BYTES:
        raise RosterFileError("file_too_large", "文件超过 20 MB。", "请删去图片和无关的工作表、列，只留名单，再上传。")
    if data.startswith(ZIP):
        return "xlsx", open_zip(data)
    if data.startswith(OLE):
        check_ole(data)
        return "xls", {}
    if filename.lower().endswith((".csv", ".txt")) and b"\x00" not in data[:4096]:
        return "csv", {}
    raise RosterFileError("file_not_workbook", "这不是 Excel 工作簿，也不是 CSV 文字表。", SAVE_AS)


def check_ole(data: bytes) -> None:
    """老格式：带口令的新格式也装在这种壳里；带宏的不收。"""
    if ENCRYPTED_MARK in data or "EncryptionInfo".encode("utf-16-le") in data:
        raise RosterFileError("file_encrypted", "文件设了打开口令，系统打不开。", "请去掉口令后再上传。")
    if "_VBA_PROJECT".encode("utf-16-le") in data:
        raise RosterFileError("file_macro", "文件带有宏，不能上传。", SAVE_AS)


def open_zip(data: bytes) -> dict[str, bytes]:
    """新格式：逐个部件看大小、比例、数目、宏、外部实体；返回读名单要用的部件。"""
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise damaged() from error
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
    return unpack(data, parts)
