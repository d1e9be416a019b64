"""到账从新到旧列，走索引。"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('settlement', '0006_undone_claims'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='receipt',
            index=models.Index(fields=['-booked_at', '-id'], name='receipt_newest'),
        ),
    ]
