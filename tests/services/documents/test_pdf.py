"""PDF：字体嵌着，生僻字是字不是方框，文字取得出来，页码、单证编号都在。"""

import re
import zlib
from base64 import b64decode
from decimal import Decimal
from io import BytesIO

import pytest
import segno
from PIL import Image
from pyhanko.pdf_utils.reader import PdfFileReader
from weasyprint.urls import FatalURLFetchingError

from deposits.services.print_papers import print_remittance
from gjj.documents.rendering import pdf_of, typeset, with_code
from gjj.documents.templatetags.documents import qr
from tests import situations as s

pytestmark = pytest.mark.django_db
RARE = "𬭚㛃䶮"
"""2013 年规范字表里的、扩展区里的姓名用字。"""


def unpacked(data: bytes) -> bytes:
    """把压着的流都打开。"""
    found = []
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            # 压着的末尾可能正好是换行，被上面当成分隔吃掉：少一个校验字节也照样打开
            found.append(zlib.decompressobj().decompress(stream))
        except zlib.error:
            found.append(stream)
    return data + b"\n".join(found)


def a_notice(name: str) -> bytes:
    """这个名字的单位的汇缴书。"""
    unit, _ = s.unit_with_workers(2, name=name)
    row = s.remittance_of(unit)
    document = print_remittance(by=unit.agent, remittance_id=row.pk, kind="remittance_notice", at=s.NOON)
    return with_code(pdf_of(document, "https://hall.example/"), document)


def mapped(data: bytes) -> set[str]:
    """字体的 ToUnicode 里有哪些字：取得出来的字。"""
    codes = re.findall(rb"<[0-9a-fA-F]{4}> <([0-9a-fA-F]{4,8})>", data)
    return {bytes.fromhex(code.decode()).decode("utf-16-be") for code in codes}


def test_fonts_are_embedded_and_rare_characters_are_characters() -> None:
    """宋体和粗体嵌着子集；生僻字用全字库，取得出来；没有用到机器上别的字体。"""
    inside = unpacked(a_notice(f"明川市{RARE}精密仪器有限公司"))
    fonts = set(re.findall(rb"/FontName\s*/[A-Z]{6}\+([\w#-]+)", inside))
    assert fonts == {b"Paper", b"Paper-Bold", b"Paper-Rare"}
    assert len(re.findall(rb"/FontFile[23] ", inside)) == 3
    assert set(RARE) | set("明川市住房公积金汇缴书") <= mapped(inside)


def test_a_common_name_needs_no_big_font_and_the_file_is_small() -> None:
    """没有生僻字就不用全字库，文件不到 150 kB。"""
    data = a_notice("明川市光明机械有限公司")
    assert b"Paper-Rare" not in unpacked(data)
    assert len(data) < 150_000


def test_the_pdf_carries_its_code_and_title() -> None:
    """文件里写着核验码和名称，改动过也认得出是哪一份。"""
    data = a_notice("明川市光明机械有限公司")
    assert re.search(rb"gjj-verify:[2-9A-HJ-NP-Z]{20}", data)
    assert data.startswith(b"%PDF-1.7")


@pytest.mark.parametrize("kind", ["remittance_notice", "deposit_receipt"])
def test_a_slip_is_one_sheet(kind: str) -> None:
    """汇缴书、回执是一张 A5，名字再长也不翻页。"""
    unit, _ = s.unit_with_workers(2, name="明川市高新技术产业开发区光明精密机械电子设备制造有限责任公司第一分公司")
    row = s.paid(s.remittance_of(unit), Decimal("9999.00"))
    made = print_remittance(by=unit.agent, remittance_id=row.pk, kind=kind, at=s.NOON)
    pages = PdfFileReader(BytesIO(pdf_of(made, "https://hall.example/"))).root["/Pages"]
    assert pages["/Count"] == 1


@pytest.mark.parametrize("outside", ["http://127.0.0.1:9/logo.png", "file:///etc/hostname"])
def test_paper_takes_nothing_from_outside(outside: str) -> None:
    """纸面只有自己带着的图：指向网上、指向机器上文件的，一律不取，也不出这张纸。"""
    with pytest.raises(FatalURLFetchingError):
        typeset(f'<img src="{outside}">')


def test_the_code_square_is_what_the_verification_address_says() -> None:
    """二维码的小图就是核验网址的那一块方格，一格四点。"""
    url = "https://hall.example/verify/?code=ABCDEFGHJKLMNPQRSTUV"
    drawn = re.search(r'src="data:image/png;base64,([^"]+)"', qr(url))
    assert drawn
    picture = Image.open(BytesIO(b64decode(drawn.group(1)))).convert("1")
    matrix = segno.make(url, error="m", micro=False).matrix
    assert picture.size == (4 * len(matrix),) * 2
    assert [
        [int(not picture.getpixel((4 * x + 2, 4 * y + 2))) for x in range(len(matrix))] for y in range(len(matrix))
    ] == [list(row) for row in matrix]
