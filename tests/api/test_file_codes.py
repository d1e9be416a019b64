"""名单文件的每一个编码：拿真的坏文件传，接口、页面、命令行说的是同一个编码、同一句话，什么也没有存。"""

import ast
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from deposits.models import Account, ChangeList
from deposits.roster.container import MAX_BYTES
from gjj import clock
from gjj.periods.month import Month
from tests import situations as s
from tests.api.caller import Caller, this_month
from tests.halls.visitors import signed_in
from tests.rules.deposits.workbooks import HEADER, PERSON, archive_of, part, saved, with_part, workbook

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parent.parent.parent
SAMPLES = ROOT / "tests" / "samples"
SHEET = "xl/worksheets/sheet1.xml"
XXE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet>&e;</worksheet>'
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "&%c;&%c;&%c;&%c;">' % (c + 1, c, c, c, c) for c in range(ord("a"), ord("y")))
    + b"]><worksheet>&y;</worksheet>"
)


def deflated(size: int) -> bytes:
    """展开有 size 字节、压缩后很小的工作表。"""
    return with_part(workbook(), SHEET, b"<worksheet>" + b"0" * size + b"</worksheet>")


def many_parts(count: int) -> bytes:
    """正常的名单，另塞上万个部件。"""
    buffer = io.BytesIO(workbook())
    with zipfile.ZipFile(buffer, "a") as archive:
        for number in range(count):
            archive.writestr(f"xl/extra/part{number}.xml", b"<a/>")
    return buffer.getvalue()


def encrypted() -> bytes:
    """真的设了打开口令：ECMA-376 agile 加密（msoffcrypto-tool 6.1 造的，口令 Demo@2026），一个字节也没有假。"""
    return (SAMPLES / "roster_encrypted.xlsx").read_bytes()


def far_cell(row: int, column: int) -> bytes:
    """最远的一格写得很远。"""
    book = openpyxl.Workbook()
    page = book.active
    for line in (HEADER, PERSON):
        page.append(list(line))
    page.cell(row, column, "x")
    return saved(book)


def macro() -> bytes:
    """带宏的工作簿（启用宏的类型、真的 VBA 工程），名单本身是好的。"""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    book.add_vba_project(str(ROOT / "tests" / "vendor" / "macros.bin"))
    page = book.add_worksheet()
    for row, line in enumerate((HEADER, PERSON)):
        page.write_row(row, 0, line)
    book.close()
    return buffer.getvalue()


def of_other_unit() -> bytes:
    """写着别的单位名称的名单。"""
    return workbook((("单位名称：另一家有限公司",), HEADER, PERSON))


Make = Callable[[], bytes]
BAD: dict[str, tuple[str, str, Make]] = {
    "改名的图片": ("file_not_workbook", "名单.xlsx", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 64),
    "改名的文档": ("file_not_workbook", "名单.xlsx", lambda: archive_of({"word/document.xml": b"<w/>"})),
    "二进制工作簿": ("file_not_workbook", "名单.xlsb", lambda: archive_of({"xl/workbook.bin": b"\0" * 64})),
    "传到一半": ("file_not_workbook", "名单.xlsx", lambda: workbook()[:-200]),
    "坏部件": ("file_not_workbook", "名单.xlsx", lambda: with_part(workbook(), "xl/workbook.xml", part(workbook(), "xl/workbook.xml")[:60])),
    "认不出编码": ("file_not_workbook", "名单.csv", lambda: b"\xff\xff\xff,\x81\x81\n"),
    "超过二十兆": ("file_too_large", "名单.csv", lambda: b"a,b\n" * (MAX_BYTES // 4 + 1)),
    "行太多": ("file_too_large", "名单.xlsx", lambda: far_cell(300_000, 3)),
    "列太多": ("file_too_large", "名单.xlsx", lambda: far_cell(60_000, 200)),
    "最右下角": ("file_too_large", "名单.xlsx", lambda: far_cell(1_048_576, 16_384)),
    "压缩炸弹": ("file_zip_bomb", "名单.xlsx", lambda: deflated(150_000_000)),
    "一万个部件": ("file_zip_bomb", "名单.xlsx", lambda: many_parts(10_000)),
    "设了口令": ("file_encrypted", "名单.xlsx", encrypted),
    "带宏": ("file_macro", "名单.xlsm", macro),
    "带宏改了名": ("file_macro", "名单.xlsx", macro),
    "外部实体": ("file_dtd", "名单.xlsx", lambda: with_part(workbook(), SHEET, XXE)),
    "实体炸弹": ("file_dtd", "名单.xlsx", lambda: with_part(workbook(), SHEET, LAUGHS)),
    "零字节": ("file_empty", "名单.xlsx", lambda: b""),
    "空工作簿": ("file_empty", "名单.xlsx", lambda: workbook(())),
    "只有表头": ("file_empty", "名单.xlsx", lambda: workbook((HEADER,))),
    "没有表头": ("header_not_found", "名单.xlsx", lambda: workbook((("部门", "工号"), ("甲", "1")))),
    "别的单位": ("file_of_other_unit", "名单.xlsx", of_other_unit),
}  # fmt: skip
"""contract 里每个文件编码至少一个真的坏文件：说明 → 编码、文件名、怎么造。"""


def declared() -> set[str]:
    """程序里说得出的每一个文件编码：凡是造 RosterFileError 的地方，第一个参数都要是写明的编码。"""
    codes: set[str] = set()
    for path in (ROOT / "deposits").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "RosterFileError":
                code = node.args[0]
                assert isinstance(code, ast.Constant), f"{path}:{node.lineno} 的编码不是写明的"
                codes.add(str(code.value))
    return codes


@pytest.fixture
def unit() -> s.Unit:
    """本月开户、还没有职工的单位。"""
    return s.unit(first_month=Month.of(clock.today()))


def test_every_file_code_has_an_offending_file() -> None:
    """每个文件编码都有坏文件试过；新添一个编码而没有坏文件，这里就红。"""
    assert {code for code, _, _ in BAD.values()} == declared()


def printed(path: Path, unit: s.Unit) -> str:
    """命令行说的。"""
    said = io.StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command("check_roster", str(path), unit=unit.account.number, stdout=said)
    assert stopped.value.code == 1
    return said.getvalue()


@pytest.mark.parametrize("kind", BAD)
def test_the_api_the_page_and_the_command_refuse_alike(unit: s.Unit, kind: str, tmp_path: Path) -> None:
    """三处同一个编码、同一句中文：是什么、账户没有变动、怎么办；不到几秒，什么也没有存。"""
    code, name, make = BAD[kind]
    data = make()
    answer: Any = Caller(unit.agent).upload(data, name, this_month())
    body = answer.json()
    assert (answer.status_code, body["code"]) == (422, code), body
    assert "账户没有任何变动" in body["detail"]
    assert body["fix"]
    page = signed_in(unit.agent).post(
        "/unit/change-lists/upload/", {"month": this_month(), "file": SimpleUploadedFile(name, data)}
    )
    assert page.status_code == 422
    assert body["fix"] in page.content.decode()
    path = tmp_path / name
    path.write_bytes(data)
    said = printed(path, unit)
    assert said.startswith(f"✗ {code}")
    assert body["detail"] in said
    assert not ChangeList.objects.exists()
    assert not Account.objects.exists()


def test_a_formula_is_a_bad_cell_not_a_bad_file(unit: s.Unit) -> None:
    """公式不拒整个文件：那一格有错，合计行的公式不算。"""
    made = workbook((HEADER, (*PERSON[:5], "=4000*2", "8%", "8%"), ("合计", None, None, None, None, "=SUM(F2:F2)")))
    body = Caller(unit.agent).upload(made, "名单.xlsx", this_month()).json()
    assert [one["code"] for one in body["errors"]] == ["formula_in_cell"]
    assert body["counts"]["rows"] == 1
