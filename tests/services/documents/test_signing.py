"""电子印章：PAdES 签名验得过，改动一个字节验不过；私钥只有自己读得到；没有印章的正式环境不出要盖章的。"""

import stat
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from deposits.services.print_papers import print_remittance
from gjj.declarations.errors import BizError
from gjj.documents.models import Document, DocumentFile
from gjj.documents.services.archiving import file_of
from gjj.documents.services.demo_seal import make_demo_seal
from gjj.documents.services.verifying import verify_file
from gjj.documents.signing import CERTIFICATE, CHAIN, FIELD, KEY
from tests import situations as s

pytestmark = pytest.mark.django_db
URL = "https://hall.example/"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """一套演示证书。"""
    folder = tmp_path_factory.mktemp("seal")
    assert make_demo_seal(folder, center="明川市住房公积金管理中心", at=s.NOON)
    return folder


@pytest.fixture
def sealed(made: Path, settings: Any) -> Path:
    """印章配置好了。"""
    settings.GJJ_SEAL_DIR = made
    return made


def a_receipt() -> Document:
    """一份缴存回执。"""
    unit, _ = s.unit_with_workers(1)
    row = s.paid(s.remittance_of(unit))
    return print_remittance(by=unit.agent, remittance_id=row.pk, kind="deposit_receipt", at=s.NOON)


def validated(data: bytes, folder: Path) -> Any:
    """用演示的根证书验签。"""
    (signature,) = PdfFileReader(BytesIO(data)).embedded_signatures
    root = load_cert_from_pemder(str(folder / CHAIN))
    return validate_pdf_signature(signature, ValidationContext(trust_roots=[root]))


def test_the_pdf_carries_a_signature_that_validates(sealed: Path) -> None:
    """签名完好、证书可信、覆盖整个文件；是 PAdES；归档记着谁签的。"""
    data = file_of(a_receipt(), base_url=URL, at=s.NOON)
    found = validated(data, sealed)
    assert found.intact
    assert found.valid
    assert found.trusted
    assert found.bottom_line
    (signature,) = PdfFileReader(BytesIO(data)).embedded_signatures
    assert signature.field_name == FIELD
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert "业务专用章" in DocumentFile.objects.get().signed_by


def test_one_changed_byte_breaks_the_signature_and_the_check(sealed: Path) -> None:
    """改动一个字节：签名验不过，核验页也说被改动过。"""
    data = file_of(a_receipt(), base_url=URL, at=s.NOON)
    place = data.index(b"stream") + 40
    changed = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
    assert not validated(changed, sealed).intact
    assert verify_file(changed, ip="203.0.113.9", at=s.NOON).status == "tampered"
    assert "业务专用章" in verify_file(data, ip="203.0.113.9", at=s.NOON).signed_by


def test_the_private_key_is_only_for_its_owner(made: Path) -> None:
    """私钥别人读不到；再造一次不换。"""
    assert stat.S_IMODE((made / KEY).stat().st_mode) == 0o600
    before = (made / CERTIFICATE).read_bytes()
    assert not make_demo_seal(made, center="别的中心", at=s.NOON)
    assert (made / CERTIFICATE).read_bytes() == before


def test_the_command_makes_a_seal_only_for_the_demo(tmp_path: Path, settings: Any) -> None:
    """manage.py demo_ca：演示环境造得出来，正式环境不造。"""
    settings.GJJ_SEAL_DIR = tmp_path / "seal"
    call_command("demo_ca")
    assert (tmp_path / "seal" / CERTIFICATE).is_file()
    settings.GJJ_DEMO = False
    with pytest.raises(CommandError):
        call_command("demo_ca")


def test_without_a_seal_nothing_that_needs_one_is_given_out(tmp_path: Path, settings: Any) -> None:
    """正式环境没有印章：回执出不了，说清楚；汇缴书不盖章，照出。"""
    settings.GJJ_SEAL_DIR, settings.GJJ_DEMO = tmp_path, False
    with pytest.raises(BizError) as refused:
        file_of(a_receipt(), base_url=URL, at=s.NOON)
    assert refused.value.code == "seal_missing"
    unit, _ = s.unit_with_workers(1)
    row = s.remittance_of(unit)
    notice = print_remittance(by=unit.agent, remittance_id=row.pk, kind="remittance_notice", at=s.NOON)
    assert file_of(notice, base_url=URL, at=s.NOON).startswith(b"%PDF-")
