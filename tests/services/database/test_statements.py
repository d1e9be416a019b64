"""常用的话：只收查询；每条连接记一次；记不住的地方照样答得一样。"""

from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from gjj.database.statements import Statement

DAYS = Statement("test_days", "SELECT %s::date + n, 'a%%' FROM generate_series(1, %s) n WHERE n <> 3")


@pytest.fixture(autouse=True)
def _fresh(db: None) -> None:
    """这条连接谁也没记住。"""
    from gjj.database import statements

    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    statements._known.pop(connection.connection, None)


def asked(*values: Any) -> tuple[list[Any], list[str]]:
    """答了什么，问了哪几句。"""
    with CaptureQueriesContext(connection) as said:
        rows = DAYS.rows(values)
    return rows, [one["sql"].split()[0] for one in said.captured_queries]


@pytest.mark.parametrize("sql", ["UPDATE t SET a = 1", "WITH x AS (DELETE FROM t RETURNING 1) SELECT 1", ""])
def test_only_questions_are_taken(sql: str) -> None:
    """不是 SELECT 开头的不收：办没办成的判断认定这里的话都不改东西。"""
    with pytest.raises(ValueError):
        Statement("bad", sql)


def test_a_statement_is_planned_once_and_then_only_sent_values() -> None:
    """头一次两句（记住、问），以后一句，值送得对。"""
    rows, said = asked(date(2026, 11, 24), 2)
    assert (rows, said) == ([(date(2026, 11, 25), "a%"), (date(2026, 11, 26), "a%")], ["PREPARE", "EXECUTE"])
    rows, said = asked(date(2026, 12, 31), 1)
    assert (rows, said) == ([(date(2027, 1, 1), "a%")], ["EXECUTE"])


def test_what_is_planned_outlives_a_rollback() -> None:
    """记住之后事务回滚，还记得。"""
    with transaction.atomic():
        asked(date(2026, 11, 24), 1)
        transaction.set_rollback(True)
    assert asked(date(2026, 11, 24), 1)[1] == ["EXECUTE"]


def test_where_nothing_can_be_kept_the_answer_is_the_same(settings: Any) -> None:
    """连接池记不住的地方，每次说整句，答案一样。"""
    kept = asked(date(2026, 11, 24), 5)[0]
    settings.GJJ_PREPARE = False
    rows, said = asked(date(2026, 11, 24), 5)
    assert (rows, said) == (kept, ["SELECT"])
