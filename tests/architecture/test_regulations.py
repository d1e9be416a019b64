"""条文覆盖：代码里写的条款目录里都有，每条规则都有测试证明它的条款。"""

import ast
import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest
from django.apps import apps

from gjj.declarations.collect import collect
from gjj.regulations.catalogue import ARTICLES, REVISED_ON
from gjj.regulations.implements import IMPLEMENTATIONS, Implementation
from tests.architecture.source import PRODUCT, ROOT, called, files_of_tests, product_files, tree, where

KNOWN = {one.id for one in ARTICLES}
LOOKS_LIKE_ARTICLE = re.compile(r"(?:TL(?:19|26)?|WH5|CITY|RATE|RET)-[A-Z0-9]+|GB\d{4,}")
CATALOGUE = ROOT / "gjj" / "regulations" / "catalogue.py"
PACKAGES = [config.name for config in apps.get_app_configs() if config.name.split(".")[0] in PRODUCT]


def _rules() -> list[Implementation]:
    """全部声明了条款的规则：把产品代码全部载入之后登记在册的。"""
    for name in PRODUCT:
        for module in walk_packages(import_module(name).__path__, f"{name}.", onerror=lambda _: None):
            # 网站的入口一载入就去看数据库，里面也没有规则
            if ".settings" not in module.name and "__main__" not in module.name and module.name != "gjj.wsgi":
                import_module(module.name)
    return [one for one in IMPLEMENTATIONS if ROOT / "tests" not in one.path.parents]


def _declared_in_source() -> set[str]:
    """源码里写着 @implements 的函数。"""
    return {
        node.name
        for path in product_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and any(called(mark) == "implements" for mark in node.decorator_list)
    }


def _marked_articles() -> dict[str, list[str]]:
    """测试上标的条款 → 哪些测试。"""
    found: dict[str, list[str]] = {}
    for path in files_of_tests():
        for node in ast.walk(tree(path)):
            for mark in node.decorator_list if isinstance(node, ast.FunctionDef) else ():
                if called(mark) == "article" and isinstance(mark, ast.Call):
                    for one in mark.args:
                        found.setdefault(str(ast.literal_eval(one)), []).append(where(path, node))
    return found


def _words(path: Path) -> list[tuple[str, str]]:
    """一个文件里像条款编号的文字 → 在哪里。"""
    if path.suffix == ".html":
        text = path.read_text(encoding="utf-8")
        return [(word, str(path.relative_to(ROOT))) for word in re.findall(r"""["']([^"'\s]+)["']""", text)]
    nodes = (node for node in ast.walk(tree(path)) if isinstance(node, ast.Constant))
    return [(node.value, where(path, node)) for node in nodes if isinstance(node.value, str)]


def test_every_article_written_in_code_or_page_is_in_the_catalogue() -> None:
    """规则、错误、推导、恒等式、页面里写的条款编号，目录里都有。"""
    files = [*product_files(), *(ROOT / "templates").rglob("*.html")]
    found = [(word, place) for path in files for word, place in _words(path) if LOOKS_LIKE_ARTICLE.fullmatch(word)]
    assert {word for word, _ in found} >= {"TL-13", "TL-18", "WH5-02", "GB11643", "CITY-BASE"}
    assert [one for one in found if one[0] not in KNOWN] == []


def test_whatever_is_given_as_an_article_is_in_the_catalogue() -> None:
    """写在 article= 后面的文字（不管像不像编号）都是目录里的条款。"""
    wrong = [
        where(path, node)
        for path in product_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.keyword) and node.arg == "article" and isinstance(node.value, ast.Constant)
        if node.value.value not in {None, "", *KNOWN}
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("module", "constant"), [("parameters", "PARAMETERS"), ("invariants", "INVARIANTS"), ("items", "ITEMS")]
)
def test_every_declaration_cites_articles_of_the_catalogue(module: str, constant: str) -> None:
    """参数、恒等式、服务事项引的条款目录里都有。"""
    rows = collect(PACKAGES, module, constant)
    cited = {one for row in rows for one in (row.articles if module == "items" else (row.article,)) if one}
    assert rows
    assert cited <= KNOWN


def test_every_rule_in_the_source_is_registered() -> None:
    """源码里写着 @implements 的函数，登记里一个不少。"""
    assert {one.function.rsplit(".", 1)[-1] for one in _rules()} == _declared_in_source()


def test_rules_live_in_the_rooms_of_rules() -> None:
    """声明条款的都是纯函数，住在 rules/ 和内核的底层里；办事的服务只用它们。"""
    outside = [
        one.function for one in _rules() if {"services", "selectors", "views", "models", "api"} & {*one.path.parts}
    ]
    assert outside == []


def test_every_rule_implements_an_article_in_force_since_the_revision() -> None:
    """规则声明的条款在目录里，现行的规则不引已经失效的条文。"""
    by_id = {one.id: one for one in ARTICLES}
    assert [one for one in _rules() if not by_id[one.article_id].in_force(REVISED_ON)] == []


def test_every_rule_is_proven_by_a_test_marked_with_one_of_its_articles() -> None:
    """每条规则至少有一条测试标着它的某一条款。"""
    marked = _marked_articles()
    articles: dict[str, set[str]] = {}
    for one in _rules():
        articles.setdefault(one.function, set()).add(one.article_id)
    assert articles
    assert {rule: ids for rule, ids in articles.items() if not ids & marked.keys()} == {}


def test_the_report_of_the_command_lists_every_rule_of_the_article() -> None:
    """manage.py regulations 在新的进程里也列得出每一条规则，连同参数和测试。"""
    command = [sys.executable, "manage.py", "regulations"]
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "gjj.settings.test"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120, check=True)
    assert [one.function for one in _rules() if f" {one.function}\n" not in done.stdout] == []
    assert "参数  deposits.ratio_min" in done.stdout
    assert "测试  tests/rules/deposits/test_contribution.py" in done.stdout


def test_tests_are_marked_only_with_articles_of_the_catalogue() -> None:
    """测试上标的条款目录里都有。"""
    assert {one: places for one, places in _marked_articles().items() if one not in KNOWN} == {}
