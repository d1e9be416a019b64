"""格子里什么都可能有：哪一行都不会让程序出错，要么读成能办的一行，要么说得出错在哪。"""

import json
import math
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from deposits.roster.model import RosterRow
from deposits.rules.roster_facts import TYPE_WORDS, TYPES, CheckedRow
from deposits.rules.roster_rows import check_rows, ids_in
from gjj.idnumbers import id_card
from gjj.money.amounts import ZERO
from gjj.regulations.catalogue import ARTICLES
from tests.rules.deposits.lines import ACCOUNTS, COLUMNS, NEW, PAYS, TODAY, facts, id_number

CODES = (
    "type_unknown formula_in_cell name_missing name_characters id_missing id_scientific id_checksum id_birthdate id_duplicate_in_file "
    "already_open not_in_unit mobile_invalid base_text base_negative base_below_floor base_above_cap base_adjusted_this_year "
    "ratio_text ratio_below_min ratio_above_max ratio_not_units"
).split()
KNOWN = {one.id for one in ARTICLES}

JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**18), 10**18),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.text(max_size=12),
    st.text(alphabet="0123456789.,%-+eE_'￥元 　８％Xx", max_size=12),
)
PEOPLE = st.sampled_from([NEW, *ACCOUNTS, id_number("18790101"), "110105491231002", NEW.lower(), f"'{PAYS}"])
CELLS: dict[str, st.SearchStrategy[Any]] = {
    "type": st.one_of(st.sampled_from([*TYPE_WORDS, None]), JUNK),
    "name": st.one_of(st.sampled_from(["张正常", "张 三", "John Smith"]), JUNK),
    "id_no": st.one_of(PEOPLE, PEOPLE, JUNK),
    "mobile": st.one_of(st.sampled_from(["13800138000", "+86 138-0013-8000", None]), JUNK),
    "base": st.one_of(st.floats(2000, 22000).map(lambda value: round(value, 2)), JUNK),
    "employer_ratio": st.one_of(st.sampled_from(["8%", 0.08, 8, None]), JUNK),
    "personal_ratio": st.one_of(st.sampled_from(["8%", 0.08, 8, None]), JUNK),
}
FORMULAS = st.one_of(st.just(frozenset()), st.frozensets(st.sampled_from(sorted(COLUMNS))))
SOME = st.fixed_dictionaries({}, optional=CELLS)
LINES = st.lists(st.tuples(st.one_of(st.fixed_dictionaries(CELLS), SOME), FORMULAS), max_size=8)


def rows_of(lines: list[tuple[dict[str, Any], frozenset[str]]]) -> list[RosterRow]:
    """第 5 行起的名单。"""
    return [RosterRow(5 + place, values, formulas) for place, (values, formulas) in enumerate(lines)]


def is_good(row: CheckedRow) -> bool:
    """一行能办的：类型认得，姓名、证件号齐全，除了封存都有比例、金额和推导。"""
    who = row.type in TYPES and bool(row.name) and id_card.problem(row.id_no, TODAY) is None
    if row.type == "seal":
        return who and row.amount == ZERO
    paid = row.amount == row.employer_amount + row.personal_amount > 0
    ratios = (row.employer_ratio, row.personal_ratio) == (facts().employer_ratio, facts().personal_ratio)
    return who and paid and ratios and len(row.explanation.terms) == 4


@settings(max_examples=400, deadline=None)
@given(LINES)
def test_any_row_is_either_good_or_says_what_is_wrong(lines: list[tuple[dict[str, Any], frozenset[str]]]) -> None:
    """随便什么名单：一行一个结果，不出错；没有错的行样样齐全，有错的行每格只说一样，编码、列名、说法都有。"""
    rows = check_rows(rows_of(lines), facts())
    assert [row.row for row in rows] == [5 + place for place in range(len(lines))]
    for row in rows:
        assert row.is_valid is not bool(row.errors)
        assert row.errors or is_good(row)
        columns = [error.column for error in row.errors]
        assert len(columns) == len(set(columns))
        assert set(columns) <= set(COLUMNS.values())
        assert all(error.code in CODES and error.message and error.fix for error in row.errors)
        assert all(set(error.article.split(", ")) <= set(KNOWN) for error in row.errors if error.article)
        assert {one["column"] for one in row.warnings} <= set(COLUMNS.values())


@settings(max_examples=300, deadline=None)
@given(LINES)
def test_a_repair_always_changed_something_and_can_be_shown(lines: list[tuple[dict[str, Any], frozenset[str]]]) -> None:
    """说改过的，一定改了：原来的和读作的不同，规矩说得出；连同错误都能写成 JSON。"""
    rows = check_rows(rows_of(lines), facts())
    for one in (repair for row in rows for repair in row.repairs):
        assert one["from"] != one["to"]
        assert one["rule"]
        assert one["column"] in COLUMNS.values()
    json.dumps([[row.repairs, row.warnings, [error.as_json() for error in row.errors]] for row in rows])


@settings(max_examples=200, deadline=None)
@given(LINES)
def test_only_an_earlier_row_can_be_the_same_person(lines: list[tuple[dict[str, Any], frozenset[str]]]) -> None:
    """同一个号码只有一行不算重复；指出的总是更早的那一行，而且号码真的一样。"""
    rows = {row.row: row for row in check_rows(rows_of(lines), facts())}
    for row in rows.values():
        for error in row.errors:
            assert (error.same_as is not None) == (error.code == "id_duplicate_in_file")
            if error.same_as is not None:
                assert error.same_as < row.row
                assert rows[error.same_as].id_no == row.id_no
    good = [row.id_no for row in rows.values() if row.is_valid]
    assert len(good) == len(set(good))


@settings(max_examples=200, deadline=None)
@given(LINES)
def test_judging_twice_gives_the_same(lines: list[tuple[dict[str, Any], frozenset[str]]]) -> None:
    """同一份名单判断两遍，一字不差；查账户用的号码都是读好的。"""
    first, second = check_rows(rows_of(lines), facts()), check_rows(rows_of(lines), facts())
    assert first == second
    assert all(ids_in(rows_of(lines)))


def test_the_queerest_cells_are_only_errors() -> None:
    """正负无穷、不是数、远古和未来的日期、时刻、极小的数，每一格都只是一处错。"""
    odd: list[Any] = [
        math.inf, -math.inf, math.nan, 5e-324, -5e-324, 1.7976931348623157e308, date.min, date.max,
        datetime(9999, 12, 31, 23, 59, 59, 999999), timedelta(days=1), "\ud7ff", "🀄", "٣", "½", "②",
    ]  # fmt: skip
    for value in odd:
        (row,) = check_rows([RosterRow(5, dict.fromkeys(COLUMNS, value))], facts())
        assert not row.is_valid
        assert len(row.errors) == len({error.column for error in row.errors}) >= 5
