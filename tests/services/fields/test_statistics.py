"""统计：成批写过的表请库重新数一遍；应用角色只能做这一样。"""

from types import SimpleNamespace

import pytest
from django.db import connection

from deposits.models import ChangeRow
from gjj.fields.statistics import count_again
from tests import situations as s

pytestmark = pytest.mark.django_db


def believed() -> int:
    """库以为清册的行有多少。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'deposits_changerow'::regclass")
        return int(cursor.fetchone()[0])


def test_after_counting_the_database_knows_how_many_rows_there_are() -> None:
    """数过以后，库知道有几行。"""
    unit = s.unit()
    s.filed(unit, [s.line("开户", s.worker()) for _ in range(3)])
    count_again(ChangeRow)
    assert believed() == ChangeRow.objects.count() > 0


def test_a_table_that_cannot_be_counted_stops_nothing() -> None:
    """数不成只记日志：事务还好好的，事情照样办完，别的表照样数。"""
    s.filed(s.unit(), [s.line("开户", s.worker()) for _ in range(3)])
    count_again(SimpleNamespace(_meta=SimpleNamespace(db_table="no_such_table")), ChangeRow)
    assert believed() == ChangeRow.objects.count() > 0
