"""条款目录：两版条例按日子并存，规则声明自己实现哪条，报告说得出落在哪里。"""

from datetime import date, timedelta
from pathlib import Path

import pytest

from gjj.declarations.parameters import ParameterRow
from gjj.regulations.catalogue import ARTICLES, REVISED_ON
from gjj.regulations.implements import Implementation, implements
from gjj.regulations.lookup import article, in_force, title
from gjj.regulations.report import trace

BEFORE = REVISED_ON - timedelta(days=1)


@pytest.mark.article("TL19-26", "TL26-26")
def test_the_2019_and_the_2026_text_take_turns_on_one_day() -> None:
    """2026-09-19 还按旧条例 15 日审贷，2026-09-20 起按新条例 10 日，两条不同时有效。"""
    assert date(2026, 9, 20) == REVISED_ON
    assert [in_force("TL19-26", day) for day in (BEFORE, REVISED_ON)] == [True, False]
    assert [in_force("TL26-26", day) for day in (BEFORE, REVISED_ON)] == [False, True]
    assert "15日" in article("TL19-26").text
    assert "10日" in article("TL26-26").text


@pytest.mark.parametrize("one", ARTICLES, ids=lambda one: one.id)
def test_every_version_ends_or_begins_with_the_revision(one) -> None:
    """写作 TL19 的到修订日止，写作 TL26 的从修订日起，TL 的两版都有效。"""
    held = [in_force(one.id, day) for day in (BEFORE, REVISED_ON)]
    assert held == {"TL19": [True, False], "TL26": [False, True]}.get(one.id.split("-")[0], [True, True])


def test_an_article_is_not_in_force_before_it_was_published() -> None:
    """颁布之前没有效力，颁布当天起有。"""
    assert not in_force("WH5-02", date(2005, 1, 9))
    assert in_force("WH5-02", date(2005, 1, 10))


def test_every_article_has_one_id_and_a_chinese_title() -> None:
    """编号不重复；每条有出处、条号和要点；先生效后失效。"""
    assert len({one.id for one in ARTICLES}) == len(ARTICLES)
    for one in ARTICLES:
        assert one.title.startswith("《") or "公布" in one.title or "公告" in one.title
        assert one.text.endswith("。")
        assert one.valid_to is None or one.valid_from < one.valid_to


def test_the_title_says_which_text_and_which_article() -> None:
    """条款的中文名写明是哪部法规的第几条。"""
    assert title("TL-18") == "《住房公积金管理条例》第十八条"
    assert title("TL26-31") == "《住房公积金管理条例》（2026年修订）第三十一条"
    assert title("WH5-03").startswith("《关于住房公积金管理若干具体问题的指导意见》")


def test_an_article_nobody_catalogued_is_a_program_error() -> None:
    """目录里没有的编号抛 KeyError；规则声明它，载入时就报错。"""
    for ask in (article, title, implements):
        with pytest.raises(KeyError, match="TL-999"):
            ask("TL-999")


def test_a_rule_carries_the_articles_it_implements(monkeypatch: pytest.MonkeyPatch) -> None:
    """声明之后规则照样是那个函数，身上带着条款，登记里写着文件和行号。"""
    monkeypatch.setattr("gjj.regulations.implements.IMPLEMENTATIONS", found := list[Implementation]())

    @implements("TL-16", "TL-18")
    def double(value: int) -> int:
        return value * 2

    assert double(21) == 42
    assert double.articles == ("TL-16", "TL-18")  # type: ignore[attr-defined]
    assert [one.article_id for one in found] == ["TL-16", "TL-18"]
    assert {one.path for one in found} == {Path(__file__)}


def test_the_report_goes_from_article_to_rule_parameter_test_and_page(tmp_path: Path) -> None:
    """报告把一条条款落在的规则、参数、测试、页面都列出来。"""
    (tmp_path / "templates").mkdir()
    (tmp_path / "tests").mkdir()
    (tmp_path / "templates" / "page.html").write_text('\n{% law article="TL-18" %}', encoding="utf-8")
    marked = '@pytest.mark.article("TL-16", "TL-18")\n@pytest.mark.slow\ndef test_it_holds():\n'
    (tmp_path / "tests" / "test_one.py").write_text(marked, encoding="utf-8")
    rule = Implementation("TL-18", "line.rules.one", tmp_path / "line" / "rules.py", 7)
    row = ParameterRow("line.min", "下限", "5", "percent", date(2016, 2, 21), article="TL-18")
    (found,) = trace(tmp_path, [rule], [row], "TL-18")
    assert found.rules == ["line/rules.py:7 line.rules.one"]
    assert found.parameters == ["line.min（下限）= 5，自 2016-02-21，区域 *"]
    assert found.tests == ["tests/test_one.py:3 test_it_holds"]
    assert found.pages == ["templates/page.html:2"]


def test_the_report_without_an_article_lists_the_whole_catalogue(tmp_path: Path) -> None:
    """不指定就列全部；指定了没有的编号抛 KeyError。"""
    assert [one.article.id for one in trace(tmp_path, [], [])] == [one.id for one in ARTICLES]
    with pytest.raises(KeyError, match="TL-999"):
        trace(tmp_path, [], [], "TL-999")
