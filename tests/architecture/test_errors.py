"""每一个拒绝都说得清：编码英文，说法中文，都有怎么办；动钱的房间还都说钱怎么样。"""

import ast
import re
from pathlib import Path

import pytest

from gjj.parameters.declared import guarded
from gjj.web.problems import FRAMEWORK, TITLES
from tests.architecture.source import ROOT, called, calls, product_files, tree, where

OF_MONEY = ("deposits", "loans", "gjj/ledger", "gjj/settlement")
"""这些房间的每个拒绝都要说钱怎么样了。"""
PLACES = {"BizError": ("code", "detail"), "RosterFileError": ("code", "detail", "fix")}
"""拒绝和它的各种：不写名字的参数依次是什么。"""
PARAMETERS_IN_FIX = {"looks.most_per_day": "提出改一天的次数", "web.exports_per_day": "提出改一天的份数"}
"""「怎么办」里叫人去改的参数 → 怎么说；新添一处也写在这里。"""
REFUSALS = [found for name in PLACES for found in calls(name)]


def given(call: ast.Call, name: str) -> ast.expr | None:
    """调用时写的某个参数。"""
    places = PLACES[called(call)]
    if name in places and len(call.args) > places.index(name):
        return call.args[places.index(name)]
    return next((one.value for one in call.keywords if one.arg == name), None)


def text_of(node: ast.expr | None) -> str:
    """表达式里写明的文字，拼在一起；变量里的看不到。"""
    if node is None:
        return ""
    return "".join(one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str))


def says(call: ast.Call, name: str) -> bool:
    """写了这个参数，而且不是空文字。"""
    value = given(call, name)
    return value is not None and not (isinstance(value, ast.Constant) and not value.value)


def is_chinese(text: str) -> bool:
    """有汉字。"""
    return any("一" <= char <= "鿿" for char in text)


def deals_with_money(path: Path) -> bool:
    """在动钱的房间里。"""
    return str(path.relative_to(ROOT)).startswith(OF_MONEY)


def test_the_walk_finds_the_refusals() -> None:
    """确实找到了全部的拒绝，三处随手挑的都在。"""
    codes = {text_of(given(call, "code")) for _, call in REFUSALS}
    assert {"month_skipped", "balance_short", "scope_missing", "uscc_invalid", "file_macro"} <= codes
    assert len(REFUSALS) > 40


def test_every_kind_of_refusal_is_looked_at() -> None:
    """从 BizError 派生的类都在上面的表里：新添一种，也要受这里的检查。"""
    kinds = {
        node.name
        for path in product_files()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef) and {getattr(base, "id", "") for base in node.bases} & PLACES.keys()
    }
    assert kinds == PLACES.keys() - {"BizError"}


def test_every_refusal_says_what_to_do() -> None:
    """每个拒绝都写了怎么办（fix）。"""
    assert [where(path, call) for path, call in REFUSALS if not says(call, "fix")] == []


def test_a_refusal_by_a_parameter_names_who_approves_its_change() -> None:
    """叫人去改参数的，说的批的人就是批那个参数的人：安全参数由安全管理员批，业务的由主任批。"""
    fixes = [text_of(given(call, "fix")) for _, call in REFUSALS]
    asking = [one for one in fixes if re.search("提出改.*批准", one)]
    assert len(asking) == len(PARAMETERS_IN_FIX)
    for code, said in PARAMETERS_IN_FIX.items():
        who = "安全管理员" if code in guarded() else "主任"
        assert re.findall(f"{said}，(.+?)批准", "\n".join(asking)) == [who], code


def test_every_refusal_about_money_says_how_the_money_is() -> None:
    """动钱的房间里，每个拒绝都写了资金情况（money）。"""
    silent = [
        where(path, call)
        for path, call in REFUSALS
        # 读不了的文件由 RosterFileError 自己说钱没有动
        if called(call) == "BizError" and deals_with_money(path) and not says(call, "money")
    ]
    assert silent == []


def test_every_refusal_has_an_english_code_and_chinese_words() -> None:
    """编码是英文蛇形，说法和怎么办是中文。"""
    for path, call in REFUSALS:
        code = text_of(given(call, "code"))
        assert code.isascii(), where(path, call)
        assert code.replace("_", "").islower() or not code, where(path, call)
        for name in ("detail", "fix", "money"):
            value = given(call, name)
            if value is not None and not isinstance(value, ast.Name | ast.Attribute):
                assert is_chinese(text_of(value)), (where(path, call), name)


@pytest.mark.parametrize("row", FRAMEWORK, ids=lambda row: f"{row[1]}-{row[2]}")
def test_every_answer_for_the_framework_says_what_to_do(row: tuple[object, str, int, str, str]) -> None:
    """框架自己抛出的错也一样：有中文标题、说法、怎么办。"""
    _, code, status, detail, fix = row
    assert code.isascii()
    assert is_chinese(TITLES[status])
    assert is_chinese(detail)
    assert is_chinese(fix)
