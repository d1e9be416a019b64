"""夜间、勿扰时段的参数从「文字」改成「时刻」：只改怎么读，数值一个没动，所以让不许改的触发器歇一句。"""

from django.db import migrations, models

CODES = "('looks.night_from', 'looks.night_to', 'messaging.quiet_from', 'messaging.quiet_to')"
TRIGGER = "parameters_parameter {} TRIGGER pgtrigger_parameter_never_edited_fd60f"
NOW = [
    f"ALTER TABLE {TRIGGER.format('DISABLE')}",
    f"UPDATE parameters_parameter SET kind = 'time' WHERE code IN {CODES}",
    f"ALTER TABLE {TRIGGER.format('ENABLE')}",
]
BACK = [one.replace("'time'", "'text'") for one in NOW]


class Migration(migrations.Migration):
    dependencies = [("parameters", "0002_never_edited")]
    operations = [
        migrations.AlterField(
            "parameter", "kind",
            models.CharField(
                choices=[("money", "金额"), ("percent", "百分数"), ("rate", "利率"), ("int", "整数"), ("choice", "选项"), ("bool", "是否"), ("time", "时刻"), ("text", "文字")],
                max_length=8, verbose_name="类型",
            ),
        ),
        migrations.RunSQL(NOW, BACK),
    ]
