"""号码有没有以明文留下：数据库里每张表的每一行、会话、日志、消息服务，拿库里全部的证件号、手机号、银行账号去比。"""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import redis
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection

from deposits.models import EmployerAccount
from gjj.identity.models import Person

SHORTEST = 11
"""手机号这么长；更短的一串数字不是号码。"""
RUN = re.compile(rb"[0-9]{11,}[0-9Xx]?")
HEX = re.compile(rb"\\\\x([0-9a-f]{22,})")

TABLES = """
SELECT relname FROM pg_class
 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY 1
"""
"""全部的表；分区在它的总表里。"""


def numbers() -> frozenset[bytes]:
    """库里全部的证件号、手机号、银行账号（解开来的）。"""
    people = (one for person in Person.objects.iterator() for one in (person.id_no, person.mobile, person.bank_card))
    units = (one.bank_account for one in EmployerAccount.objects.iterator())
    return frozenset(str(one).upper().encode() for one in (*people, *units) if one)


def found_in(content: bytes, known: frozenset[bytes]) -> set[bytes]:
    """这一段里有哪些号码：连着的数字里每个够长的一截都比。"""
    lengths = {len(one) for one in known}
    runs = {one.upper() for one in RUN.findall(content)}
    parts = ((run, start, size) for run in runs for size in lengths for start in range(len(run) - size + 1))
    return {piece for run, start, size in parts if (piece := run[start : start + size]) in known}


def places(data: Path, broker: str) -> Iterator[tuple[str, bytes]]:
    """到哪里去找：表、会话、日志、消息服务，各给名字和内容；加密的列解成字节再看，不只看十六进制。"""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        tables = [name for (name,) in cursor.fetchall()]
        for table in tables:
            written = io.BytesIO()
            cursor.copy_expert(f'COPY (SELECT * FROM "{table}") TO STDOUT', written)
            content = written.getvalue()
            yield (
                f"表 {table}",
                content + b"\n".join(bytes.fromhex(one.decode()[: len(one) // 2 * 2]) for one in HEX.findall(content)),
            )
    for one in Session.objects.iterator():
        yield "会话", repr(SessionStore().decode(one.session_data)).encode()
    for path in sorted((data / "logs").iterdir()):
        yield f"日志 {path.name}", path.read_bytes()
    client = redis.Redis.from_url(broker)
    for key in client.scan_iter():
        yield "消息服务", bytes(key) + (client.dump(key) or b"")
