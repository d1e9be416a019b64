"""审计记录只增不改。"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("gjj", "0001_floor")]
    operations = [
        migrations.RunSQL("SELECT gjj_make_append_only('audit_auditentry')", migrations.RunSQL.noop),
    ]
