"""个数和金额一样带千分位：页面上的人数、行数、件数都过同一个过滤器。"""

import re

import pytest

from gjj.web.templatetags.hall import count
from tests.architecture.source import ROOT

COUNTS = re.compile(r"\{\{ [a-z_.]*(?:employees|_count|people(?:\.\d)?|counts\.[a-z]+|\|length) \}\}")
"""一眼看得出是个数的：人数、行数、各有几个。"""
BEFORE_A_WORD = re.compile(
    r"(?<!第 )\{\{ (?!head\.header_row|one\.row|row\.row|unread)[a-z_.0-9]+ \}\}(?:</b>)? ?(?:人|条|件|份|行|名|笔)"
)
"""后面跟着量词的；第几行不是个数。"""


@pytest.mark.parametrize("path", sorted((ROOT / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_every_count_on_a_page_has_its_separators(path) -> None:
    """模板里的个数都写着 |count；单证照出具时的样子，不在此列。"""
    if "documents" in path.parts:
        return
    text = path.read_text(encoding="utf-8")
    assert COUNTS.findall(text) == []
    assert BEFORE_A_WORD.findall(text) == []


def test_a_count_reads_as_money_does() -> None:
    """一千以上带逗号；没有数的照原样，不出错。"""
    assert [count(one) for one in (0, 999, 1200, 100_000, "", None)] == ["0", "999", "1,200", "100,000", "", None]
