"""nginx 配的加密：真握一遍手。配置里写的协议、套件交给 OpenSSL 当服务器，一个协议、一个套件地试，只有写明的几套谈得成。

机器上有 nginx 的，另起一个真的（照 deploy/nginx.conf，只换证书、端口、上游），同样试一遍。
"""

import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "bin"))
from local.ports import free_port  # noqa: E402

NGINX = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
STRONG = {
    f"ECDHE-{key}-{cipher}" for key in ("ECDSA", "RSA") for cipher in ("AES128-GCM-SHA256", "AES256-GCM-SHA384", "CHACHA20-POLY1305")
}  # fmt: skip
"""TLS 1.2 许用的：前向保密的 AEAD，两种证书各三套。"""
STRONG_13 = {"TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"}
WEAKEST = "ALL:COMPLEMENTOFALL:@SECLEVEL=0"
VERSIONS = {
    "TLSv1": ssl.TLSVersion.TLSv1, "TLSv1.1": ssl.TLSVersion.TLSv1_1, "TLSv1.2": ssl.TLSVersion.TLSv1_2,
    "TLSv1.3": ssl.TLSVersion.TLSv1_3,
}  # fmt: skip
Probe = Callable[[ssl.SSLContext], str]
"""用这样的客户端去握手：谈成了哪一套；谈不成为空。"""


def certificate(folder: Path, kind: str) -> tuple[Path, Path]:
    """自己签的一张证书和私钥：rsa 或 ec。"""
    key = rsa.generate_private_key(65537, 2048) if kind == "rsa" else ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "gjj.example")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
    files = folder / f"{kind}.cert.pem", folder / f"{kind}.key.pem"
    files[0].write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return files


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Path]]:
    """两种证书。"""
    folder = tmp_path_factory.mktemp("certs")
    return {kind: certificate(folder, kind) for kind in ("rsa", "ec")}


def written(name: str) -> str:
    """配置里写的一样。"""
    (found,) = re.findall(rf"^\s*{name} ([^;]+);", NGINX, re.MULTILINE)
    return str(found)


def in_memory(certificates: dict[str, tuple[Path, Path]], ciphers: str, protocols: str) -> Probe:
    """照这样的套件、协议当服务器，不经网络握手。"""
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    wanted = sorted(VERSIONS[one] for one in protocols.split())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        server.minimum_version, server.maximum_version = wanted[0], wanted[-1]
    server.set_ciphers(ciphers)
    for cert, key in certificates.values():
        server.load_cert_chain(cert, key)

    def probe(client: ssl.SSLContext) -> str:
        to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
        ends = [client.wrap_bio(to_client, to_server), server.wrap_bio(to_server, to_client, server_side=True)]
        waiting = list(ends)
        try:
            for _ in range(8):
                for end in list(waiting):
                    try:
                        end.do_handshake()
                        waiting.remove(end)
                    except ssl.SSLWantReadError:
                        continue
        except ssl.SSLError:
            return ""
        chosen = ends[0].cipher()
        return chosen[0] if chosen and not waiting else ""

    return probe


def over_the_wire(port: int) -> Probe:
    """连真的 nginx 握手。"""

    def probe(client: ssl.SSLContext) -> str:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=3) as line, client.wrap_socket(line) as one:
                chosen = one.cipher()
                return chosen[0] if chosen else ""
        except OSError:
            return ""

    return probe


def client(version: ssl.TLSVersion, ciphers: str = WEAKEST) -> ssl.SSLContext:
    """只会这一个协议、这几套的客户端：再弱的也肯谈。"""
    one = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    one.check_hostname, one.verify_mode = False, ssl.CERT_NONE
    one.set_ciphers(ciphers)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        one.minimum_version = one.maximum_version = version
    return one


def agreed(probe: Probe) -> tuple[set[str], set[str], set[str]]:
    """谈得成的：哪几个协议、1.2 的哪几套、1.3 的哪几套。"""
    protocols = {name for name, version in VERSIONS.items() if probe(client(version))}
    known = [one["name"] for one in client(VERSIONS["TLSv1.2"]).get_ciphers() if one["protocol"] != "TLSv1.3"]
    assert len(known) > 50
    ciphers = {found for one in known if (found := probe(client(VERSIONS["TLSv1.2"], f"{one}:@SECLEVEL=0")))}
    return protocols, ciphers, {probe(client(VERSIONS["TLSv1.3"]))}


def test_only_strong_suites_are_agreed_on(certificates: dict[str, tuple[Path, Path]]) -> None:
    """配置里的：SSL 到 TLS 1.1 谈不成，1.2 只有写明的六套，1.3 是 AEAD；OpenSSL 认得的一套一套都试过。"""
    protocols, ciphers, newest = agreed(in_memory(certificates, written("ssl_ciphers"), written("ssl_protocols")))
    assert protocols == {"TLSv1.2", "TLSv1.3"}
    assert ciphers == STRONG
    assert newest <= STRONG_13


def test_a_weak_setting_would_be_found(certificates: dict[str, tuple[Path, Path]]) -> None:
    """放开套件：试的办法真谈得成没有前向保密的、不是 AEAD 的，不是谈不成才没看见。"""
    _, ciphers, _ = agreed(in_memory(certificates, WEAKEST, "TLSv1.2 TLSv1.3"))
    assert {"AES128-SHA", "ECDHE-RSA-AES128-SHA", "AES256-GCM-SHA384"} <= ciphers


@pytest.fixture
def nginx(tmp_path: Path, certificates: dict[str, tuple[Path, Path]]) -> Iterator[int]:
    """真的 nginx，照 deploy/nginx.conf；证书、端口、上游、几处路径换成这里的。"""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    if not Path(program).exists():
        pytest.skip("这台机器没有 nginx")
    port, text = free_port(), NGINX
    for old, new in (
        ("8443", str(port)), ("8080", str(free_port())), ("8081", str(free_port())), ("server web:8000", "server 127.0.0.1:9"),
        ("/etc/nginx/pages/", f"{ROOT}/deploy/pages/"), ("/tmp/", f"{tmp_path}/"), ("/dev/stderr", "stderr"), ("/dev/stdout", f"{tmp_path}/access.log"),
        ("include /etc/nginx/mime.types;", ""), ("  http2 on;\n", ""),
        ("ssl_certificate /etc/nginx/certs/fullchain.pem;\n    ssl_certificate_key /etc/nginx/certs/privkey.pem;",
         " ".join(f"ssl_certificate {cert}; ssl_certificate_key {key};" for cert, key in certificates.values())),
    ):  # fmt: skip
        assert old in text, old
        text = text.replace(old, new)
    (tmp_path / "nginx.conf").write_text(text, encoding="utf-8")
    server = subprocess.Popen([program, "-p", tmp_path, "-c", tmp_path / "nginx.conf", "-g", "daemon off;"])
    try:
        for _ in range(50):
            if over_the_wire(port)(client(VERSIONS["TLSv1.3"])):
                break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(10)


def test_the_real_nginx_agrees_on_nothing_else(nginx: int) -> None:
    """真的 nginx 也一样。"""
    protocols, ciphers, newest = agreed(over_the_wire(nginx))
    assert (protocols, ciphers) == ({"TLSv1.2", "TLSv1.3"}, STRONG)
    assert newest <= STRONG_13
