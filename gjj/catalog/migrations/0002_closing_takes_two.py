"""暂停要两个人：怎么停的、照哪份审批停的、照哪份恢复的；从前一个人停的照实写。"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

HOW = [('agreed', '两个人商定'), ('urgent', '急停'), ('alone', '从前一个人停的')]


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0002_about'),
        ('catalog', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='closure',
            name='how',
            field=models.CharField(choices=HOW, default='alone', max_length=8, verbose_name='怎么停的'),
        ),
        migrations.AlterField(
            model_name='closure',
            name='how',
            field=models.CharField(choices=HOW, default='agreed', max_length=8, verbose_name='怎么停的'),
        ),
        migrations.AddField(
            model_name='closure',
            name='approval',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.proposal', verbose_name='批准的审批'),
        ),
        migrations.AddField(
            model_name='closure',
            name='lift_approval',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.proposal', verbose_name='恢复的审批'),
        ),
        migrations.AddConstraint(
            model_name='closure',
            constraint=models.CheckConstraint(condition=~Q(how='agreed') | Q(approval__isnull=False), name='closure_agreed_by_two'),
        ),
        migrations.AddConstraint(
            model_name='closure',
            constraint=models.CheckConstraint(condition=~Q(how='urgent') | Q(until__isnull=False) | Q(approval__isnull=False), name='urgent_stop_ends_by_itself'),
        ),
    ]
