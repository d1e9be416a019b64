"""清册里各种错误、提醒各有几处：在库里数，不读行，也不解密。"""

from collections import Counter
from dataclasses import dataclass

from django.db import connection
from django.db.models import QuerySet

from deposits.models import ChangeList, ChangeRow
from deposits.rules.row_codes import KINDS, pattern_of, read_token

COUNT = """
SELECT token, count(*) FROM deposits_changerow r, unnest(string_to_array(r.codes, ' ')) token
 WHERE r.change_list_id = %s AND r.applied_at IS NULL AND r.codes <> '' GROUP BY token
"""


@dataclass(frozen=True)
class Found:
    """一种错误或提醒：编码、几处、其中几处能采纳。"""

    code: str
    count: int
    adoptable: int


def found_codes(head: ChangeList, kind: str) -> list[Found]:
    """没生效的行里有哪些错误（errors）或提醒（warnings），多的在前。"""
    with connection.cursor() as cursor:
        cursor.execute(COUNT, [head.pk])
        tokens = [(*read_token(token), number) for token, number in cursor.fetchall()]
    counts: Counter[str] = Counter()
    adoptable: Counter[str] = Counter()
    for letter, code, can, number in sorted(tokens):
        if letter == KINDS[kind]:
            counts[code] += number
            adoptable[code] += number * can
    return [Found(code, number, adoptable[code]) for code, number in counts.most_common()]


def rows_with(head: ChangeList, code: str, *, adoptable: bool = False) -> QuerySet[ChangeRow]:
    """有这种错误或提醒的行，照行号；adoptable 只要算得出改法的。"""
    rows = ChangeRow.objects.filter(change_list=head).order_by("row")
    pattern = pattern_of(code, adoptable=adoptable)
    return rows.none() if pattern is None else rows.filter(codes__regex=pattern)
