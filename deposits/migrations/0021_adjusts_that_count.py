"""调基占不占一个缴存年度的次数：以前生效的，月缴存额变了的算占。"""

from django.db import migrations, models

# 以前没有记原来的基数：照原样填回、什么也没变的不算，其余照旧算
COUNT_WHAT_CHANGED = """
UPDATE deposits_changerow SET uses_adjust = true
 WHERE type = 'base_adjust' AND applied_at IS NOT NULL AND employer_amount + personal_amount <> amount_before
"""


class Migration(migrations.Migration):
    dependencies = [("deposits", "0020_ratio_change_after_confirmation")]

    operations = [
        migrations.AddField(
            model_name="changerow",
            name="uses_adjust",
            field=models.BooleanField(default=False, verbose_name="占调基次数"),
        ),
        migrations.RunSQL(COUNT_WHAT_CHANGED, migrations.RunSQL.noop),
    ]
