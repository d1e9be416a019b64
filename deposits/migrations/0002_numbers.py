"""单位账号与汇缴书号的序列；每人一行与经过只增不改。"""

from django.db import migrations

FORWARD = """
CREATE SEQUENCE deposits_employer_number;
CREATE SEQUENCE deposits_remittance_number;
SELECT gjj_make_append_only('deposits_remittanceline');
SELECT gjj_make_append_only('deposits_remittanceevent');
"""
BACKWARD = """
DROP SEQUENCE deposits_employer_number;
DROP SEQUENCE deposits_remittance_number;
"""


class Migration(migrations.Migration):
    dependencies = [("deposits", "0001_initial"), ("gjj", "0001_floor"), ("ledger", "0002_books")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
