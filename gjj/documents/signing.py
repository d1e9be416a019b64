"""电子印章：给 PDF 签名（PAdES，SHA-256）。证书和私钥在 GJJ_SEAL_DIR；演示的由 manage.py demo_ca 造，正式的放真的。"""

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings

KEY, CERTIFICATE, CHAIN = "seal.key.pem", "seal.cert.pem", "ca.cert.pem"
"""私钥、印章证书、签发它的各级证书（从下到上拼在一起）。"""
FIELD = "CenterSeal"


@dataclass(frozen=True)
class Signed:
    """签好的 PDF 和签名证书的名字。"""

    content: bytes
    by: str


def has_seal() -> bool:
    """配置了印章的证书和私钥。"""
    return all((Path(settings.GJJ_SEAL_DIR) / name).is_file() for name in (KEY, CERTIFICATE))


def sign(pdf: bytes, *, reason: str) -> Signed:
    """签名；证书读不出来抛 RuntimeError。"""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import PdfSignatureMetadata, PdfSigner
    from pyhanko.sign.fields import SigSeedSubFilter

    folder = Path(settings.GJJ_SEAL_DIR)
    signer = _signer(folder, (folder / CERTIFICATE).stat().st_mtime_ns)
    metadata = PdfSignatureMetadata(
        field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, reason=reason,
        name=settings.GJJ_CENTER_NAME,
    )  # fmt: skip
    out = PdfSigner(metadata, signer=signer).sign_pdf(IncrementalPdfFileWriter(BytesIO(pdf)))
    return Signed(out.getvalue(), str(signer.signing_cert.subject.native["common_name"])[:200])


@cache
def _signer(folder: Path, changed: int) -> Any:
    """印章；换了证书就重新读（changed 是文件改动的时刻）。"""
    from pyhanko.sign import SimpleSigner

    chain = (str(folder / CHAIN),) if (folder / CHAIN).is_file() else ()
    passphrase = settings.GJJ_SEAL_PASSPHRASE.encode() or None
    found = SimpleSigner.load(
        str(folder / KEY), str(folder / CERTIFICATE), ca_chain_files=chain, key_passphrase=passphrase
    )
    if found is None:
        raise RuntimeError(f"电子印章的证书读不出来：{folder}")
    return found
