"""审计记录添「关于的单位编号」：柜面的人办的一下说着哪个单位；以前的空着，封条照各自的那一版验。"""

from django.db import migrations, models

from gjj.database.upgrading import Briefly


class Migration(migrations.Migration):
    dependencies = [("audit", "0006_case_and_versions")]

    operations = [
        Briefly([
            migrations.AddField(
                model_name="auditentry",
                name="about_employer_id",
                field=models.BigIntegerField(null=True, verbose_name="关于的单位编号"),
            ),
        ]),
    ]  # fmt: skip
