"""加密的列：库里是密文，程序里是明文；不能排序、不能模糊查，要查用旁边的盲索引。"""

from collections.abc import Iterable
from typing import Any

from django.db import models

from gjj.crypto import box


class EncryptedBytesField(models.BinaryField):
    """加密的字节串。"""

    description = "加密的字节串"
    # 给类型检查看的：读写的都是明文
    _pyi_private_set_type: bytes
    _pyi_private_get_type: bytes

    def _aad(self) -> str:
        return f"{self.model._meta.db_table}.{self.column}"

    def seal(self, plain: Any) -> bytes:
        """加密成这一列的密文，给成批写入用。"""
        return box.encrypt(bytes(plain), self._aad())

    def open(self, sealed: bytes) -> Any:
        """解开这一列的密文。"""
        return box.decrypt(bytes(sealed), self._aad())

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else self.open(bytes(value))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None:
            return None
        return super().get_db_prep_value(self.seal(value), connection, prepared)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise TypeError("加密的列不能用来查找，请用盲索引")
        return super().get_lookup(lookup_name)


class EncryptedTextField(EncryptedBytesField):
    """加密的文字。"""

    description = "加密的文字"
    _pyi_private_set_type: str  # type: ignore[assignment]
    _pyi_private_get_type: str  # type: ignore[assignment]

    def seal(self, plain: Any) -> bytes:
        return box.encrypt(str(plain).encode(), self._aad())

    def seal_many(self, plains: Iterable[str]) -> list[bytes]:
        """一批各自加密成这一列的密文。"""
        return box.encrypt_many([plain.encode() for plain in plains], self._aad())

    def open(self, sealed: bytes) -> str:
        return str(box.decrypt(bytes(sealed), self._aad()).decode())

    def value_to_string(self, obj: Any) -> str:
        raise TypeError("加密的列不参加序列化导出")

    def to_python(self, value: Any) -> Any:
        return value
