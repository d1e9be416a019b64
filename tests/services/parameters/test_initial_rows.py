"""声明的初始参数：每一行都有依据或者明说没有，读得出来，前后相接不留空，两版条例下都有效。"""

from collections import defaultdict
from datetime import date, time, timedelta
from decimal import Decimal

import pytest
from django.apps import apps

from gjj.declarations.collect import collect
from gjj.declarations.parameters import ParameterRow
from gjj.money.amounts import rate, yuan
from gjj.money.rounding import ROUNDING_POLICIES
from gjj.parameters import selectors as parameters
from gjj.parameters.declared import bounds_of
from gjj.parameters.models import Parameter
from gjj.regulations.catalogue import ARTICLES, REVISED_ON
from gjj.regulations.lookup import article
from tests.situations import TODAY

ROWS: list[ParameterRow] = collect([config.name for config in apps.get_app_configs()], "parameters", "PARAMETERS")
BEFORE = REVISED_ON - timedelta(days=1)
KNOWN = {one.id for one in ARTICLES}
RETIRED = {"interest.current_year_rate", "interest.carried_rate"}
"""只有历史的参数：现在不用了。"""


def ranges() -> dict[tuple[str, str], list[ParameterRow]]:
    """同一参数同一区域的各段，按先后。"""
    found: dict[tuple[str, str], list[ParameterRow]] = defaultdict(list)
    for one in sorted(ROWS, key=lambda row: row.valid_from):
        found[one.code, one.area].append(one)
    return found


def named(one: ParameterRow) -> str:
    """测试里怎么称呼一行。"""
    return f"{one.code}-{one.area}-{one.valid_from}"


def test_every_line_of_business_declares_its_parameters() -> None:
    """缴存、结息、贷款的参数都收得到。"""
    assert {one.code.split(".")[0] for one in ROWS} >= {"deposits", "interest", "loans"}


@pytest.mark.parametrize("one", ROWS, ids=named)
def test_a_row_cites_an_article_in_force_all_its_life_or_none(one: ParameterRow) -> None:
    """依据要么是目录里的条款，而且整个生效期都有效，要么明说没有。"""
    if one.article is None:
        return
    assert one.article in KNOWN
    law = article(one.article)
    assert law.valid_from <= one.valid_from
    assert law.valid_to is None or (one.valid_to is not None and one.valid_to <= law.valid_to)


@pytest.mark.parametrize("one", ROWS, ids=named)
def test_a_row_can_be_read_in_its_kind(one: ParameterRow) -> None:
    """数值读得成声明的类型，而且写法规整：金额两位小数，利率七位以内，比例在零到一百之间。"""
    match one.kind:
        case "money":
            assert str(yuan(one.value)) == one.value
            assert yuan(one.value) > 0
        case "rate":
            assert 0 < rate(one.value) < 1
        case "percent":
            assert 0 < Decimal(one.value) <= 100
        case "int":
            assert str(int(one.value)) == one.value
        case "bool":
            assert one.value in ("true", "false")
        case "time":
            assert time.fromisoformat(one.value).isoformat("minutes") == one.value
        case _:
            assert one.value == one.value.strip() != ""


@pytest.mark.parametrize("code", sorted({one.code for one in ROWS if one.kind in ("int", "percent")}))
def test_whole_numbers_and_percentages_are_bounded_and_start_inside(code: str) -> None:
    """整数和百分数都有上下界，初始的数值在里面：批准一个离谱的数，会让业务办不下去。"""
    (bound,) = bounds_of(code)
    values = [Decimal(one.value) for one in ROWS if one.code == code]
    assert all(Decimal(bound.least) <= value <= Decimal(bound.most) for value in values)


@pytest.mark.parametrize("one", ROWS, ids=named)
def test_a_row_fits_the_table_and_has_a_chinese_name(one: ParameterRow) -> None:
    """编码、名称、说明写得下；名称是中文；先生效后失效。"""
    for name in ("code", "label", "area", "value", "note", "confidence"):
        assert len(getattr(one, name)) <= (Parameter._meta.get_field(name).max_length or 0)
    assert any("一" <= char <= "鿿" for char in one.label)
    assert one.confidence in ("certain", "typical", "uncertain")
    assert one.valid_to is None or one.valid_from < one.valid_to


def test_the_ranges_of_a_parameter_join_without_a_gap() -> None:
    """同一参数同一区域：上一段的失效日就是下一段的生效日，不空一天，不重一天。"""
    for key, rows in ranges().items():
        assert [one.valid_to for one in rows[:-1]] == [one.valid_from for one in rows[1:]], key


def test_a_parameter_ends_only_where_another_takes_over() -> None:
    """最后一段没有尽头；只有分两档的旧存款利率到合并成一档的那天为止。"""
    ended = {code: rows[-1].valid_to for (code, _), rows in ranges().items() if rows[-1].valid_to is not None}
    assert set(ended) == RETIRED
    assert set(ended.values()) <= {one.valid_from for one in ROWS if one.code == "interest.deposit_rate"}


def test_a_parameter_keeps_its_name_and_kind_through_time() -> None:
    """同一参数各段、各区域，名称和类型不变。"""
    told: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for one in ROWS:
        told[one.code].add((one.label, one.kind))
    assert {code: names for code, names in told.items() if len(names) > 1} == {}


def test_an_area_is_only_an_exception_to_the_city() -> None:
    """区里单列的，全市在同一天都有；区里没有的日子退得回全市。"""
    for (code, area), rows in ranges().items():
        city = ranges()[code, "*"]
        assert area == "*" or city[0].valid_from <= rows[0].valid_from, (code, area)


def test_the_choices_are_ones_the_rules_know() -> None:
    """取整方式是规则认得的。"""
    assert {one.value for one in ROWS if one.code == "deposits.rounding"} <= set(ROUNDING_POLICIES)


@pytest.mark.article("TL-18", "WH5-02")
def test_the_ratios_lie_between_five_and_twelve_on_every_day() -> None:
    """比例下限不低于 5%，上限不高于 12%，从哪天看都是。"""
    assert all(Decimal(one.value) >= 5 for one in ROWS if one.code == "deposits.ratio_min")
    assert all(Decimal(one.value) <= 12 for one in ROWS if one.code == "deposits.ratio_max")


@pytest.mark.article("CITY-BASE", "WH5-03")
def test_the_floor_is_below_the_cap_and_a_county_is_not_above_the_city() -> None:
    """下限总低于上限；县里的下限不高于全市的。"""
    for start in {one.valid_from for one in ROWS if one.code == "deposits.base_floor"}:
        held = {
            (one.code, one.area): Decimal(one.value)
            for one in ROWS
            if one.valid_from <= start and (one.valid_to is None or start < one.valid_to) and one.kind == "money"
        }
        floor, cap = held["deposits.base_floor", "*"], held["deposits.base_cap", "*"]
        assert held["deposits.base_floor", "county"] <= floor < cap


@pytest.mark.django_db
@pytest.mark.parametrize("area", ["*", "county"])
def test_the_revision_of_the_regulation_changes_no_deposit_parameter(area: str) -> None:
    """2026 年修订没有动缴存参数：施行前一天和当天数值一样，依据在两版下都有效。"""
    codes = sorted({one.code for one in ROWS} - RETIRED)
    before, after = (parameters.snapshot(codes, on=day, area=area) for day in (BEFORE, REVISED_ON))
    assert before == after
    cited = {one["article"] for one in before.values()} - {""}
    assert all(article(one).in_force(day) for one in cited for day in (BEFORE, REVISED_ON))


@pytest.mark.django_db
def test_every_parameter_declared_has_a_value_today() -> None:
    """今天，每个声明的参数都查得到，除了只有历史的。"""
    codes = {one.code for one in ROWS} - RETIRED
    assert parameters.values(codes, on=TODAY).keys() == codes


LOAN_RATES = (
    (date(2015, 8, 26), "0.0275", "0.0325", "0.03025", "0.03575"),
    (date(2022, 9, 30), "0.0275", "0.0325", "0.03025", "0.03575"),
    (date(2022, 10, 1), "0.0260", "0.0310", "0.03025", "0.03575"),
    (date(2024, 5, 17), "0.0260", "0.0310", "0.03025", "0.03575"),
    (date(2024, 5, 18), "0.0235", "0.0285", "0.02775", "0.03325"),
    (date(2025, 5, 7), "0.0235", "0.0285", "0.02775", "0.03325"),
    (date(2025, 5, 8), "0.0210", "0.0260", "0.02525", "0.03075"),
    (TODAY, "0.0210", "0.0260", "0.02525", "0.03075"),
)
"""公布的贷款利率：首套五年以下、五年以上，二套五年以下、五年以上。"""


@pytest.mark.django_db
@pytest.mark.parametrize(("on", "first_short", "first_long", "second_short", "second_long"), LOAN_RATES)
def test_the_loan_rates_turn_on_the_days_they_were_published_for(
    on: date, first_short: str, first_long: str, second_short: str, second_long: str
) -> None:
    """贷款利率按公布的日子换：前一天还是旧的，当天是新的；二套各自成表。"""
    codes = ("first.short", "first.long", "second.short", "second.long")
    found = parameters.values([f"loans.rate.{one}" for one in codes], on=on)
    assert [found[f"loans.rate.{one}"] for one in codes] == [
        Decimal(one) for one in (first_short, first_long, second_short, second_long)
    ]


@pytest.mark.django_db
@pytest.mark.article("TL-21")
@pytest.mark.parametrize("on", [date(2016, 2, 21), BEFORE, REVISED_ON, TODAY])
def test_deposits_bear_one_and_a_half_per_cent_since_2016(on: date) -> None:
    """个人账户存款利率 2016 年 2 月 21 日起 1.50%，两版条例下都是。"""
    assert parameters.value("interest.deposit_rate", on=on) == Decimal("0.0150000")
