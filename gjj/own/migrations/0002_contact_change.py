"""换手机号、银行卡。"""

import django.db.models.deletion
import gjj.crypto.blind
import gjj.crypto.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """建表。"""

    dependencies = [
        ('own', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ContactChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('mobile', '手机号'), ('bank_card', '银行卡')], max_length=16, verbose_name='换哪一样')),
                ('value', gjj.crypto.fields.EncryptedTextField(verbose_name='新的号码')),
                ('value_index', gjj.crypto.blind.BlindIndexField(max_length=64, verbose_name='新的号码索引')),
                ('asked_at', models.DateTimeField(verbose_name='填的时间')),
                ('proven_at', models.DateTimeField(null=True, verbose_name='新号码收到码的时间')),
                ('started_at', models.DateTimeField(null=True, verbose_name='原号码同意的时间')),
                ('due_at', models.DateTimeField(null=True, verbose_name='生效时间')),
                ('undone_at', models.DateTimeField(null=True, verbose_name='撤销时间')),
                ('done_at', models.DateTimeField(null=True, verbose_name='换好时间')),
                ('login', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contact_changes', to=settings.AUTH_USER_MODEL, verbose_name='登录')),
            ],
            options={
                'verbose_name': '换号换卡',
                'verbose_name_plural': '换号换卡',
                'constraints': [models.UniqueConstraint(condition=models.Q(('done_at', None), ('undone_at', None)), fields=('login', 'kind'), name='one_open_change_of_a_kind'), models.CheckConstraint(condition=models.Q(('undone_at', None), ('done_at', None), _connector='OR'), name='change_undone_or_done_not_both'), models.CheckConstraint(condition=models.Q(models.Q(('done_at', None), ('due_at', None), ('started_at', None)), models.Q(('due_at__isnull', False), ('started_at__isnull', False)), _connector='OR'), name='change_due_once_started')],
            },
        ),
    ]
