"""规则与底层是纯 Python：在一个新的解释器里载入，Django、Celery、DRF 一样都不会跟进来。"""

import subprocess
import sys
import tomllib
from importlib import import_module
from pkgutil import walk_packages

import pytest

from tests.architecture.source import ROOT

HEAVY = ("django", "celery", "rest_framework")
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
PURE = next(one for one in CONTRACTS if one["id"] == "pure")
PROBE = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
print(*sorted({name.split(".")[0] for name in sys.modules}))
"""


def modules_of(room: str) -> list[str]:
    """一间房里的全部模块。"""
    package = import_module(room)
    inside = walk_packages(package.__path__, f"{room}.") if hasattr(package, "__path__") else ()
    return [room, *(module.name for module in inside)]


def loaded_with(*modules: str) -> set[str]:
    """在新的解释器里载入这些模块之后，跟进来的顶层包。"""
    done = subprocess.run(
        [sys.executable, "-c", PROBE, *modules], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    return set(done.stdout.split())


def test_the_list_of_pure_rooms_is_the_one_the_layers_enforce() -> None:
    """分层合同里的纯房间一间不少，禁的正是那三样。"""
    assert set(PURE["forbidden_modules"]) == set(HEAVY)
    assert set(PURE["source_modules"]) >= {
        "gjj.money", "gjj.periods", "gjj.idnumbers", "gjj.regulations", "gjj.actors", "gjj.declarations",
        "gjj.transitions", "gjj.ledger.entries", "deposits.rules", "deposits.postings", "deposits.roster", "loans.rules",
    }  # fmt: skip


@pytest.mark.parametrize("room", PURE["source_modules"])
def test_a_pure_room_loads_without_the_framework(room: str) -> None:
    """这间房的每个模块都能单独载入，载入之后解释器里没有 Django、Celery、DRF。"""
    found = loaded_with(*modules_of(room))
    assert room.split(".")[0] in found
    assert not found & set(HEAVY)


def test_the_probe_does_see_the_framework_where_it_is_used() -> None:
    """同样的办法看一间用 Django 的房，看得见：证明上一条查得出来。"""
    assert "django" in loaded_with("gjj.web.pagination")
