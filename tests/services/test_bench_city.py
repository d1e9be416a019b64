"""量页面和接口用的那座城：成批写的历史和库现在的样子合得上，写得进去、余额接得上。"""

import os

import pytest
from django.db import connection
from local import bench_city

from tests.live import with_database


def test_the_history_behind_the_figures_fits_the_tables(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """二十名职工、三个月：六十条明细，每人余额等于明细之和。表多了必填的列，这里先知道。"""
    monkeypatch.setattr(bench_city, "UNIT", 20)
    monkeypatch.setenv("DATABASE_OWNER_URL", with_database(os.environ["DATABASE_OWNER_URL"], own_database))
    bench_city.open_unit()
    assert bench_city.write_history(60) == (1, 3)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), count(DISTINCT subaccount_id), sum(amount) FROM ledger_movement")
        movements, people, amount = cursor.fetchone()
        cursor.execute("SELECT sum(carried + current_year) FROM ledger_subaccount")
        (balance,) = cursor.fetchone()
    assert (movements, people) == (60, 20)
    assert amount == balance == 60 * bench_city.AMOUNT
