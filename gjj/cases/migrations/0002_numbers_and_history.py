"""办件编号的序列；经过只增不改。"""

from django.db import migrations

FORWARD = """
CREATE SEQUENCE cases_case_number;
SELECT gjj_make_append_only('cases_caseevent');
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("gjj", "0001_floor")]
    operations = [migrations.RunSQL(FORWARD, "DROP SEQUENCE cases_case_number")]
