"""网页上改过、工作簿里也改过：谁动过照谁的，两边都动过照工作簿的。"""

from deposits.roster.model import RosterRow
from deposits.rules.merge_rows import merged_rows


def row(number: int, base: object, **cells: object) -> RosterRow:
    return RosterRow(number, {"name": f"人{number}", "base": base, **cells})  # type: ignore[dict-item]


def bases(rows: list[RosterRow]) -> list[tuple[int, object]]:
    return [(one.row, one.values["base"]) for one in rows]


def test_a_row_untouched_in_the_workbook_stays_as_mended_on_the_page() -> None:
    """工作簿里没动的行照网页上的；数写成文字、两头的空白不算动。"""
    original = [row(4, 100.0), row(5, 200), row(6, "300")]
    sent = [row(4, 100), row(5, " 200 "), row(6, "300")]
    found = merged_rows(sent, original, {4: row(4, "3000"), 5: row(5, "4000")}, {4, 5})
    assert bases(found) == [(4, "3000"), (5, "4000"), (6, "300")]


def test_a_row_changed_in_the_workbook_is_taken_from_it() -> None:
    """两边都动过的照工作簿的；只有工作簿动过的当然照它；公式换成数也是动过。"""
    original = [row(4, 100), row(5, 200), RosterRow(6, {"base": 7}, frozenset({"base"}))]
    sent = [row(4, 101), row(5, 202), RosterRow(6, {"base": 7})]
    found = merged_rows(sent, original, {4: row(4, "3000"), 6: row(6, "9")}, {4, 6})
    assert bases(found) == [(4, 101), (5, 202), (6, 7)]


def test_a_row_removed_on_the_page_stays_removed_and_an_added_one_stays() -> None:
    """网页上删的不回来；网页上添的接在后面，工作簿里也在那个行号添了人，就再往后一行。"""
    original = [row(4, 100), row(5, 200)]
    assert bases(merged_rows(original, original, {6: row(6, 600)}, {5, 6})) == [(4, 100), (6, 600)]
    sent = [*original, row(6, 999)]
    assert bases(merged_rows(sent, original, {6: row(6, 600)}, {6})) == [(4, 100), (5, 200), (6, 999), (7, 600)]


def test_nothing_touched_nothing_changes() -> None:
    """网页上没动过：就是传来的那些行。"""
    sent = [row(4, 100), row(5, 200)]
    assert merged_rows(sent, [row(4, 1)], {}, set()) == sent


def person(number: int, who: str, base: object) -> RosterRow:
    return RosterRow(number, {"id_no": who, "base": base})  # type: ignore[dict-item]


def test_rows_are_matched_by_the_person_not_by_the_row_number() -> None:
    """工作簿里删了上面一行，下面的都挪了：网页上改的跟着人走，不会改到别人头上；删了的人没有再回来。"""
    original = [person(4, "甲", 100), person(5, "乙", 100), person(6, "丙", 100)]
    sent = [person(4, "乙", 100), person(5, "丙", 100)]
    stands = {"甲": 4, "乙": 5, "丙": 6}
    assert bases(merged_rows(sent, original, {5: person(5, "乙", "3000")}, {5}, stands)) == [(4, "3000"), (5, 100)]
    assert bases(merged_rows(sent, original, {4: person(4, "甲", "3000")}, {4}, stands)) == [(4, 100), (5, 100)]
    assert bases(merged_rows(sent, original, {}, {5}, stands)) == [(5, 100)]


def test_a_number_corrected_in_the_workbook_is_the_same_row() -> None:
    """工作簿里改了证件号码，还是那一行：网页上改的别的格还在。"""
    original, mended = [person(4, "错", 100)], {4: person(4, "错", "3000")}
    (found,) = merged_rows([person(4, "对", 100)], original, mended, {4}, {"错": 4})
    assert (found.values["id_no"], found.values["base"]) == ("对", "3000")


def test_whoever_was_added_on_the_page_and_in_the_workbook_is_one_row() -> None:
    """网页上添的人，工作簿里也添了：照工作簿的那一行，不成重号。"""
    sent = [person(4, "甲", 100), person(5, "乙", 200)]
    assert bases(merged_rows(sent, sent[:1], {5: person(5, "乙", 300)}, {5})) == [(4, 100), (5, 200)]
