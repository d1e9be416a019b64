"""法定退休年龄：2025 年以前到龄的不变，之后按公布的对照表逐月延迟，延到头为止。"""

from datetime import date

import pytest

from deposits.rules.retirement import RetirementTerms, retirement_month
from gjj.periods.month import Month

MEN, WOMEN_55, WOMEN_50 = RetirementTerms(60, 4, 36), RetirementTerms(55, 4, 36), RetirementTerms(50, 2, 60)


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
