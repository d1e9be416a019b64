"""加密的列：库里是密文，换列、改字节、没有密钥都解不开，换了密钥旧的还读得出。"""

import hashlib
import os
from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.core import serializers
from django.db import connection

from gjj.crypto import box
from gjj.crypto.fields import EncryptedTextField
from gjj.identity.models import Person

pytestmark = pytest.mark.django_db
ID_NO = "419901199003070011"
AT = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)


def a_person(**facts: Any) -> Person:
    """直接存一个人。"""
    values = {"id_no": ID_NO, "id_no_index": "a" * 64, **facts}
    return Person.objects.create(name="某人", name_pinyin="mouren", name_initials="mr", created_at=AT, **values)


def stored(person: Person, column: str = "id_no") -> bytes:
    """库里真正存的字节。"""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM identity_person WHERE id = %s", [person.pk])
        return bytes(cursor.fetchone()[0])


def test_the_column_holds_ciphertext_and_reads_back_plain() -> None:
    """库里是密文，读出来是原文。"""
    person = a_person()
    assert ID_NO.encode() not in stored(person)
    assert stored(person)[0] == 1
    assert Person.objects.get(pk=person.pk).id_no == ID_NO


def test_the_same_number_is_sealed_differently_each_time() -> None:
    """同一个号码两次加密不一样，看不出是同一个人。"""
    assert stored(a_person()) != stored(a_person(id_no_index="b" * 64))


def test_an_empty_number_stays_null() -> None:
    """没有的手机号是空，不是空串的密文。"""
    assert Person.objects.filter(pk=a_person().pk, mobile__isnull=True).exists()


def test_ciphertext_moved_to_another_column_does_not_open() -> None:
    """把证件号的密文挪到卡号列，解不开。"""
    person = a_person()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE identity_person SET bank_card = id_no, bank_card_index = %s WHERE id = %s", ["c" * 64, person.pk]
        )
    with pytest.raises(InvalidTag):
        Person.objects.get(pk=person.pk)


@pytest.mark.parametrize("place", [1, 13, -1])
def test_one_changed_byte_does_not_open(place: int) -> None:
    """随机数、内容、标签改一个字节都解不开。"""
    sealed = bytearray(box.encrypt(b"13900000000", "t.c"))
    sealed[place] ^= 1
    with pytest.raises(InvalidTag):
        box.decrypt(bytes(sealed), "t.c")


def test_old_rows_still_open_after_the_key_is_changed(settings: Any) -> None:
    """换了密钥：旧的照样读得出，新写的用新密钥。"""
    old = a_person()
    keys = settings.GJJ_KEYS
    settings.GJJ_KEYS = {**keys, "current": 2, "keys": {**keys["keys"], 2: os.urandom(32)}}
    new = a_person(id_no_index="b" * 64)
    assert (stored(old)[0], stored(new)[0]) == (1, 2)
    assert {person.id_no for person in Person.objects.filter(pk__in=(old.pk, new.pk))} == {ID_NO}


def test_a_lost_key_is_said_aloud(settings: Any) -> None:
    """密钥丢了就报错，不会当成空。"""
    person = a_person()
    settings.GJJ_KEYS = {**settings.GJJ_KEYS, "current": 9, "keys": {9: os.urandom(32)}}
    with pytest.raises(KeyError):
        Person.objects.get(pk=person.pk)


def test_without_keys_nothing_is_written(settings: Any) -> None:
    """没有密钥时写不进去，不会退回明文。"""
    settings.GJJ_KEYS = {}
    with pytest.raises(RuntimeError, match="没有密钥"):
        a_person()


def test_an_encrypted_column_cannot_be_searched() -> None:
    """加密的列不能用来查找，逼人用盲索引。"""
    with pytest.raises(TypeError, match="盲索引"):
        Person.objects.filter(id_no=ID_NO).exists()


def test_an_encrypted_column_is_never_serialised() -> None:
    """导出成 JSON 会被拒绝，明文不会漏进导出文件。"""
    with pytest.raises(TypeError, match="序列化"):
        serializers.serialize("json", [a_person()])


def test_bulk_sealing_equals_the_column() -> None:
    """成批写入用的 seal 和列自己写的一样能读。"""
    field = Person._meta.get_field("mobile")
    assert isinstance(field, EncryptedTextField)
    person = a_person()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE identity_person SET mobile = %s, mobile_index = %s WHERE id = %s",
            [field.seal("13900000001"), "d" * 64, person.pk],
        )
    assert Person.objects.get(pk=person.pk).mobile == "13900000001"


def test_the_national_cipher_is_the_published_one() -> None:
    """SM4、SM3 就是公布的算法：GB/T 32907-2016 附录 A、GB/T 32905-2016 附录 A 的数。"""
    key = bytes.fromhex("0123456789abcdeffedcba9876543210")
    one = Cipher(algorithms.SM4(key), modes.ECB()).encryptor()
    assert (one.update(key) + one.finalize()).hex() == "681edf34d206965e86b3e94f536e4246"
    assert hashlib.new("sm3", b"abc").hexdigest() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_the_national_cipher_in_the_box_follows_rfc_8998() -> None:
    """SM4-GCM 和 RFC 8998 附录 A.1 的数对得上；改一个字节、换一列都解不开，太短的也是。"""
    key, nonce = bytes.fromhex("0123456789abcdeffedcba9876543210"), bytes.fromhex("00001234567800000000abcd")
    about = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    plain = b"".join(bytes([one]) * 8 for one in (0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF, 0xEE, 0xAA))
    sealed = box.SM4GCM(key).encrypt(nonce, plain, about)
    assert sealed[:16].hex() == "17f399f08c67d5ee19d0dc9969c4bb7d"
    assert sealed[-16:].hex() == "83de3541e4c2b58177e065a9bf7b62ec"
    assert box.SM4GCM(key).decrypt(nonce, sealed, about) == plain
    for wrong, what in ((sealed[:-1] + b"\0", about), (sealed, b"x"), (b"short", about)):
        with pytest.raises(InvalidTag):
            box.SM4GCM(key).decrypt(nonce, wrong, what)
