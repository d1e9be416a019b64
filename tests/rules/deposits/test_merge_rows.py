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
