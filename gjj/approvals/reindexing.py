"""换索引的密钥时，审批里签着的盲索引记下同一个号码用另一把密钥算的是哪一个：签的一个字不变，换过以后照样批得了、对得上。

照密文里的号码算；原来的样子里的（还没有换掉的号码）照登记着的那一行。
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from psycopg2 import sql

from gjj.approvals.models import Proposal
from gjj.crypto.blind import blind_index, card_index, other_of
from gjj.crypto.slots import briefly, pairs

LENGTH = 64
STANDING = ("proposed", "approved", "effective")
"""没有批的、撤回的、作废的不再用到。"""
BATCH = 500


def unlearned() -> int:
    """还有几份没有记。要两把密钥都在。"""
    return sum(1 for part in _parts() for row, told in _told(part) if told != row.also)


def learn() -> int:
    """都记下，返回记了几份；以属主身份，平时守着这一栏的触发器关掉几毫秒，五秒关不成（别人开着事务）就抛 OperationalError，再跑一遍。"""
    done = 0
    for part in _parts():
        fresh = [(row, told) for row, told in _told(part) if told != row.also]
        if not fresh:
            continue
        for row, told in fresh:
            row.also = told
        with transaction.atomic(), connection.cursor() as cursor:
            briefly(cursor, sql.SQL("ALTER TABLE approvals_proposal DISABLE TRIGGER USER"))
            Proposal.objects.bulk_update([row for row, _ in fresh], ("also",))
            cursor.execute("ALTER TABLE approvals_proposal ENABLE TRIGGER USER")
        done += len(fresh)
    return done


def _parts() -> Iterator[list[Proposal]]:
    last = 0
    while part := list(Proposal.objects.filter(pk__gt=last, status__in=STANDING).order_by("pk")[:BATCH]):
        last = part[-1].pk
        yield part


def _told(part: Sequence[Proposal]) -> Iterator[tuple[Proposal, dict[str, list[str]]]]:
    """一批里写着盲索引的，各该记什么：写着的那个 → 别的；从前记过的留着。"""
    written = {row.pk: set(_digests([row.content, row.before])) for row in part}
    registered = _registered({one for found in written.values() for one in found})
    for row in part:
        known = {**registered, **_of_secret(row)}
        told: dict[str, list[str]] = {}
        for digest in sorted(written[row.pk]):
            forms = {digest, *row.also.get(digest, ())}
            forms |= {other for one in forms for other in known.get(one, ())}
            if len(forms) > 1:
                told[digest] = sorted(forms - {digest})
        if told or row.also:
            yield row, told


def _digests(facts: Any) -> Iterator[str]:
    """里面像盲索引的字。"""
    if isinstance(facts, str) and len(facts) == LENGTH and set(facts) <= set("0123456789abcdef"):
        yield facts
    elif isinstance(facts, Mapping):
        yield from _digests(list(facts.values()))
    elif isinstance(facts, list):
        for one in facts:
            yield from _digests(one)


def _of_secret(row: Proposal) -> dict[str, tuple[str, ...]]:
    """另存的号码，两套的索引：一套 → 另一套。"""
    if not row.secret:
        return {}
    numbers = [
        value for name, value in row.whole.items() if name not in row.content and isinstance(value, str) and value
    ]
    found: dict[str, tuple[str, ...]] = {}
    for number in numbers:
        for index in (blind_index("id_no", number), blind_index("mobile", number), card_index(number)):
            found |= _both_ways(index)
    return found


def _both_ways(index: str) -> dict[str, tuple[str, ...]]:
    other = other_of(index)
    return {str(index): (other,), other: (str(index),)} if other else {}


def _registered(digests: set[str]) -> dict[str, tuple[str, ...]]:
    """登记着的行里的：一套 → 另一套。"""
    found: dict[str, tuple[str, ...]] = {}
    for pair in pairs() if digests else ():
        if (pair.table, pair.purpose) not in REGISTERED:
            continue
        names = {
            "table": sql.Identifier(pair.table),
            "one": sql.Identifier(pair.current),
            "two": sql.Identifier(pair.other),
        }
        asked = "SELECT {one}, {two} FROM {table} WHERE {two} IS NOT NULL AND ({one} = ANY(%(all)s) OR {two} = ANY(%(all)s))"
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL(asked).format(**names), {"all": list(digests)})
            for one, two in cursor.fetchall():
                found |= {one: (two,), two: (one,)}
    return found


REGISTERED = (
    ("identity_person", "id_no"),
    ("identity_person", "mobile"),
    ("identity_person", "bank_card"),
    ("deposits_employeraccount", "bank_card"),
)
"""人、单位：审批里「原来的样子」从这两处来。"""
