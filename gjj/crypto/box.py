"""加密盒：首字节是密钥编号，关联数据是「表.列」，换一列就解不开；一把密钥用 AES-256-GCM 还是国密 SM4-GCM，写在密钥里。"""

import hashlib
import hmac
import logging
import os
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

log = logging.getLogger("gjj.crypto")

NONCE, TAG = 12, 16
BLOCK = 64
INNER, OUTER = bytes(one ^ 0x36 for one in range(256)), bytes(one ^ 0x5C for one in range(256))


Secret = bytes | tuple[str, bytes]
"""一把密钥：只有字节的是 AES-256-GCM、SHA-256；带名字的照名字（sm4-gcm、sm3）。"""


class SM4GCM:
    """国密 SM4-GCM（GB/T 32907），和 AESGCM 同样的用法：密文后面跟 16 字节标签。"""

    def __init__(self, key: bytes) -> None:
        self._key = algorithms.SM4(key)

    def encrypt(self, nonce: bytes, plain: bytes, about: bytes) -> bytes:
        """加密。"""
        sealing = Cipher(self._key, modes.GCM(nonce)).encryptor()
        sealing.authenticate_additional_data(about)
        return sealing.update(plain) + sealing.finalize() + sealing.tag

    def decrypt(self, nonce: bytes, body: bytes, about: bytes) -> bytes:
        """解密；内容或列不对抛 InvalidTag。"""
        if len(body) < TAG:
            raise InvalidTag
        opening = Cipher(self._key, modes.GCM(nonce, body[-TAG:])).decryptor()
        opening.authenticate_additional_data(about)
        return opening.update(body[:-TAG]) + opening.finalize()


CIPHERS: dict[str, tuple[Callable[[bytes], AESGCM | SM4GCM], int]] = {
    "aes-256-gcm": (AESGCM, 32),
    "sm4-gcm": (SM4GCM, 16),
}
"""密钥里能写的算法，和密钥几个字节。"""
DIGESTS = frozenset({"sha256", "sm3"})
"""盲索引、验证码、审计链的密钥里能写的杂凑。"""


@lru_cache(maxsize=8)
def _cipher(key: Secret) -> AESGCM | SM4GCM:
    name, secret = ("aes-256-gcm", key) if isinstance(key, bytes) else key
    return CIPHERS[name][0](secret)


SLOTS = {"a": "index", "b": "index_b"}
"""盲索引的两套，和各自的密钥在 GJJ_KEYS 里的名字。"""


def current_slot() -> str:
    """这个进程照哪一套盲索引查：a 或 b；GJJ_KEYS 里没写的是 a。"""
    return str(settings.GJJ_KEYS.get("index_current", "a"))


def other_slot() -> str:
    """另一套。"""
    return "b" if current_slot() == "a" else "a"


def has_both() -> bool:
    """两套的密钥这个进程都有：写的时候两套一起写。"""
    return all(name in settings.GJJ_KEYS for name in SLOTS.values())


def _hashing(key: str) -> tuple[bytes, str]:
    name = SLOTS[current_slot()] if key == "index" else SLOTS[other_slot()] if key == "index_other" else key
    secret: Secret = _keys()[name]
    return (secret, "sha256") if isinstance(secret, bytes) else (secret[1], secret[0])


class KeyMissing(KeyError):
    """密文用的那一把密钥，这个进程没有：换密钥时先动了 current，或者拿掉旧的早了。"""

    def __str__(self) -> str:
        return (
            f"这个进程没有第 {self.args[0]} 把密钥，用它加密的读不出。"
            "请在 GJJ_KEYS 的 keys 里添上这一把再重起（docs/operations.md「换密钥」）"
        )


_met_without: set[int] = set()
"""遇到过的、自己没有的密钥的编号：健康检查说得出是哪一把。"""


def missing_keys() -> list[int]:
    """遇到过用它加密的密文、自己却没有的密钥的编号；都有为空。"""
    return sorted(_met_without - set(_keys()["keys"]))


def _opening(number: int) -> Secret:
    """解密用的那一把；没有抛 KeyMissing，头一次遇到写进日志。"""
    keys: dict[int, Secret] = _keys()["keys"]
    if number in keys:
        return keys[number]
    missing = KeyMissing(number)
    if number not in _met_without:
        _met_without.add(number)
        log.error("%s", missing)
    raise missing


def _keys() -> dict[str, Any]:
    keys: dict[str, Any] = settings.GJJ_KEYS
    if not keys:
        raise RuntimeError("没有密钥：请设置 GJJ_KEYS")
    return keys


def encrypt(plain: bytes, aad: str) -> bytes:
    """密文：密钥编号 1 字节 + 随机数 12 字节 + 密文与标签。"""
    keys = _keys()
    nonce = os.urandom(NONCE)
    number = keys["current"]
    return bytes([number]) + nonce + _cipher(keys["keys"][number]).encrypt(nonce, plain, aad.encode())


def encrypt_many(plains: Sequence[bytes], aad: str) -> list[bytes]:
    """一批各自加密，每个有自己的随机数；成批写入用。"""
    keys = _keys()
    number = keys["current"]
    first, about, seal = bytes([number]), aad.encode(), _cipher(keys["keys"][number]).encrypt
    block = os.urandom(NONCE * len(plains))
    nonces = [block[start : start + NONCE] for start in range(0, len(block), NONCE)]
    return [first + nonce + seal(nonce, plain, about) for nonce, plain in zip(nonces, plains, strict=True)]


def decrypt(sealed: bytes, aad: str) -> bytes:
    """明文；没有那一把密钥抛 KeyMissing（也是 KeyError），内容或列不对抛 InvalidTag。"""
    nonce, body = sealed[1 : 1 + NONCE], sealed[1 + NONCE :]
    return _cipher(_opening(sealed[0])).decrypt(nonce, body, aad.encode())


def hmac_hex(purpose: str, value: str, *, key: str = "index") -> str:
    """带用途的 HMAC（SHA-256，密钥写了 sm3 的用 SM3），64 个十六进制字符。

    key 取 index（盲索引，这个进程查的那一套）、index_other（另一套）、code（验证码）或 audit（审计链）。
    """
    secret, name = _hashing(key)
    return hmac.new(secret, f"{purpose}\0{value}".encode(), name).hexdigest()


def hmac_hex_many(purpose: str, values: Iterable[str], *, key: str = "index") -> list[str]:
    """一批带用途的 HMAC，和 hmac_hex 逐个算的一样：内外两层的开头（RFC 2104）只算一次。"""
    secret, name = _hashing(key)
    start = hashlib.sha256 if name == "sha256" else partial(hashlib.new, name)
    padded = (start(secret).digest() if len(secret) > BLOCK else secret).ljust(BLOCK, b"\0")
    inner = start(padded.translate(INNER) + f"{purpose}\0".encode()).copy
    outer = start(padded.translate(OUTER)).copy
    found = []
    for value in values:
        inside, outside = inner(), outer()
        inside.update(value.encode())
        outside.update(inside.digest())
        found.append(outside.hexdigest())
    return found


def number_of(sealed: bytes) -> int:
    """这份密文是第几把密钥加的。"""
    return sealed[0]


def current_number() -> int:
    """现在用第几把密钥加密。"""
    return int(_keys()["current"])
