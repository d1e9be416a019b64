"""以前确认的清册、生成的补缴书补上办件：经过照汇缴书的经过写，一件不少、一笔不添。"""

from django.db import migrations

from deposits.migrations._cases_then import day_of, due_on, number_of, query_code

ITEM = "deposits.remittances"
MAKE_UP = "deposits.make_ups"
TITLES = {ITEM: "单位汇缴", MAKE_UP: "补缴"}
STATUS = {"paying": "processing", "allocated": "done"}
TODO = {"awaiting_funds": "付款", "mismatch": "补足差额，或把到的钱退回"}
MAKE = "生成汇缴书"
SIDES = {"银行": "bank", "系统": "system"}


def give_cases(apps, schema_editor):
    """每份确认的清册一件办件；已经有的跳过。"""
    models = {name: apps.get_model("cases", name) for name in ("Case", "CaseEvent", "CaseTask", "CaseMaterial")}
    lists = apps.get_model("deposits", "ChangeList").objects.filter(status="confirmed").defer("content")
    books = apps.get_model("deposits", "Remittance").objects
    known = set(models["Case"].objects.filter(item=ITEM).values_list("key", flat=True))
    for head in lists.select_related("employer_account__employer").order_by("id").iterator(chunk_size=500):
        key = f"{ITEM}:{head.pk}"
        if key not in known:
            rows = list(books.filter(change_list_id=head.pk).order_by("id"))
            _give_one(models, ITEM, head, key, rows, schema_editor)
    for book in books.filter(kind="make_up").select_related("employer_account__employer").order_by("id"):
        if not models["Case"].objects.filter(key=f"{MAKE_UP}:{book.pk}").exists():
            _give_one(models, MAKE_UP, book, f"{MAKE_UP}:{book.pk}", [book], schema_editor)


def _give_one(models, item, head, key, books, schema_editor):
    """``head`` 是清册，或者补缴书自己。"""
    standing = next((one for one in books if one.status != "cancelled"), None)
    is_list = item == ITEM
    steps = _steps(head, books, is_list)
    accepted = steps[0][0]
    status = steps[-1][2]
    ended = status in ("done", "cancelled")
    done = status == "done"
    case = models["Case"].objects.create(
        number=number_of(schema_editor, accepted), key=key, item=item, title=TITLES[item], topic=str(head.month) if is_list else head.number,
        employer_id=head.employer_account.employer_id, account_number=head.employer_account.number,
        applicant=head.employer_account.employer.name, status=status, channel="unit_hall",
        opened_by=steps[0][1], accepted_at=accepted, accepted_on=day_of(accepted),
        promised_days=1, day_kind="working", promised_on=_promised(status, steps),
        closed_at=next(at for at, _, after, _ in steps if after == status) if ended else None,
        result=_result(standing) if done else steps[-1][3][:300] if ended else "",
        object_type="remittance" if standing or not is_list else "change_list", object_id=standing.pk if standing else head.pk,
        query_code=query_code(),
    )  # fmt: skip
    kinds = {"waiting": "moved", "processing": "moved", "done": "closed", "cancelled": "cancelled"}
    models["CaseEvent"].objects.bulk_create([
        models["CaseEvent"](
            case=case, kind="opened" if place == 0 else kinds[after], status=after, at=at, by=by,
            side=SIDES.get(by, "applicant"), note=note[:300], flaws=[],
        )
        for place, (at, by, after, note) in enumerate(steps)
    ])  # fmt: skip
    if is_list:
        models["CaseMaterial"].objects.create(
            case=case, code="roster", title="本月职工变更清册", status="received", filename=head.filename,
            digest=head.sha256, object_type="change_list", object_id=head.pk, received_at=accepted,
        )  # fmt: skip
    if status == "waiting":
        title = TODO[standing.status] if standing else MAKE
        models["CaseTask"].objects.create(case=case, title=title, side="applicant", created_at=steps[-1][0])


def _steps(head, books, is_list):
    """（时间、谁、之后的状态、说明），按先后；办结之后又来的钱不改状态。"""
    steps = [(head.confirmed_at, head.confirmed_by, "waiting", f"确认{head.month.label}变更清册，生效 {head.applied} 行")] if is_list else []
    status_of = STATUS if is_list else {**STATUS, "cancelled": "cancelled"}
    events = sorted((one for book in books for one in book.events.all()), key=lambda one: one.pk)
    for one in events:
        last = steps[-1][2] if steps else "waiting"
        is_late = last in ("done", "cancelled") or is_list and (one.status == "cancelled" and last != "waiting")
        steps.append((one.at, one.by, last if is_late else status_of.get(one.status, "waiting"), one.note))
    return steps


def _promised(status, steps):
    """等单位的没有日子；其余按一个工作日、等单位的日子不算，放假安排按周一到周五数。"""
    days = [(day_of(at), after == "waiting") for at, _, after, _ in steps]
    return None if status == "waiting" else due_on(days[0][0], 1, days)


def _result(row):
    return f"{row.month.label}{'补缴' if row.kind == 'make_up' else '汇缴'} {row.employees} 人 {row.amount:,.2f} 元，已分配到个人账户"


class Migration(migrations.Migration):
    dependencies = [
        ("deposits", "0012_mending"),
        ("cases", "0003_scheduled"),
        ("identity", "0002_id_no_tail"),
    ]
    operations = [migrations.RunPython(give_cases, migrations.RunPython.noop)]
