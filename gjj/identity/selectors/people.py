"""查自然人与单位。"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from gjj.crypto.blind import blind_index, column_of, tail_index
from gjj.identity.models import Employer, Person

TAIL = re.compile(r"\d{3}[0-9Xx]")
WHOLE = re.compile(r"\d{17}[0-9Xx]")


@dataclass(frozen=True)
class PersonFacts:
    """一个自然人的事实（明文，只在有权的地方用）。"""

    id: int
    name: str
    id_no: str
    mobile: str


def among(indexes: Iterable[str]) -> RawSQL:
    """一批盲索引，给 ``…_index__in`` 用：合成一个参数，十万个也只是一句短的 SQL。"""
    return RawSQL("SELECT unnest(string_to_array(%s, ','))", [",".join(indexes)])


@dataclass(frozen=True, slots=True)
class Known:
    """登记过的人：编号、姓名、有没有手机号。"""

    pk: int
    name: str
    has_mobile: bool


THESE_PEOPLE = """
SELECT asked.index, person.id, person.name, person.mobile IS NOT NULL
  FROM unnest(string_to_array(%s, ',')) AS asked (index) JOIN identity_person AS person ON person.{id_no_index} = asked.index
"""
"""连接，不用 IN：数据库知道问了几个，不必先把十万个索引去重。"""


def persons_by_index(indexes: Iterable[str]) -> dict[str, Known]:
    """证件号盲索引 → 登记过的人。"""
    with connection.cursor() as cursor:
        cursor.execute(
            THESE_PEOPLE.format(id_no_index=column_of(Person, "id_no_index")), [",".join(dict.fromkeys(indexes))]
        )
        return {index: Known(pk, name, bool(has_mobile)) for index, pk, name, has_mobile in cursor.fetchall()}


def person_facts(ids: Iterable[int]) -> dict[int, PersonFacts]:
    """编号 → 事实。"""
    people = Person.objects.filter(pk__in=list(ids)).only("id", "name", "id_no", "mobile")
    return {person.pk: PersonFacts(person.pk, person.name, person.id_no, person.mobile or "") for person in people}


def own_row(person_id: int | None) -> QuerySet[Person]:
    """本人登记着的那一行（证件号码、手机号、卡号读得出来）；只给本人看自己的页面用。"""
    return Person.objects.filter(pk=person_id or 0)


def employer_name(employer_id: int) -> str:
    """单位名称；没有时为空串。"""
    return Employer.objects.filter(pk=employer_id).values_list("name", flat=True).first() or ""


def employer_uscc(employer_id: int) -> str:
    """统一社会信用代码。"""
    return Employer.objects.filter(pk=employer_id).values_list("uscc", flat=True).first() or ""


def id_indexes(text: str) -> QuerySet[Any]:
    """对得上的人的证件号盲索引，给只记了盲索引的表用；和 person_matches 一样找。"""
    return Person.objects.filter(person_matches(text)).values("id_no_index")


def person_matches(text: str, path: str = "") -> Q:
    """人对不对得上：姓名、全拼、首字母、证件号后四位或全号；path 是查询里到自然人的路径，如 person__。"""
    lower = text.lower()
    found = Q(**{f"{path}name__icontains": text}) | Q(**{f"{path}name_pinyin__startswith": lower})
    found |= Q(**{f"{path}name_initials__startswith": lower})
    if TAIL.fullmatch(text):
        found |= Q(**{f"{path}id_no_tail_index": tail_index(text)})
    if WHOLE.fullmatch(text):
        found |= Q(**{f"{path}id_no_index": blind_index("id_no", text.upper())})
    return found
