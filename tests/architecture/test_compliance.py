"""合规对照表（docs/compliance）：写着的证据都在，第一级一条不缺，没有做到的老实写着；顺手把各有几条打印出来。"""

import ast
import csv
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
TABLES = ROOT / "docs" / "compliance"
COLUMNS = ["编号", "级别", "要求", "适用", "怎么满足", "证据", "状态"]
JUDGED = {"满足", "部分", "没有"}
LEAST_SHOWN = 120

L1 = {
    "2": {1: "1-12", 2: "1-3", 3: "1", 5: "1-6", 7: "1-4", 8: "1"},
    "3": {1: "1", 2: "1-3", 3: "1-2", 4: "1-5", 7: "1"},
    "4": {1: "1-3 5", 2: "1-2", 3: "1-2"},
    "5": {1: "1-5", 2: "1-8", 3: "1-10", 5: "1-4"},
    "6": {2: "1"},
    "7": {1: "1-2", 4: "1"},
    "8": {2: "1-3", 3: "1-4"},
    "9": {1: "1-3"},
    "10": {3: "1-3"},
    "11": {1: "1-5"},
    "12": {1: "1", 3: "1-5", 4: "1-2", 5: "1-2", 6: "1"},
    "13": {1: "1 3", 2: "1-3", 3: "1"},
    "14": {2: "1-3", 3: "2-3", 4: "1-7", 5: "1-3"},
}
"""ASVS 4.0.3 第一级的全部编号：章 → 节 → 条（4.0.3 里删去的不算），一共 128 条。"""

GROUPS = ("8.1.1", "8.1.2", "8.1.3", "8.1.4", "8.1.5", "8.1.6", "8.1.7", "8.1.8", "8.1.9", "8.1.10")
"""GB/T 22239-2019 第三级通用要求的十类，一类也不漏。"""


def level_one() -> set[str]:
    """第一级的编号，一条一个。"""
    found = set()
    for chapter, sections in L1.items():
        for section, items in sections.items():
            for part in items.split():
                first, _, last = part.partition("-")
                found |= {f"V{chapter}.{section}.{one}" for one in range(int(first), int(last or first) + 1)}
    return found


@cache
def table(name: str) -> list[dict[str, str]]:
    """一张对照表。"""
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    assert reader.fieldnames == COLUMNS
    return rows


@cache
def defined_in(path: Path) -> frozenset[str]:
    """一个测试文件里真有的测试，写在类里的也算。"""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    inside = [one for group in body if isinstance(group, ast.ClassDef) for one in group.body]
    functions = (one.name for one in (*body, *inside) if isinstance(one, ast.FunctionDef))
    return frozenset(name for name in functions if name.startswith("test_"))


def wrong_evidence(evidence: str) -> list[str]:
    """证据里哪几样没有：文件不在，或者那个文件里没有这个测试。"""
    wrong = []
    for one in filter(None, evidence.split(";")):
        path, _, name = one.partition("::")
        if not (ROOT / path).exists() or (name and name not in defined_in(ROOT / path)):
            wrong.append(one)
    return wrong


tables = pytest.mark.parametrize("name", ["asvs", "dengbao3"])


@tables
def test_every_piece_of_evidence_is_there(name: str) -> None:
    assert [(row["编号"], wrong) for row in table(name) if (wrong := wrong_evidence(row["证据"]))] == []


def test_what_is_not_there_is_found() -> None:
    """写错的路径、改了名的测试都逮得住：证明上面那一条会失败。"""
    here = "tests/architecture/test_compliance.py"
    assert wrong_evidence(f"{here}::test_what_is_not_there_is_found;README.md") == []
    assert wrong_evidence(f"{here}::test_nothing;no/such/file.py") == [f"{here}::test_nothing", "no/such/file.py"]


@tables
def test_no_requirement_stands_twice(name: str) -> None:
    assert [number for number, times in Counter(row["编号"] for row in table(name)).items() if times > 1] == []


@tables
def test_every_row_says_honestly_where_it_stands(name: str) -> None:
    """不适用的写为什么；做到的有证据；没有做到的写缺什么。"""
    for row in table(name):
        assert row["要求"], row
        if row["适用"] == "是":
            assert row["状态"] in JUDGED, row
            assert row["怎么满足"], row
            assert row["证据"], row
            assert row["怎么满足"].startswith("缺：") is (row["状态"] != "满足"), row
        else:
            assert row["适用"].startswith("否："), row
            assert row["适用"] != "否：", row
            assert row["状态"] == "不适用", row


def test_every_requirement_of_level_one_is_answered() -> None:
    assert len(level_one()) == 128
    assert {row["编号"] for row in table("asvs") if row["级别"] == "L1"} == level_one()
    assert {row["级别"] for row in table("asvs")} == {"L1", "L2"}


def test_every_group_of_the_third_level_is_answered() -> None:
    numbers = [row["编号"] for row in table("dengbao3")]
    assert [one for one in GROUPS if not any(f"{number}.".startswith(f"{one}.") for number in numbers)] == []


def test_enough_is_shown(tell_figure: Callable[[str], None]) -> None:
    """第一、二级适用的至少 120 条做到了、有证据；各有几条打印出来。"""
    met = [row for row in table("asvs") if row["状态"] == "满足"]
    for name, title, levels in (("asvs", "ASVS 4.0.3", ("L1", "L2")), ("dengbao3", "GB/T 22239-2019", ("三级",))):
        for level in levels:
            count = Counter(row["状态"] for row in table(name) if row["级别"] == level)
            said = "，".join(f"{state} {count[state]}" for state in ("满足", "部分", "没有", "不适用"))
            tell_figure(f"{title} {level}：{count.total()} 条，{said}")
    assert len(met) >= LEAST_SHOWN
