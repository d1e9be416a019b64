"""条款对照：条款 → 规则（文件:行）→ 参数 → 测试 → 页面。条文一改，这里列出要改的全部地方。"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from gjj.regulations.catalogue import ARTICLES, Article
from gjj.regulations.implements import Implementation

if TYPE_CHECKING:
    from gjj.declarations.parameters import ParameterRow

MARK = re.compile(r"""@pytest\.mark\.article\(([^)]*)\)""")
QUOTED = re.compile(r"""["']([A-Z][A-Z0-9]*(?:-[A-Z0-9]+)?)["']""")
TEST_NAME = re.compile(r"def (test_\w+)")


@dataclass
class Trace:
    """一条条款落在哪些地方。"""

    article: Article
    rules: list[str] = field(default_factory=list)
    parameters: list[str] = field(default_factory=list)
    tests: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)


def _marked_tests(root: Path) -> Iterable[tuple[str, str]]:
    for path in sorted((root / "tests").rglob("test_*.py")):
        pending: list[str] = []
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            for mark in MARK.findall(line):
                pending += QUOTED.findall(mark)
            name = TEST_NAME.search(line)
            if name:
                for article_id in pending:
                    yield article_id, f"{path.relative_to(root)}:{number} {name.group(1)}"
                pending = []


def _mentioned(root: Path, folders: Sequence[str], suffix: str) -> Iterable[tuple[str, str]]:
    for folder in folders:
        for path in sorted((root / folder).rglob(f"*{suffix}")):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                for article_id in QUOTED.findall(line):
                    yield article_id, f"{path.relative_to(root)}:{number}"


def trace(
    root: Path,
    implementations: Sequence[Implementation],
    parameters: "Sequence[ParameterRow]",
    wanted: str | None = None,
) -> list[Trace]:
    """每条条款（或指定的一条）的对照；没有这个编号时抛 KeyError。"""
    traces = {article.id: Trace(article) for article in ARTICLES if wanted in (None, article.id)}
    if wanted and not traces:
        raise KeyError(wanted)
    for found in implementations:
        if found.article_id in traces:
            traces[found.article_id].rules.append(f"{found.path.relative_to(root)}:{found.line} {found.function}")
    for row in parameters:
        if row.article in traces:
            traces[row.article].parameters.append(
                f"{row.code}（{row.label}）= {row.value}，自 {row.valid_from}，区域 {row.area}"
            )
    for article_id, place in _marked_tests(root):
        if article_id in traces:
            traces[article_id].tests.append(place)
    for article_id, place in _mentioned(root, ("templates",), ".html"):
        if article_id in traces:
            traces[article_id].pages.append(place)
    return list(traces.values())
