"""法定退休年龄：2025 年以前到龄的不变，之后按公布的对照表逐月延迟，延到头为止。"""

from datetime import date

import pytest

from deposits.rules.retirement import RetirementTerms, reached, retirement_month
from gjj.periods.month import Month

MEN = RetirementTerms(60, 4, 36)
WOMEN_50, WOMEN_55 = RetirementTerms(50, 2, 60, "工人岗"), RetirementTerms(55, 4, 36, "管理岗")


@pytest.mark.article("RET-01")
@pytest.mark.parametrize(
    ("born", "terms", "month"),
    [
        pytest.param("1964-12-31", MEN, "2024-12", id="男，施行前到龄的不延迟"),
        pytest.param("1965-01-01", MEN, "2025-02", id="男，第一个月延迟一个月"),
        pytest.param("1965-04-30", MEN, "2025-05", id="男，前四个月都是一个月"),
        pytest.param("1965-05-01", MEN, "2025-07", id="男，第五个月起两个月"),
        pytest.param("1976-08-31", MEN, "2039-07", id="男，延迟三十五个月"),
        pytest.param("1976-09-01", MEN, "2039-09", id="男，满六十三周岁"),
        pytest.param("1985-06-15", MEN, "2048-06", id="男，以后都是六十三周岁"),
        pytest.param("1969-12-31", WOMEN_55, "2024-12", id="女五十五，施行前"),
        pytest.param("1970-01-01", WOMEN_55, "2025-02", id="女五十五，第一个月"),
        pytest.param("1981-09-01", WOMEN_55, "2039-09", id="女五十五，满五十八周岁"),
        pytest.param("1974-12-31", WOMEN_50, "2024-12", id="女五十，施行前"),
        pytest.param("1975-02-28", WOMEN_50, "2025-03", id="女五十，前两个月都是一个月"),
        pytest.param("1975-03-01", WOMEN_50, "2025-05", id="女五十，第三个月起两个月"),
        pytest.param("1984-11-01", WOMEN_50, "2039-11", id="女五十，满五十五周岁"),
        pytest.param("1990-01-01", WOMEN_50, "2045-01", id="女五十，以后都是五十五周岁"),
    ],
)
def test_the_month_of_retirement_follows_the_published_table(born: str, terms: RetirementTerms, month: str) -> None:
    """和公布的对照表一个月不差。"""
    assert retirement_month(date.fromisoformat(born), terms) == Month.parse(month)


@pytest.mark.article("RET-01")
def test_before_the_reform_nothing_is_delayed() -> None:
    """施行前的参数最多延迟零个月：到龄就是原来的那个月。"""
    assert retirement_month(date(1985, 6, 15), RetirementTerms(60, 4, 0)) == Month(2045, 6)


@pytest.mark.article("RET-01")
@pytest.mark.parametrize(
    ("born", "terms", "month"),
    [
        ("1963-12", MEN, "2023-12"), ("1964-02", MEN, "2024-02"), ("1965-01", MEN, "2025-02"), ("1965-12", MEN, "2026-03"),
        ("1995-12", MEN, "2058-12"), ("2000-12", MEN, "2063-12"), ("1963-04", WOMEN_55, "2018-04"),
        ("1971-04", WOMEN_55, "2026-08"), ("2000-12", WOMEN_55, "2058-12"), ("1995-12", WOMEN_50, "2050-12"),
    ],
)  # fmt: skip
def test_the_retold_answers_of_the_public_calculator_are_met(born: str, terms: RetirementTerms, month: str) -> None:
    """公开的法定退休年龄计算器的算例（转述，可以拿办法所附三张对照表核对），十个一个不差。"""
    assert retirement_month(date.fromisoformat(f"{born}-01"), terms) == Month.parse(month)


@pytest.mark.article("RET-01")
@pytest.mark.parametrize(
    ("month", "certain"),
    [("2026-09", None), ("2026-10", False), ("2026-11", None), ("2032-09", None), ("2032-10", True), ("2032-11", True)],
)
def test_a_woman_is_asked_once_by_the_early_post_and_always_past_the_late_one(month: str, certain: bool | None) -> None:
    """1976 年 2 月出生的女职工：工人岗 2026 年 9 月到龄，十月问一次；管理岗 2032 年 9 月到龄，十月起每月提醒。"""
    found = reached(date(1976, 2, 1), Month.parse(month), (WOMEN_50, WOMEN_55))
    assert (found.is_certain if found else None) == certain
    assert found is None or "工人岗 2026年9月、管理岗 2032年9月" in found.said


@pytest.mark.article("RET-01")
def test_a_man_has_one_track() -> None:
    """男职工不分岗位：当月还缴，下个月起每月提醒。"""
    answers = [reached(date(1965, 1, 1), Month(2025, one), (MEN,)) for one in (2, 3, 4)]
    assert [one and one.is_certain for one in answers] == [None, True, True]
