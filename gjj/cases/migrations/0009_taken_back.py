"""办结以后入账又冲销的，记下什么时候；从前的照经过里冲销的那一笔补上。"""

from django.db import migrations, models


def fill(apps, schema_editor):
    for case in apps.get_model("cases", "Case").objects.filter(status="done", result__contains="，入账以后冲销了，"):
        last = case.events.filter(at__gte=case.closed_at).order_by("-id").first()
        case.taken_back_at = last.at if last else case.closed_at
        case.save(update_fields=("taken_back_at",))


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_waiting_for_booking")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="taken_back_at",
            field=models.DateTimeField(null=True, verbose_name="办结后冲销时间"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
