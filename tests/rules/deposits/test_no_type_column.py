"""没有变更类型一列，类型照账户读；读不准的说清为什么，给得出的改法给出来。"""

import pytest

from deposits.rules.roster_facts import CheckedRow
from deposits.rules.roster_rows import check_rows
from tests.rules.deposits.lines import (
    NAMES,
    NEW,
    PAYS,
    SEALED,
    SEALED_ELSEWHERE,
    codes,
    facts,
    filed,
    line,
    wrong_end,
)


def read(id_no: str, *, lacks_type: bool = True) -> CheckedRow:
    """没写类型的一行。"""
    row = line(type=None, id_no=id_no, name=NAMES.get(id_no, "钱新来"), base=8000)
    return check_rows([row], facts(lacks_type=lacks_type))[0]


@pytest.mark.parametrize(("id_no", "kind", "word"), [(NEW, "open", "开户"), (PAYS, "unchanged", "正常")])
def test_the_account_tells_the_type(id_no: str, kind: str, word: str) -> None:
    """没有账户的是开户，在本单位正常缴存的是正常；读出的类型写进原样。"""
    row = read(id_no)
    assert (row.type, row.errors) == (kind, [])
    assert row.raw is not None
    assert row.raw.values["type"] == word


@pytest.mark.parametrize(("id_no", "mend"), [(SEALED, "启封"), (SEALED_ELSEWHERE, None)])
def test_a_type_that_cannot_be_known_is_asked_for(id_no: str, mend: str | None) -> None:
    """封存的可以采纳启封，在别处的要先转移。"""
    row = read(id_no)
    assert codes(row) == [("变动情况", "type_unknown")]
    assert (row.errors[0].mend and row.errors[0].mend.value) == mend


def test_a_wrong_number_is_the_only_error_and_the_type_stays_open() -> None:
    """证件号写错的只说证件号；类型不写死，改对号码再读。"""
    row = read(wrong_end(NEW))
    assert codes(row) == [("身份证号", "id_checksum")]
    assert row.raw is not None
    assert row.raw.values["type"] is None


def test_an_empty_cell_in_a_type_column_is_still_asked_for() -> None:
    """有类型一列、这一格空着的新人，照旧要填。"""
    assert codes(read(NEW, lacks_type=False)) == [("变动情况", "type_unknown")]
    assert filed(None, PAYS, base=8000).type == "unchanged"
