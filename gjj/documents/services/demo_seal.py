"""演示用的电子印章：自己签发的根证书和它签发的印章证书。正式的由电子认证服务机构签发，不用这里。"""

import os
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from gjj.documents.signing import CERTIFICATE, CHAIN, KEY

YEARS = timedelta(days=3650)
BITS = 3072


def make_demo_seal(folder: Path, *, center: str, at: datetime) -> bool:
    """在文件夹里造一套演示证书；已经有的不动。返回是不是新造的。"""
    if (folder / KEY).exists() and (folder / CERTIFICATE).exists():
        return False
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    root_key, seal_key = _key(), _key()
    root_name, seal_name = _name("演示根证书（不受信任）"), _name(f"{center}业务专用章（演示）", center)
    root = _signed(root_name, root_name, root_key, root_key, at, is_root=True)
    seal = _signed(seal_name, root_name, seal_key, root_key, at, is_root=False)
    _write(folder / CHAIN, root.public_bytes(serialization.Encoding.PEM))
    _write(folder / CERTIFICATE, seal.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    _write(
        folder / KEY,
        seal_key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain),
    )
    return True


def _key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=BITS)


def _name(common: str, organization: str = "演示") -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _signed(
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey, by: rsa.RSAPrivateKey, at: datetime, *, is_root: bool
) -> x509.Certificate:
    """一张证书：根能签发别的，印章只能签名（含不可否认）。"""
    usage = x509.KeyUsage(
        digital_signature=not is_root, content_commitment=not is_root, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=is_root, crl_sign=is_root, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=365))
        .not_valid_after(at + YEARS)
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=0 if is_root else None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(by.public_key()), critical=False)
        .sign(by, hashes.SHA256())
    )


def _write(path: Path, data: bytes) -> None:
    """只有自己读得到；先写完再换名，写一半的不算。"""
    scratch = path.with_suffix(".part")
    with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
    scratch.replace(path)
