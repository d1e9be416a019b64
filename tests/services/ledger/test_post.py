"""记账。"""
import pytest
from django.db import connection

@pytest.mark.django_db
def test_tables():
    with connection.cursor() as c:
        c.execute("select current_user, count(*) from ledger_subject"); print(c.fetchall())
