"""封存原因：编码、说法都认；没有写的照参数；看不懂的按「其他」，给一个最像的改法。"""

import pytest

from deposits.rules.pasted_rows import kind_of
from deposits.rules.seal_reason import SYNONYMS, code_of
from gjj.declarations.dictionaries import SEAL_REASONS
from tests.rules.deposits.lines import NEW, PAYS, checked, facts, filed, warned


@pytest.mark.parametrize(
    ("written", "code"),
    [("离职", "01"), ("01", "01"), (1, "01"), (2.0, "02"), ("02 退休", "02"), ("０７－调出", "07"), (" 退 休 ", "02"), ("99", "99")],
)  # fmt: skip
@pytest.mark.article("TL-15")
def test_a_reason_is_read_from_its_code_or_its_words(written: object, code: str) -> None:
    """写编码、写说法、两样都写、表格软件丢了前面的零，都认。"""
    row = filed("封存", PAYS, seal_reason=written)
    assert (row.seal_reason, row.reason_given, row.warnings, row.errors) == (code, True, [], [])


@pytest.mark.parametrize("default", ["99", "01"])
def test_a_reason_not_written_is_the_one_in_force(default: str) -> None:
    """没有写的照参数，不拦，也不是单位写的。"""
    row = checked(facts(seal_reason=default), type="封存", id_no=PAYS, name="张正常")
    assert (row.seal_reason, row.reason_given, row.warnings, row.errors) == (default, False, [], [])


@pytest.mark.parametrize(
    ("written", "likely"),
    [("因退休减员", "退休未办提取"), ("个人原因", "其他"), ("离职或退休", "其他"), ("50", "其他"), ("02 离职", "终止劳动关系")],
)  # fmt: skip
def test_an_unknown_reason_is_kept_as_other_and_the_likely_one_is_proposed(written: str, likely: str) -> None:
    """看不懂的不拦，按「其他」；话里只说到一种的，改法就是它。"""
    row = filed("封存", PAYS, seal_reason=written)
    assert (row.seal_reason, row.is_valid) == ("99", True)
    assert warned(row) == [("封存原因", "seal_reason_unknown")]
    mend = row.warnings[0]["mend"]
    assert (mend["field"], mend["value"]) == ("seal_reason", likely)
    assert filed("封存", PAYS, seal_reason=likely).warnings == []


def test_a_reason_of_somebody_who_is_not_sealed_is_not_read() -> None:
    """「变更原因」一列里开户的人写着「录用」：不看，不提醒。"""
    row = filed("开户", NEW, seal_reason="录用")
    assert (row.seal_reason, row.reason_given, row.warnings, row.errors) == ("", False, [], [])


def test_a_reason_that_is_a_formula_is_an_error() -> None:
    """封存行的原因写成公式的，和别的格一样要写成数值。"""
    (error,) = filed("封存", PAYS, seal_reason="离职", formulas=("seal_reason",)).errors
    assert (error.code, error.field) == ("formula_in_cell", "seal_reason")


def test_every_reason_has_its_own_word_and_pasting_knows_it() -> None:
    """字典里每一种都写得出来，贴进来也认得是封存原因；编码像别的数，照列名认。"""
    assert SYNONYMS.keys() == SEAL_REASONS.keys()
    for code, word in SEAL_REASONS.items():
        assert (code_of(word), kind_of(word)) == (code, "seal_reason")
    assert kind_of("2") != "seal_reason"
