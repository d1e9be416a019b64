"""模板的一版照哪份审批改的；中心改的要有。"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ('approvals', '0002_about'),
        ('messaging', '0004_staff_on_duty'),
    ]

    operations = [
        migrations.AddField(
            model_name='template',
            name='approval',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='approvals.proposal', verbose_name='照哪份审批改的'),
        ),
        migrations.AddConstraint(
            model_name='template',
            constraint=models.CheckConstraint(condition=~Q(origin='edited') | Q(approval__isnull=False), name='edited_template_is_approved'),
        ),
    ]
