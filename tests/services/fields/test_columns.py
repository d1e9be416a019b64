"""按列成批写入：和逐个写的一样，加密的列照样加密，已有的跳过，列没给全不写。"""

from typing import Any

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from gjj.fields import columns
from gjj.fields.columns import insert_columns
from gjj.identity.models import Branch, Person
from tests import situations as s

pytestmark = pytest.mark.django_db
SECRET = {"id_no": ["110101199003070011", "110101199003070038"], "mobile": ["13800000001", None]}


def people(*indexes: str, **instead: Any) -> list[tuple[Any, ...]]:
    """写几个人，返回写进去的索引和编号。"""
    count = len(indexes)
    given: dict[str, Any] = {
        "name": ["甲乙"] * count, "name_pinyin": ["jiayi"] * count, "name_initials": ["jy"] * count,
        "id_no": SECRET["id_no"][:count], "id_no_index": list(indexes), "mobile": SECRET["mobile"][:count],
        "mobile_index": ["m", None][:count],
    }  # fmt: skip
    same = {"id_no_tail_index": None, "bank_card": None, "bank_card_index": None, "created_at": s.NOON}
    return insert_columns(Person, {**given, **instead}, same=same, returning=("id_no_index", "id"), skip_existing=True)


def test_what_is_written_reads_back_the_same() -> None:
    """读回来的和写进去的一样：密的、空的、每行一样的都在。"""
    written = dict(people("a", "b"))
    first, second = (Person.objects.get(pk=written[index]) for index in ("a", "b"))
    assert [first.id_no, second.id_no] == SECRET["id_no"]
    assert [first.mobile, second.mobile, second.mobile_index] == [*SECRET["mobile"], None]
    assert first.created_at == second.created_at == s.NOON


def test_secrets_are_never_written_plain() -> None:
    """库里是密文，两个人的密文不一样。"""
    people("a", "b")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_no FROM identity_person WHERE id_no_index IN ('a', 'b')")
        kept = [bytes(row[0]) for row in cursor.fetchall()]
    assert len(set(kept)) == 2
    assert not any(plain.encode() in sealed for plain in SECRET["id_no"] for sealed in kept)


def test_those_already_there_are_skipped_and_not_told() -> None:
    """已有的不改也不返回。"""
    people("a")
    assert [index for index, _ in people("a", "b", name=["别名", "丙丁"])] == ["b"]
    assert Person.objects.get(id_no_index="a").name == "甲乙"


def test_without_skipping_a_duplicate_is_an_error() -> None:
    """没说跳过，重复就是错，一行也不写。"""
    given = {"code": ["x", "y", "x"], "name": ["一", "二", "三"]}
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_columns(Branch, given, same={"area": "*"})
    assert not Branch.objects.filter(code__in=("x", "y")).exists()


def test_more_rows_than_one_statement_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """一条语句放不下的分几条，一行不少，次序不乱。"""
    monkeypatch.setattr(columns, "PART", 2)
    codes = [f"p{number}" for number in range(5)]
    told = insert_columns(Branch, {"code": codes, "name": codes}, same={"area": "*"}, returning=("code",))
    assert told == [(code,) for code in codes]


def test_a_column_forgotten_is_not_written_as_empty() -> None:
    """少给一列，不写，说少了哪一列。"""
    with pytest.raises(ValueError, match="area"):
        insert_columns(Branch, {"code": ["x"], "name": ["一"]}, same={})


def test_what_is_too_long_is_an_error_and_not_cut_short() -> None:
    """放不下的是错，不会悄悄截短。"""
    with pytest.raises(DataError), transaction.atomic():
        insert_columns(Branch, {"code": ["too long"], "name": ["一"]}, same={"area": "*"})
