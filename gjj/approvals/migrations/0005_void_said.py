"""作废不只因为原来的变了：签的人停了登录、收回了岗位的也作废，状态的话不再只说一种。"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("approvals", "0004_units")]

    operations = [
        migrations.AlterField(
            model_name="proposal", name="status",
            field=models.CharField(
                choices=[
                    ("proposed", "等另一个人批"), ("approved", "已批准，等生效的日子"), ("effective", "已生效"),
                    ("rejected", "没有批准"), ("withdrawn", "已撤回"), ("void", "作废，要重新提"),
                ],
                default="proposed", max_length=16, verbose_name="状态",
            ),
        ),
    ]  # fmt: skip
