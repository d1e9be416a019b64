"""安全扫描的规则：条条有逮得住的例子和放得过的例子；认过的「像口令的字」都写了为什么不是。"""

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent.parent
SCAN = Path(__file__).resolve().parent.parent / "scan"
sys.path.insert(0, str(ROOT / "bin"))
from local import scan  # noqa: E402  bin/ 不是包，先让它找得到

RULES = {
    rule["id"]: path.stem
    for path in sorted((SCAN / "rules").glob("*.yaml"))
    for rule in yaml.safe_load(path.read_text())["rules"]
}


@pytest.mark.parametrize("rule", sorted(RULES))
def test_a_rule_has_a_line_it_catches_and_a_line_it_lets_pass(rule: str) -> None:
    examples = "\n".join(path.read_text() for path in (SCAN / "examples").glob(f"{RULES[rule]}.*"))
    for mark in ("ruleid", "ok"):
        assert re.search(rf"\b{mark}: {rule}\b", examples), f"{rule} 没有「{mark}」的例子"


def test_books_named_in_the_rule_exist() -> None:
    """规则里点名的账上的表都有，改了名就在这里报。"""
    named = re.search(r"\^\((.*?)\)\$", str(rule_of("posted-row-changed")))
    assert named
    for name in named.group(1).split("|"):
        assert apps.get_model("ledger", name)


def test_everything_of_the_product_is_scanned() -> None:
    """顶上的每个包都在扫描的范围里，添一条业务线不会漏。"""
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"}
    assert packages <= set(scan.PRODUCT)


def rule_of(name: str) -> dict[str, Any]:
    """一条规则。"""
    rules = [one for path in (SCAN / "rules").glob("*.yaml") for one in yaml.safe_load(path.read_text())["rules"]]
    return next(dict(one) for one in rules if one["id"] == name)


def test_what_only_looks_like_a_secret_says_why() -> None:
    known = json.loads((SCAN / "known_secrets.json").read_text())
    assert known
    assert all(one["why"] for one in known)
