"""消息模板与勿扰时段：变量、字数、类别、时段的边界。"""

from dataclasses import replace
from datetime import datetime, time

import pytest

from gjj.declarations.messages import CATEGORIES, MessageTemplate, all_problems, fill, parts_of, problems_of, signed
from gjj.messaging.quiet import quiet_said, quiet_until
from gjj.messaging.selectors.templates import declared
from gjj.periods.days import SHANGHAI

SIGN = "明川市住房公积金管理中心"
GOOD = MessageTemplate(
    "test.one", "deposit", "person", "{month}到账", "{month}到账 {amount} 元", "{amount} 元到账",
    variables={"month": "2026年12月", "amount": "1,280.00"},
)  # fmt: skip


def test_every_declared_template_is_sound() -> None:
    """各业务声明的每个模板：变量都声明、都用到，短信不超过两条，类别都登记。"""
    assert all_problems(declared(), SIGN) == []
    assert {"identity.sign_in_code", "deposits.allocated_unit", "deposits.allocated_person"} <= {
        one.code for one in declared()
    }


def test_an_employer_is_counted_by_a_name_as_long_as_real_ones() -> None:
    """写单位名称的模板，数字数照四十个字的名称；填上这样的名称，每条短信照样不超过两条。"""
    naming = [one for one in declared() if "employer" in one.variables]
    assert naming
    for one in naming:
        assert len(one.variables["employer"]) >= 40, one.code
        said = signed(fill(one.sms, {**one.variables, "employer": "长" * 40}), SIGN)
        assert not one.sms or parts_of(said) <= 2, one.code


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"text": "{month} {amount} {nobody}"}, "没有声明的变量 nobody"),
        ({"variables": {"month": "x", "amount": "x", "idle": "x"}}, "没有用的变量 idle"),
        ({"secret": ("amount",)}, "保密的变量 amount 写进了收件箱"),
        ({"category": "gossip"}, "类别 gossip 没有登记"),
        ({"audience": "bank"}, "对象 bank 没有登记"),
        ({"sms": "【别人】{amount}"}, "不能自己写【】"),
        ({"sms": "", "in_inbox": False}, "既不进收件箱"),
        ({"sms": "{amount}" + "长" * 130}, "最多 2 条"),
    ],
)
def test_a_bad_template_is_told_what_is_wrong(change: dict[str, object], said: str) -> None:
    """写坏一处，就说得出哪一处。"""
    assert problems_of(GOOD, SIGN) == []
    assert any(said in one for one in problems_of(replace(GOOD, **change), SIGN))  # type: ignore[arg-type]


def test_the_same_code_twice_is_found() -> None:
    """两个模板同一个编码，查得出。"""
    assert all_problems((GOOD, GOOD), SIGN) == ["test.one：编码重复"]


@pytest.mark.parametrize(("length", "parts"), [(1, 1), (70, 1), (71, 2), (134, 2), (135, 3)])
def test_parts_are_counted_with_the_signature(length: int, parts: int) -> None:
    """七十个字以内一条，长的每六十七个字一条，签名也算字。"""
    assert parts_of("字" * length) == parts
    assert len(signed("", SIGN)) == len(SIGN) + 2


def test_a_variable_with_braces_is_not_filled_again() -> None:
    """变量里的花括号照原样，不会再展开；少了变量是错误。"""
    assert fill("{a}和{b}", {"a": "{b}", "b": "乙"}) == "{b}和乙"
    with pytest.raises(KeyError):
        fill("{a}", {})


def test_what_cannot_be_turned_off_says_why() -> None:
    """验证码、资料变更、汇缴提醒不能关，都说明为什么；到账和账户变动可以关。"""
    assert {code for code, one in CATEGORIES.items() if one.must} == {"code", "security", "arrears", "duty"}
    assert all("不能关" in one.must for one in CATEGORIES.values() if one.must)


def _at(hour: int, minute: int = 0, day: int = 24) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (_at(21, 29), None), (_at(21, 30), _at(8, day=25)), (_at(23, 59), _at(8, day=25)), (_at(0), _at(8)),
        (_at(7, 59), _at(8)), (_at(8), None), (_at(12), None),
    ],
)  # fmt: skip
def test_the_quiet_hours_cross_midnight(now: datetime, until: datetime | None) -> None:
    """二十一点半到次日八点：差一分钟是一分钟。"""
    assert quiet_until(now, time(21, 30), time(8)) == until


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("21:30", "08:00", "每天 21:30 到次日 08:00 不发短信，到点再发；验证码不受限。"),
        ("12:00", "14:00", "每天 12:00 到 14:00 不发短信，到点再发；验证码不受限。"),
        ("00:00", "00:00", "短信随时会发。"),
    ],
)
def test_the_quiet_hours_are_said_as_they_are(start: str, end: str, said: str) -> None:
    """跨午夜的说次日，不跨的不说夜里、早上，两个时刻相同的不说不打扰。"""
    assert quiet_said(start, end) == said


def test_quiet_hours_within_a_day_and_none_at_all() -> None:
    """不跨午夜的时段；两个时刻相同就是不设。"""
    assert quiet_until(_at(13), time(12), time(14)) == _at(14)
    assert quiet_until(_at(14), time(12), time(14)) is None
    assert quiet_until(_at(3), time(0), time(0)) is None
