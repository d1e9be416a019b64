"""消息多一类：办件。"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0002_subscriptions'),
    ]

    operations = [
        migrations.AlterField(
            model_name='message',
            name='category',
            field=models.CharField(choices=[('code', '验证码'), ('security', '资料变更'), ('arrears', '汇缴提醒'), ('deposit', '汇缴到账'), ('account', '账户变动'), ('case', '办件')], max_length=16, verbose_name='类别'),
        ),
        migrations.AlterField(
            model_name='subscription',
            name='category',
            field=models.CharField(choices=[('code', '验证码'), ('security', '资料变更'), ('arrears', '汇缴提醒'), ('deposit', '汇缴到账'), ('account', '账户变动'), ('case', '办件')], max_length=16, verbose_name='类别'),
        ),
        migrations.AlterField(
            model_name='template',
            name='category',
            field=models.CharField(choices=[('code', '验证码'), ('security', '资料变更'), ('arrears', '汇缴提醒'), ('deposit', '汇缴到账'), ('account', '账户变动'), ('case', '办件')], max_length=16, verbose_name='类别'),
        ),
    ]
