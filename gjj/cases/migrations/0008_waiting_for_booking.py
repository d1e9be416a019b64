"""等约定的日子改称等入账：和汇缴书、申报说同一件事。"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_answers")]

    operations = [
        migrations.AlterField(
            model_name='case',
            name='status',
            field=models.CharField(choices=[('processing', '办理中'), ('waiting', '待您办理'), ('scheduled', '等入账'), ('returned', '已退回'), ('done', '已办结'), ('refused', '不予办理'), ('cancelled', '已撤销')], max_length=12, verbose_name='状态'),
        ),
        migrations.AlterField(
            model_name='caseevent',
            name='status',
            field=models.CharField(choices=[('processing', '办理中'), ('waiting', '待您办理'), ('scheduled', '等入账'), ('returned', '已退回'), ('done', '已办结'), ('refused', '不予办理'), ('cancelled', '已撤销')], max_length=12, verbose_name='之后的状态'),
        ),
    ]
