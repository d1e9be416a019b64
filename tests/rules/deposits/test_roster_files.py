"""坏文件挡在门外：每种都是真的文件，答复说清是什么、账户没有变动、怎么办，而且很快、不占内存。"""

import io
import struct
import tracemalloc
import zipfile
import zlib

import pytest

from deposits.roster.container import MAX_BYTES, MAX_PARTS
from deposits.roster.model import RosterFileError
from deposits.roster.read import read_roster
from tests.rules.deposits.workbooks import HEADER, PERSON, archive_of, part, with_part, workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SHEET = "xl/worksheets/sheet1.xml"


def refused(data: bytes, filename: str = "名单.xlsx") -> RosterFileError:
    """读不了，并且说得清楚。"""
    with pytest.raises(RosterFileError) as caught:
        read_roster(data, filename)
    error = caught.value
    assert error.status == 422
    assert "账户没有任何变动" in error.detail
    assert error.money == "没有任何款项变动。"
    assert error.fix
    return error


def bomb(size: int = 120_000_000) -> bytes:
    """一张展开有一百多兆、压缩后只有一百多 KB 的工作表。"""
    return with_part(workbook(), SHEET, b"<worksheet>" + b" " * size + b"</worksheet>")


def with_packed_part(data: bytes, name: str, packed: bytes) -> bytes:
    """添一个部件，压缩好的内容照给的写。"""
    buffer = io.BytesIO(data)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_STORED) as archive:
        archive.writestr(name, packed)
    shown = bytearray(buffer.getvalue())
    for signature, place in ((b"PK\x01\x02", 10), (b"PK\x03\x04", 8)):
        struct.pack_into("<H", shown, shown.rfind(signature) + place, zipfile.ZIP_DEFLATED)
    return bytes(shown)


def lying(data: bytes) -> bytes:
    """把目录里写的展开大小改成一千字节：看目录是看不出来的。"""
    shown = bytearray(data)
    for signature, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = 0
        while (at := shown.find(signature, at)) >= 0:
            struct.pack_into("<I", shown, at + place, 1000)
            at += 4
    return bytes(shown)


@pytest.mark.parametrize("make", [bomb, lambda: lying(bomb())], ids=["说实话的", "目录造假的"])
def test_a_zip_bomb_is_refused_without_filling_memory(make) -> None:
    """压缩炸弹：不管目录写得是真是假，都不会真的展开到内存里。"""
    data = make()
    tracemalloc.start()
    error = refused(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert error.code == "file_zip_bomb"
    assert peak < 20_000_000


def test_a_workbook_of_too_many_parts_is_refused() -> None:
    """一份名单不会有上万个部件。"""
    data = archive_of({f"xl/part{number}.xml": b"<a/>" for number in range(MAX_PARTS + 1)})
    assert refused(data).code == "file_zip_bomb"


def test_a_file_over_twenty_megabytes_is_refused() -> None:
    """超过 20 MB 的文件不收。"""
    assert refused(b"PK\x03\x04" + b"\0" * MAX_BYTES).code == "file_too_large"


@pytest.mark.parametrize("mark", ["EncryptedPackage", "EncryptionInfo"])
def test_a_file_with_a_password_is_refused(mark: str) -> None:
    """设了打开口令的新格式装在老格式的壳里。"""
    assert refused(OLE + b"\0" * 504 + mark.encode("utf-16-le")).code == "file_encrypted"


def test_an_archive_with_a_password_is_refused() -> None:
    """部件加密的压缩包打不开。"""
    data = bytearray(workbook())
    for signature, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = data.find(signature)
        data[at + place] |= 1
    assert refused(bytes(data)).code == "file_encrypted"


@pytest.mark.parametrize("name", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml"])
def test_a_workbook_with_macros_is_refused(name: str) -> None:
    """带宏的工作簿不收，叫什么名字都一样。"""
    assert refused(with_part(workbook(), name, b"\x01\x02")).code == "file_macro"


def test_an_old_workbook_with_macros_is_refused() -> None:
    """带宏的老格式不收。"""
    assert refused(OLE + b"\0" * 504 + "_VBA_PROJECT".encode("utf-16-le"), "名单.xls").code == "file_macro"


@pytest.mark.parametrize("name", ["xl/workbook.xml", SHEET, "xl/sharedStrings.xml"])
def test_an_external_entity_is_refused(name: str) -> None:
    """夹带实体声明的部件不收：不去读别人指的文件，也不展开。"""
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    assert refused(with_part(workbook(), name, evil + b"<a>&e;</a>")).code == "file_dtd"


def test_empty_blocks_in_front_cannot_hide_a_declaration() -> None:
    """压缩的内容前面塞满空的块，头一段展开来什么也没有：声明还是看得见。"""
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e "e">]><a>&e;</a>'
    empty_blocks = b"\x00\x00\x00\xff\xff" * 60_000
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    packed = empty_blocks + packer.compress(evil) + packer.flush()
    assert refused(with_packed_part(workbook(), "xl/extra.xml", packed)).code == "file_dtd"


def test_a_part_in_another_encoding_cannot_hide_a_declaration() -> None:
    """UTF-16 的部件看不见里面的声明，一律不收。"""
    hidden = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY e "e">]><a/>'.encode("utf-16")
    assert refused(with_part(workbook(), SHEET, hidden)).code == "file_dtd"


@pytest.mark.parametrize(
    ("data", "filename"),
    [
        (b"%PDF-1.7 ...", "名单.xlsx"),
        (b"%PDF-1.7 ...", "名单.pdf"),
        (b"\x89PNG\r\n\x1a\n", "截图.png"),
        ("姓名,身份证号\n张三,1".encode(), "名单.docx"),
        (b"PK\x03\x04 cut off", "名单.xlsx"),
        (OLE + b"\0" * 2048, "名单.xls"),
        (b"a,b\x00c", "名单.csv"),
    ],
    ids=["改名的PDF", "PDF", "图片", "文字改名", "截断", "空壳", "二进制CSV"],
)
def test_what_is_not_a_workbook_is_refused(data: bytes, filename: str) -> None:
    """不是表格的文件不收，叫什么扩展名都一样。"""
    assert refused(data, filename).code == "file_not_workbook"


def test_an_archive_without_a_workbook_is_refused() -> None:
    """文字文档也是压缩包，但不是工作簿。"""
    assert refused(archive_of({"word/document.xml": b"<w/>"})).code == "file_not_workbook"


@pytest.mark.parametrize("name", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_a_broken_part_is_a_clear_answer(name: str) -> None:
    """部件写坏了，答复是「打不开」，不是系统出错。"""
    data = workbook()
    assert refused(with_part(data, name, part(data, name)[:60])).code == "file_not_workbook"


def test_a_workbook_without_relations_is_a_clear_answer() -> None:
    """少了部件的工作簿，答复是「打不开」。"""
    data = archive_of({"xl/workbook.xml": part(workbook(), "xl/workbook.xml")})
    assert refused(data).code == "file_not_workbook"


def test_bytes_cut_or_turned_anywhere_never_break_the_reader() -> None:
    """文件在任何地方坏掉：要么照样读出来，要么是说清楚的拒绝。"""
    data, codes = workbook(), set()
    for place in range(0, len(data), 37):
        for broken in (data[:place], data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]):
            try:
                read_roster(broken, "名单.xlsx")
            except RosterFileError as error:
                codes.add(error.code)
    assert "file_not_workbook" in codes
    assert codes <= {
        "file_not_workbook",
        "file_empty",
        "header_not_found",
        "file_dtd",
        "file_zip_bomb",
        "file_encrypted",
    }


@pytest.mark.parametrize(
    ("data", "filename"),
    [
        (b"", "名单.xlsx"),
        (b"  \n", "名单.csv"),
        (workbook(()), "名单.xlsx"),
        (workbook((HEADER,)), "名单.xlsx"),
        (workbook((HEADER, ("合计", None, None, None, None, 0))), "名单.xlsx"),
    ],
    ids=["零字节", "只有空白", "空工作簿", "只有表头", "只有合计"],
)
def test_an_empty_file_is_refused(data: bytes, filename: str) -> None:
    """没有内容、没有人的文件说「空」。"""
    assert refused(data, filename).code == "file_empty"


@pytest.mark.parametrize("words", [("部门", "工号", "金额"), ("姓名", "工号", "金额"), ("部门", "身份证号", "金额")])
def test_without_name_and_id_there_is_no_header(words: tuple[str, ...]) -> None:
    """表头至少要有姓名和证件号码。"""
    assert refused(workbook((words, ("甲", "乙", 1)))).code == "header_not_found"


def test_a_hidden_sheet_is_not_read() -> None:
    """只有隐藏的工作表写了名单，等于没有。"""
    shown = with_part(
        workbook((HEADER, PERSON)),
        "xl/workbook.xml",
        part(workbook((HEADER, PERSON)), "xl/workbook.xml").replace(b'state="visible"', b'state="hidden"'),
    )
    assert refused(shown).code in ("file_empty", "header_not_found", "file_not_workbook")
