"""bin/bench 量的东西造得对：名单一添列，量的文件就不是说好的九列了，这里先红。"""

import io

from local.bench_roster import _workbook
from python_calamine import CalamineWorkbook


def test_the_measured_roster_has_nine_columns() -> None:
    """一行表头、每人一行，都是九列；通过的、修复的都有。"""
    made = _workbook(2000)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(made.data)).get_sheet_by_index(0).to_python()
    assert {len(row) for row in rows} == {9}
    assert len(rows) == 2001
    assert 0 < made.repaired < made.valid < 2000
