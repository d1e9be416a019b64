"""系统注意到的：到龄、没有手机号、照旧的基数在新的上下限之外；都是提醒，不拦，每一条在边上各看一格。"""

from dataclasses import replace
from decimal import Decimal

import pytest

from deposits.rules.roster_facts import AccountFact, CheckedRow
from deposits.rules.roster_rows import check_rows
from gjj.periods.month import Month
from tests.rules.deposits.lines import account, facts, id_number, line, warned

NOVEMBER = Month(2026, 11)


def judged(
    born: str = "19900101",
    serial: int = 1,
    kind: str = "正常",
    known: AccountFact | None = None,
    month: Month = NOVEMBER,
    **cells: object,
) -> CheckedRow:
    """一名正常缴存的职工写在名单里的一行。"""
    number = id_number(born, serial)
    about = facts(month=month, accounts={number: known or account("张正常", "active")})
    (row,) = check_rows([line(**{"type": kind, "id_no": number, "name": "张正常", "base": None, **cells})], about)
    return row


def codes(row: CheckedRow) -> list[str]:
    return [code for _, code in warned(row)]


@pytest.mark.article("RET-01")
@pytest.mark.parametrize(
    ("born", "serial", "expected"),
    [
        pytest.param("19660531", 1, ["retirement_reached"], id="男，上个月到龄"),
        pytest.param("19660601", 1, [], id="男，这个月到龄，当月还缴"),
        pytest.param("19660701", 1, [], id="男，下个月到龄"),
        pytest.param("19710531", 2, ["retirement_reached"], id="女，上个月到龄"),
        pytest.param("19710601", 2, [], id="女，这个月到龄"),
        pytest.param("19760228", 2, [], id="女，工人岗两个月前到龄，问过了"),
        pytest.param("19760331", 2, [], id="女，工人岗这个月到龄"),
    ],
)
def test_whoever_passed_the_month_of_retirement_is_noticed(born: str, serial: int, expected: list[str]) -> None:
    """过了到龄的那个月还写正常：提醒封存，采纳就是封存，行还是通过的。"""
    row = judged(born, serial)
    assert (codes(row), row.errors) == (expected, [])
    if expected:
        assert row.warnings[0]["mend"] == {"field": "type", "value": "封存", "label": "类型改为「封存」"}
        assert judged(born, serial, kind="封存").warnings == []


@pytest.mark.article("RET-01")
def test_a_woman_past_the_early_post_only_is_asked_and_not_sealed_by_one_click() -> None:
    """工人岗上个月到龄的女职工：问一次，说清两种岗位各是哪个月，不给「一点就封存」的改法。"""
    assert codes(judged("19760215", 2)) == []
    row = judged("19760215", 2, month=Month(2026, 10))
    assert (codes(row), row.errors) == (["retirement_by_post"], [])
    (told,) = row.warnings
    assert "mend" not in told
    for post in ("工人岗", "管理岗"):
        assert post in told["message"]


def test_a_new_or_sealed_person_is_not_reminded_of_retirement() -> None:
    """开户的看年龄另有提醒，封存的不用提醒。"""
    for kind in ("开户", "封存"):
        assert "retirement_reached" not in codes(judged("19600101", kind=kind, base="8000"))


def test_a_missing_mobile_is_noticed_only_where_the_account_has_none() -> None:
    """表里没写、账户上也没有手机号：提醒；账户上有、或表里写了，不提醒。"""
    without = replace(account("张正常", "active"), has_mobile=False)
    assert codes(judged(known=without, mobile=None)) == ["mobile_missing"]
    assert codes(judged(known=without)) == []
    assert codes(judged(mobile=None)) == []
    assert codes(judged(known=without, mobile=None, kind="封存")) == []


@pytest.mark.article("WH5-03", "CITY-BASE")
@pytest.mark.parametrize(
    ("base", "code", "value"),
    [
        ("2349.99", "own_base_below_floor", "2350.00"), ("2350.00", "", ""), ("21408.00", "", ""),
        ("21408.01", "own_base_above_cap", "21408.00"),
    ],
)  # fmt: skip
def test_a_base_outside_the_new_limits_is_noticed(base: str, code: str, value: str) -> None:
    """空着照旧的基数，低一分、高一分于新的上下限：提醒，采纳成上下限；正好的不提醒。"""
    row = judged(known=account("张正常", "active", base=base))
    assert (codes(row), row.errors, row.base) == ([code] if code else [], [], Decimal(base))
    if code:
        assert row.warnings[0]["mend"]["value"] == value
        adopted = judged(known=account("张正常", "active", base=base), base=value)
        assert (adopted.type, adopted.errors) == ("base_adjust", [])
