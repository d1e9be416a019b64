"""身份的恒等式：平时成立；每种坏事都查得出。"""

from typing import Any

import pytest
from django.db import connection

from gjj.identity.invariants import INVARIANTS
from gjj.identity.models import Grant, SignInCode, SmsDevice
from gjj.messaging.invariants import INVARIANTS as MESSAGING
from gjj.work.drain import drain
from gjj.work.models import OutboxRow
from tests.services.identity.members import code_of, finish_with, member, other_code, ticket_for, waiting_code
from tests.situations import NOON, TODAY

pytestmark = pytest.mark.django_db


def violations(name: str) -> int:
    """某一条的违反者有几个。"""
    sql = next(one.sql for one in (*INVARIANTS, *MESSAGING) if one.id == name)
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return len(cursor.fetchall())


def run(sql: str, *values: Any) -> None:
    """背着服务直接改库。"""
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_all_hold_after_ordinary_work() -> None:
    """正常登记、登录、试错之后，全部成立。"""
    one = member()
    ticket = ticket_for(one)
    finish_with(ticket, other_code(code_of(ticket)))
    finish_with(ticket, code_of(ticket))
    drain(NOON)
    assert {invariant.id: violations(invariant.id) for invariant in INVARIANTS} == {one.id: 0 for one in INVARIANTS}


@pytest.mark.parametrize("column", ["id_no", "mobile", "bank_card"])
def test_a_plain_number_in_a_column_is_found(column: str) -> None:
    """有人把明文写进加密的列，查得出。"""
    pk = member().person_id
    run(f"UPDATE identity_person SET {column} = %s, {column}_index = %s WHERE id = %s", b"13900000000", "f" * 64, pk)
    assert violations("identity.numbers_sealed") == 1


def test_a_short_index_is_found() -> None:
    """索引不是 64 个字符，查得出。"""
    run("UPDATE identity_person SET id_no_index = 'short' WHERE id = %s", member().person_id)
    assert violations("identity.numbers_sealed") == 1


def test_a_login_without_its_factor_is_found() -> None:
    """登录少了或多了短信因子，查得出。"""
    one, another = member(), member()
    SmsDevice.objects.filter(user_id=one.login_id).delete()
    SmsDevice.objects.create(user_id=another.login_id, name="又一个")
    assert violations("identity.one_factor_per_login") == 2


def test_an_administrator_who_is_auditor_is_found() -> None:
    """绕过服务让一人兼任系统管理员和审计员，查得出。"""
    one = member("auditor", "all")
    Grant.objects.create(login_id=one.login_id, role="system_admin", scope="all", valid_from=TODAY)
    assert violations("identity.roles_apart") == 1


@pytest.mark.parametrize("change", ["used_at = expires_at", "used_at = created_at - interval '1 second'", "tries = 6"])
def test_a_code_used_outside_its_life_is_found(change: str) -> None:
    """过期后用掉的、发出前用掉的、试得太多的码，查得出。"""
    ticket = ticket_for(member())
    run(f"UPDATE identity_signincode SET {change} WHERE id = %s", ticket.code_id)
    assert violations("identity.code_used_within_its_life") == 1
    assert SignInCode.objects.filter(pk=ticket.code_id).exists()


def test_a_sent_code_left_in_the_outbox_is_found() -> None:
    """发完没抹掉的短信内容，查得出。"""
    ticket = ticket_for(member())
    OutboxRow.objects.filter(pk=waiting_code(ticket).pk).update(status="done")
    assert violations("messaging.secret_erased") == 1
