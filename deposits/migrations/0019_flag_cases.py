"""办件以前提的职工异议补上办件：提、答复、撤回照异议自己记的写，一件不少、一笔不添。"""

from django.db import migrations

from deposits.migrations._cases_then import day_of, due_on, number_of, query_code

ITEM = "deposits.filings"
STATUS = {"open": "processing", "accepted": "done", "rejected": "done", "withdrawn": "cancelled"}
KINDS = {"done": "closed", "cancelled": "cancelled"}
RESULTS = {
    "accepted": "单位认可，会改正；答复在「单位申报」里看",
    "rejected": "单位说明了理由，没有改；答复在「单位申报」里看",
    "withdrawn": "本人撤回异议",
}


def give_cases(apps, schema_editor):
    """每条异议一件办件；已经有的跳过。"""
    models = {name: apps.get_model("cases", name) for name in ("Case", "CaseEvent")}
    known = set(models["Case"].objects.filter(item=ITEM).values_list("key", flat=True))
    flags = apps.get_model("deposits", "FilingFlag").objects.select_related("account__person").order_by("id")
    for flag in flags.iterator(chunk_size=500):
        if f"deposits.flag:{flag.pk}" not in known:
            _give_one(models, flag, schema_editor)


def _give_one(models, flag, schema_editor):
    person, status = flag.account.person, STATUS[flag.status]
    case = models["Case"].objects.create(
        number=number_of(schema_editor, flag.raised_at), key=f"deposits.flag:{flag.pk}", item=ITEM, title="单位申报异议",
        topic=_topic(models["Case"], flag, person), person_id=person.pk, applicant=person.name, status=status,
        channel="personal_hall", opened_by=person.name, accepted_at=flag.raised_at,
        accepted_on=day_of(flag.raised_at), promised_days=5, day_kind="working", promised_on=due_on(day_of(flag.raised_at), 5),
        closed_at=flag.closed_at, result=RESULTS.get(flag.status, ""), object_type="filing_flag", object_id=flag.pk,
        query_code=query_code(),
    )  # fmt: skip
    said = f"对{flag.get_field_display()}提异议，送到单位答复"
    steps = [("opened", "processing", flag.raised_at, person.name, "applicant", said)]
    if status != "processing":
        steps.append((KINDS[status], status, flag.closed_at, flag.closed_by, "applicant", RESULTS[flag.status]))
    models["CaseEvent"].objects.bulk_create([
        models["CaseEvent"](case=case, kind=kind, status=after, at=at, by=by, side=side, note=note, flaws=[])
        for kind, after, at, by, side, note in steps
    ])  # fmt: skip


def _topic(cases, flag, person):
    """在办的一个人一个月只有一件；两个账户都提了的，后一件写明是第几条。"""
    topic = str(flag.month)
    taken = flag.status == "open" and cases.objects.filter(
        item=ITEM, person_id=person.pk, topic=topic, status="processing"
    )
    return f"{topic} 第 {flag.pk} 条" if taken and taken.exists() else topic


class Migration(migrations.Migration):
    dependencies = [
        ("deposits", "0018_indexes_of_mismatch"),
        ("cases", "0003_scheduled"),
    ]
    operations = [migrations.RunPython(give_cases, migrations.RunPython.noop)]
