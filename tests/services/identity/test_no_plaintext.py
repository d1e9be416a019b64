"""全库翻一遍：证件号、手机号、卡号、验证码、口令、令牌一个明文也没有。"""

import pytest
from django.db import connection

from gjj.identity.services.register import PersonDraft, register_persons
from gjj.identity.tokens import issue_token
from tests import situations as s
from tests.services.identity.members import BY, code_of, finish_with, member, other_code, ticket_for
from tests.situations import NOON, PASSWORD

pytestmark = pytest.mark.django_db
TABLES = """
SELECT relname FROM pg_class
 WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace
"""


def everything() -> str:
    """每张表的每一行写成文字；字节列是十六进制。"""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        tables = [row[0] for row in cursor.fetchall()]
        rows: list[str] = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            rows += [row[0] for row in cursor.fetchall()]
    assert len(tables) > 20
    return "\n".join(rows)


def is_in(secret: str, whole: str) -> bool:
    """明文、或字节列里的十六进制明文，在不在。"""
    return secret in whole or secret.encode().hex() in whole


def test_the_scan_itself_finds_what_is_there() -> None:
    """翻法本身有效：明文的姓名、写进字节列的明文都翻得出。"""
    one = member()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE identity_person SET id_no = %s WHERE id = %s", [one.id_no.encode() * 2, one.person_id])
    whole = everything()
    assert is_in(one.username, whole)
    assert is_in(one.id_no, whole)


def test_after_signing_in_and_filing_no_number_is_readable() -> None:
    """登记、登录、试错、上传清册、确认之后，全库没有一个明文。"""
    one = member()
    card = "6222021234567890123"
    register_persons(by=BY, drafts=[PersonDraft("持卡人", s.worker().id_no, "13911112222", card)], at=NOON)
    ticket = ticket_for(one)
    code = code_of(ticket)
    finish_with(ticket, other_code(code))
    token = issue_token(login_id=one.login_id, scopes=["person"], at=NOON)
    unit, workers = s.unit(), [s.worker() for _ in range(4)]
    s.filed(unit, [s.line("开户", workers[3])])
    s.confirmed(unit, [s.line("开户", one) for one in workers[:3]])
    whole = everything()
    secrets = [one.id_no, one.mobile, card, "13911112222", PASSWORD, token]
    secrets += [worker.id_no for worker in workers] + [worker.mobile for worker in workers]
    assert [secret for secret in secrets if is_in(secret, whole)] == []
    assert f"验证码 {code}" not in whole
