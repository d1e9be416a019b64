"""连接：看得出还在的不多问一句；断了的换一条；放久了的照旧问。"""

from typing import Any

import pytest
from django.db import OperationalError, connection
from psycopg2 import sql

from tests.database import admin


@pytest.fixture
def asked(own_database: str, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """每次真的去问「还在吗」记一笔；连接是刚用过的。"""
    told: list[bool] = []
    ask = connection.is_usable

    def watched() -> bool:
        told.append(ask())
        return told[-1]

    monkeypatch.setattr(connection, "is_usable", watched)
    monkeypatch.setitem(connection.settings_dict, "CONN_HEALTH_CHECKS", True)
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 60)
    one()
    return told


def one() -> int:
    """问库一句。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def next_request() -> None:
    """和 Django 在每个请求开头做的一样。"""
    connection.close_if_unusable_or_obsolete()


def test_a_connection_just_used_is_not_asked_whether_it_is_there(asked: list[bool]) -> None:
    """刚用过、对面没动静的，直接用。"""
    before = one()
    next_request()
    assert one() == before
    assert asked == []


def test_a_connection_the_server_has_closed_is_replaced_before_anyone_notices(asked: list[bool]) -> None:
    """服务器断开了它：看得出有动静，去问，换一条新的，这次请求照样答对。"""
    before = one()
    admin(sql.SQL("SELECT pg_terminate_backend({}, 5000)").format(sql.Literal(before)))
    next_request()
    assert one() != before
    assert asked == [False]


def test_without_the_look_the_request_would_have_failed(asked: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    """对照：不看也不问，这次请求就出错。"""
    monkeypatch.setattr("gjj.database.base.is_quiet", lambda descriptor: True)
    admin(sql.SQL("SELECT pg_terminate_backend({}, 5000)").format(sql.Literal(one())))
    next_request()
    with pytest.raises(OperationalError):
        one()


def test_a_connection_left_alone_for_long_is_asked(asked: list[bool], monkeypatch: pytest.MonkeyPatch) -> None:
    """放了太久的：中间可能悄悄断了，问过再用。"""
    before = one()
    monkeypatch.setattr("gjj.database.base.TRUSTED_SECONDS", 0)
    next_request()
    assert one() == before
    assert asked == [True]


def test_the_hall_uses_these_connections(settings: Any) -> None:
    """设置里用的就是它，也照样每个请求看一次。"""
    assert settings.DATABASES["default"]["ENGINE"] == "gjj.database"
    assert settings.DATABASES["default"]["CONN_HEALTH_CHECKS"]
