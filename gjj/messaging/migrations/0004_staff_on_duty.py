"""消息多一种收的人：中心的人；多一类：值守。"""

from django.db import migrations, models

CATEGORIES = [('code', '验证码'), ('security', '资料变更'), ('arrears', '汇缴提醒'), ('deposit', '汇缴到账'), ('account', '账户变动'), ('case', '办件'), ('duty', '值守')]


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0003_case_category'),
    ]

    operations = [
        migrations.AlterField(
            model_name='message',
            name='category',
            field=models.CharField(choices=CATEGORIES, max_length=16, verbose_name='类别'),
        ),
        migrations.AlterField(
            model_name='subscription',
            name='category',
            field=models.CharField(choices=CATEGORIES, max_length=16, verbose_name='类别'),
        ),
        migrations.AlterField(
            model_name='template',
            name='category',
            field=models.CharField(choices=CATEGORIES, max_length=16, verbose_name='类别'),
        ),
        migrations.AlterField(
            model_name='template',
            name='audience',
            field=models.CharField(choices=[('unit', '单位'), ('person', '职工'), ('staff', '中心的人')], max_length=8, verbose_name='给谁'),
        ),
        migrations.RemoveConstraint(model_name='subscription', name='must_have_category_stays_on'),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.CheckConstraint(condition=models.Q(('is_on', True)) | ~models.Q(('category__in', ['arrears', 'code', 'duty', 'security'])), name='must_have_category_stays_on'),
        ),
    ]
