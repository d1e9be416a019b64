"""安全扫描的规则：条条有逮得住的例子和放得过的例子；认过的「像口令的字」都写了为什么不是。"""

import json
import re
from pathlib import Path

import pytest
import yaml

SCAN = Path(__file__).resolve().parent.parent / "scan"
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


def test_what_only_looks_like_a_secret_says_why() -> None:
    known = json.loads((SCAN / "known_secrets.json").read_text())
    assert known
    assert all(one["why"] for one in known)
