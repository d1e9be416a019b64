"""盲索引有两套（decisions/0019）：写死列名的 SQL 换过密钥就查错那一套，列名要从 column_of 取；写哪一套也不由它写死。"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import models
from django.test.utils import isolate_apps

from gjj.crypto.blind import BlindIndexField
from gjj.crypto.slots import pairs

ROOT = Path(__file__).resolve().parent.parent.parent
SQL = re.compile(r"\b(SELECT|UPDATE|INSERT|DELETE|FROM|JOIN|WHERE)\b")
BOTH = {"gjj/identity/invariants.py", "deposits/proofs/money.py"}
"""两套都看的恒等式。"""


def sentences(path: Path) -> Iterator[str]:
    """一个文件里的字（模板字符串里写死的部分也算）。"""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_no_statement_names_a_slot() -> None:
    """写成 SQL 的语句里没有写死的盲索引列；两套都看的恒等式，两列都写着。"""
    columns = {one.current for one in pairs()} | {"mobile_index"}
    named = re.compile(rf"(?<![{{\w])({'|'.join(sorted(columns))})\b(?!\}})")
    found = set()
    for room in ("gjj", "deposits", "loans", "portal"):
        for path in (ROOT / room).rglob("*.py"):
            where = path.relative_to(ROOT).as_posix()
            for text in [] if "migrations" in path.parts else sentences(path):
                names = set(named.findall(text)) if SQL.search(text) else set()
                if where in BOTH:
                    names = {one for one in names if f"{one}_b" not in text}
                found |= {(where, name) for name in names}
    assert not found


@pytest.mark.parametrize(("base", "is_red"), [("Bare", True), ("Indexed", False)])
def test_a_model_with_an_index_writes_both(base: str, is_red: bool) -> None:
    """有盲索引而不从 Indexed 来的模型（写的时候会漏一套），manage.py check 是红的。"""
    from gjj.crypto.indexed import Indexed

    parent: type[models.Model] = Indexed if base == "Indexed" else models.Model
    with isolate_apps("gjj.identity"):
        meta = type("Meta", (), {"app_label": "identity"})
        body = {"__module__": __name__, "Meta": meta, "number_index": BlindIndexField("索引", source="number")}
        model = type("Trial", (parent,), body)
        field = model._meta.get_field("number_index")
        assert any(one.id == "gjj.crypto.E001" for one in field.check()) is is_red
        assert {one.column for one in model._meta.concrete_fields} == {"id", "number_index", "number_index_b"}
