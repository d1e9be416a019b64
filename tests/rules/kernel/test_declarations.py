"""声明：收得齐、写错当场知道、说得成话。"""

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from gjj.declarations.collect import collect
from gjj.declarations.errors import BizError
from gjj.declarations.explanations import Explanation, Term
from gjj.declarations.parameters import KINDS, ParameterRow

FILES = {
    "line_one/__init__.py": "",
    "line_one/items.py": "ITEMS = [1, 2]\nWRONG = None\n",
    "line_two/__init__.py": "",
    "line_two/items.py": "ITEMS = (3,)\n",
    "line_none/__init__.py": "",
    "line_folder/__init__.py": "",
    "line_folder/items/__init__.py": "ITEMS = [99]\n",
    "line_broken/__init__.py": "",
    "line_broken/items.py": "import line_that_is_not_there\nITEMS = []\n",
}


@pytest.fixture
def lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """几个假的业务包，用完从已载入的模块里拿掉。"""
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield
    for name in [name for name in sys.modules if name.startswith("line_")]:
        del sys.modules[name]


def test_declarations_are_collected_from_every_package_in_order(lines: None) -> None:
    """每个包的清单按包的次序收齐；没有这个模块的包、没有的包、子包都跳过。"""
    packages = ["line_one", "line_none", "line_folder", "line_absent", "line_two"]
    assert collect(packages, "items", "ITEMS") == [1, 2, 3]


def test_a_module_without_its_list_is_an_error(lines: None) -> None:
    """有这个模块却没有清单，是错误，不是没有声明。"""
    with pytest.raises(AttributeError):
        collect(["line_one"], "items", "PERMISSIONS")


def test_a_broken_module_is_not_mistaken_for_a_missing_one(lines: None) -> None:
    """模块自己载入失败，错误照样抛出来，不会被当成没有。"""
    with pytest.raises(ModuleNotFoundError, match="line_that_is_not_there"):
        collect(["line_broken"], "items", "ITEMS")


def test_a_parameter_has_one_of_the_known_kinds() -> None:
    """参数的类型写错，当场报错。"""
    for kind in KINDS:
        assert ParameterRow("a.b", "甲", "1", kind, date(2026, 1, 1)).area == "*"
    with pytest.raises(ValueError, match="float"):
        ParameterRow("a.b", "甲", "1", "float", date(2026, 1, 1))


def test_an_explanation_says_its_articles_only_where_there_is_one() -> None:
    """推导一步一句，有条款才写条款，没有就不编。"""
    steps = Explanation((Term("甲", "TL-16"), Term("乙")))
    assert steps.as_json() == [{"text": "甲", "article": "TL-16"}, {"text": "乙"}]
    assert Explanation().as_json() == []


def test_a_refusal_carries_what_the_page_and_the_api_show() -> None:
    """业务上的拒绝带着编码、整句中文、状态、条款、资金情况、怎么办。"""
    facts = {"open_month": "2026-11"}
    error = BizError("month_skipped", "跳月了。", status=409, article="TL-20", money="没动", fix="先办", extra=facts)
    facts.clear()
    assert str(error) == "month_skipped: 跳月了。"
    assert (error.status, error.article, error.money, error.fix) == (409, "TL-20", "没动", "先办")
    assert error.extra == {"open_month": "2026-11"}
    assert BizError("x", "y").status == 422
