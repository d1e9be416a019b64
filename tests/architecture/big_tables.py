"""哪些是大表，一个迁移有没有一步久久锁着它们。"""

import inspect
import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.migrations.operations import SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation
from pgtrigger.migrations import AddTrigger, RemoveTrigger

from gjj.database.upgrading import Briefly, IndexInPlace

BIG = {
    "ledger": ("voucher", "leg", "movement", "subaccount"),
    "audit": ("auditentry", "auditseal"),
    "cases": ("case", "caseevent", "casetask", "casematerial"),
    "deposits": (
        "employeraccount", "account", "changelist", "changerow", "changeedit", "celldraft", "remittance",
        "remittanceline", "remittanceevent", "adjustmentline", "filingflag",
    ),
    "identity": ("person", "login", "grant", "employer"),
    "documents": ("document", "documentmark", "documentfile"),
    "drafts": ("draft",),
    "messaging": ("message", "delivery"),
    "settlement": ("receipt", "instruction"),
    "work": ("outboxrow", "idempotencykey", "job"),
}  # fmt: skip
"""一个城里有几十万行以上、办着事的时候一直有人读写的。"""
TABLES = {apps.get_model(app, name)._meta.db_table for app, names in BIG.items() for name in names}
QUIETLY = re.compile(
    r"(CREATE\s+(UNIQUE\s+)?INDEX\s+CONCURRENTLY|ALTER\s+TABLE\s+\w+\s+VALIDATE\s+CONSTRAINT)\b[^;]*", re.IGNORECASE
)
"""不锁表建的索引、先记后查的约束从头查一遍：别人照样读写。"""
BODY = re.compile(r"\$(\w*)\$.*?\$\1\$", re.DOTALL)


def faults(app: str, operations: Sequence[Operation], before: Any = None) -> list[str]:
    """一个迁移里久久锁着大表的每一步；``before`` 是它之前的模型，有改列的才要。"""
    new = {one.name_lower for one, _ in _flat(operations) if isinstance(one, migrations.CreateModel)}
    wrong = []
    for one, is_brief in _flat(operations):
        said = _of_model(app, one, is_brief, before, new) or _of_text(one, is_brief)
        wrong += [f"{one.describe()}：{said}"] if said else []
    return wrong


def alters(operations: Sequence[Operation]) -> bool:
    """有没有改列的一步。"""
    return any(isinstance(one, migrations.AlterField) for one, _ in _flat(operations))


def _flat(operations: Sequence[Operation], is_brief: bool = False) -> Iterator[tuple[Operation, bool]]:
    for one in operations:
        if isinstance(one, SeparateDatabaseAndState):
            yield from _flat(one.database_operations, is_brief or isinstance(one, Briefly))
        else:
            yield one, is_brief


def _of_model(app: str, one: Operation, is_brief: bool, before: Any, new: set[str]) -> str:
    """动一个大表的模型的一步；刚建的表还没有行。"""
    name = str(getattr(one, "model_name", "")).lower()
    if name in new or name not in BIG.get(app, ()):
        return ""
    if isinstance(one, migrations.AddIndex):
        return "" if isinstance(one, IndexInPlace) else "建索引锁着表，用 IndexInPlace"
    if isinstance(one, migrations.AddConstraint):
        return (
            "" if isinstance(one, AddConstraintNotValid) else "查一遍全表锁着它，先 AddConstraintNotValid 再 Validate"
        )
    if isinstance(one, migrations.AlterField):
        was = before.models[app, name].fields[one.name] if before is not None else None
        is_same = was is not None and _column(was) == _column(one.field)
        is_eased = (
            is_brief and was is not None and one.field.null and _column(was, "null") == _column(one.field, "null")
        )
        return "" if is_same or is_eased else "改列重写全表，另加一列再补"
    if isinstance(one, migrations.AddField):
        return _of_new_column(one.field, is_brief)
    needs_lock = isinstance(one, (migrations.RemoveField, migrations.RenameField, AddTrigger, RemoveTrigger))
    return "要锁表，放进 Briefly" if needs_lock and not is_brief else ""


def _of_new_column(field: Any, is_brief: bool) -> str:
    if field.db_index or field.unique:
        return "新列带着索引，另用 IndexInPlace 建"
    if isinstance(field, models.GeneratedField) or not (field.null or field.has_default() or field.has_db_default()):
        return "新列要逐行写，许空着加，再用 FillInBatches 补"
    return "" if is_brief else "要锁表，放进 Briefly"


def _column(field: Any, *but: str) -> tuple[Any, ...]:
    """一列在数据库里的样子；说法、选项不在内，but 里的也不看（许不许空只是改一下说明，不动行）。"""
    _, path, args, given = field.deconstruct()
    return path, args, {key: value for key, value in given.items() if key not in (*field.non_db_attrs, *but)}


def _of_text(one: Operation, is_brief: bool) -> str:
    """自己写的语句和函数；触发器函数的正文那时不跑。"""
    if isinstance(one, migrations.RunPython):
        source = inspect.getsource(one.code)
        named = [f"{app}.{name}" for app, names in BIG.items() for name in names if _is_got(source, app, name)]
        return f"整张补 {'、'.join(named)}，用 FillInBatches" if named else ""
    if not isinstance(one, migrations.RunSQL):
        return ""
    text = BODY.sub("", ";\n".join(map(str, one.sql)) if isinstance(one.sql, (list, tuple)) else str(one.sql))
    text = QUIETLY.sub("", text)
    for table in sorted(TABLES):
        if re.search(rf"\b(UPDATE|INTO|DELETE\s+FROM)\s+(ONLY\s+)?{table}\b", text, re.IGNORECASE):
            return f"整张改 {table}，用 FillInBatches"
        if re.search(rf"\bCREATE\s+(UNIQUE\s+)?INDEX\b[^;]*\bON\s+(ONLY\s+)?{table}\b", text, re.IGNORECASE):
            return "建索引锁着表，用 IndexInPlace"
        if not is_brief and re.search(rf"\b{table}\b", text):
            return f"要锁 {table}，放进 Briefly"
    return ""


def _is_got(source: str, app: str, name: str) -> bool:
    return bool(re.search(rf"""get_model\(\s*["']{app}["'],\s*["']{name}["']|get_model\(\s*["']{app}\.{name}["']""", source, re.IGNORECASE))  # fmt: skip
