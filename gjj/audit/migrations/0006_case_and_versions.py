"""审计记录添办件编号；封条记着自己是哪一版（以前的都是第一版）；封的那一头记下最近来看的时刻。"""

import django.db.models.functions.datetime
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0005_reveals")]

    operations = [
        migrations.AddField(
            model_name="auditentry",
            name="case_number",
            field=models.CharField(blank=True, db_default="", default="", max_length=15, verbose_name="办件编号"),
        ),
        migrations.AddIndex(
            model_name="auditentry",
            index=models.Index(condition=models.Q(("case_number", ""), _negated=True), fields=["case_number", "-id"], name="audit_case"),
        ),
        migrations.AddField(
            model_name="auditseal",
            name="version",
            field=models.PositiveSmallIntegerField(db_default=1, verbose_name="封的是哪几列"),
        ),
        migrations.AddField(
            model_name="sealhorizon",
            name="looked_at",
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), verbose_name="最近来看的时刻"),
        ),
    ]
