"""加密盒：AES-256-GCM，首字节是密钥编号，关联数据是「表.列」，换一列就解不开。"""

import hashlib
import hmac
import os
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE = 12
BLOCK = 64
INNER, OUTER = bytes(one ^ 0x36 for one in range(256)), bytes(one ^ 0x5C for one in range(256))


@lru_cache(maxsize=8)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


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
    """明文；密钥编号不认得抛 KeyError，内容或列不对抛 InvalidTag。"""
    keys = _keys()
    nonce, body = sealed[1 : 1 + NONCE], sealed[1 + NONCE :]
    return _cipher(keys["keys"][sealed[0]]).decrypt(nonce, body, aad.encode())


def hmac_hex(purpose: str, value: str, *, key: str = "index") -> str:
    """带用途的 HMAC-SHA256，64 个十六进制字符；key 取 index（盲索引）、code（验证码）或 audit（审计链）。"""
    secret: bytes = _keys()[key]
    return hmac.new(secret, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


def hmac_hex_many(purpose: str, values: Iterable[str], *, key: str = "index") -> list[str]:
    """一批带用途的 HMAC-SHA256，和 hmac_hex 逐个算的一样：内外两层的开头（RFC 2104）只算一次。"""
    padded = _block(_keys()[key])
    inner = hashlib.sha256(padded.translate(INNER) + f"{purpose}\0".encode()).copy
    outer = hashlib.sha256(padded.translate(OUTER)).copy
    found = []
    for value in values:
        inside, outside = inner(), outer()
        inside.update(value.encode())
        outside.update(inside.digest())
        found.append(outside.hexdigest())
    return found


def _block(secret: bytes) -> bytes:
    """密钥补足一块；比一块长的先取摘要（RFC 2104）。"""
    return (hashlib.sha256(secret).digest() if len(secret) > BLOCK else secret).ljust(BLOCK, b"\0")
