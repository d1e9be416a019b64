"""同意网上业务协议时，记下那份文本的摘要；早先签的空着。"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deposits", "0043_online_terms")]

    operations = [
        migrations.AddField(
            model_name="onlineconsent",
            name="text_digest",
            field=models.CharField(blank=True, db_default="", default="", max_length=64, verbose_name="文本的摘要"),
        ),
    ]
