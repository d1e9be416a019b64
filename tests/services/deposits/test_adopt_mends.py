"""采纳改法：一格、一种的全部；一次修改，一次撤销。"""

import io
from dataclasses import replace

import openpyxl
import pytest

from deposits.models import ChangeEdit, ChangeList, ChangeRow
from deposits.services.adopt_mends import adopt_mends
from deposits.services.annotate_list import annotated_workbook
from deposits.services.mend_rows import mend_rows, undo_mend
from gjj.declarations.errors import BizError
from tests import situations as s
from tests.services.deposits.test_mend_rows import codes, draft, fresh, put, rows_in

pytestmark = pytest.mark.django_db


def test_one_proposal_is_adopted_and_the_others_stay() -> None:
    """只采纳一行：那一行改成下限，别的行照旧。"""
    unit, head, _ = draft("100.00", "200.00")
    first, second = rows_in(head)
    done = adopt_mends(by=unit.agent, change_list_id=head.pk, code="base_below_floor", row=first, at=s.NOON)
    assert (done.rows, codes(head, first), codes(head, second)) == ((first,), [], ["base_below_floor"])
    assert str(ChangeRow.objects.get(change_list=head, row=first).base) == "2350.00"


def test_all_of_one_code_are_adopted_at_once_and_undone_at_once() -> None:
    """全部采纳一种错误：一个版次，别的错误不动；撤销一次全部回去。"""
    unit, head, _ = draft("100.00", "99999.00", "200.00")
    done = adopt_mends(by=unit.agent, change_list_id=head.pk, code="base_below_floor", at=s.NOON)
    assert (done.version, done.edits, fresh(head).error_count) == (1, 2, 1)
    assert set(ChangeEdit.objects.values_list("version", flat=True)) == {1}
    undo_mend(by=unit.agent, change_list_id=head.pk, at=s.NOON)
    assert fresh(head).error_count == 3


def test_adopting_a_removal_removes_the_row() -> None:
    """重复的一行，采纳就是删去它。"""
    unit, one = s.unit(), s.worker()
    head = s.list_of(s.filed(unit, [s.line("开户", one), s.line("开户", one)]))
    first, _ = rows_in(head)
    adopt_mends(by=unit.agent, change_list_id=head.pk, code="id_duplicate_in_file", at=s.NOON)
    assert (rows_in(head), fresh(head).error_count) == ([first], 0)


def twice_filed() -> tuple[s.Unit, ChangeList, list[int]]:
    """第一、二行写的一样；第三、四行号码相同、姓名不同；第五、六行同一个人，基数不同。"""
    unit, one, two, three = s.unit(), s.worker(), s.worker(), s.worker()
    other = replace(two, name="另一个人")
    lines = [s.line("开户", who) for who in (one, one, two, other, three)]
    head = s.list_of(s.filed(unit, [*lines, s.line("开户", three, "9000.00")]))
    return unit, head, rows_in(head)


def test_adopting_all_repeated_numbers_drops_nobody() -> None:
    """「全部采纳」只删写的一样的；姓名不同的、基数不同的一行也不少，单点一行也不给删。"""
    unit, head, rows = twice_filed()
    again = {"by": unit.agent, "change_list_id": head.pk, "code": "id_duplicate_in_file", "at": s.NOON}
    for row in (rows[3], rows[5]):
        with pytest.raises(BizError, match="nothing_to_adopt"):
            adopt_mends(row=row, **again)
    done = adopt_mends(**again)
    assert (done.rows, rows_in(head)) == ((rows[1],), [rows[0], *rows[2:]])
    with pytest.raises(BizError, match="nothing_to_adopt"):
        adopt_mends(**again)


def test_what_is_proposed_follows_what_the_earlier_row_says_now() -> None:
    """改的是前面那一行：后一行跟着再判断，姓名改成一样就能删，号码改对了就通过；撤销又回来。"""
    unit, head, rows = twice_filed()
    later = ChangeRow.objects.filter(change_list=head, row=rows[3])

    def mended(field: str, text: str) -> str:
        mend_rows(by=unit.agent, change_list_id=head.pk, changes=[put(rows[2], field, text)], at=s.NOON)
        return later.get().codes

    assert later.get().codes == "e.id_duplicate_in_file"
    assert mended("name", "另一个人") == "e.id_duplicate_in_file+"
    undo_mend(by=unit.agent, change_list_id=head.pk, at=s.NOON)
    assert later.get().codes == "e.id_duplicate_in_file"
    assert mended("id_no", s.worker().id_no) == ""


def test_the_workbook_does_not_advise_to_drop_a_person_either() -> None:
    """标好的工作簿、修正说明：写的一样的说删去这一行；姓名不同的写两个人各在哪一行，叫人对身份证。"""
    unit, head, rows = twice_filed()
    book = openpyxl.load_workbook(io.BytesIO(annotated_workbook(by=unit.agent, change_list_id=head.pk, at=s.NOON).data))
    told = {line[0]: (line[4], line[6]) for line in book["修正说明"].values if line[7] == "id_duplicate_in_file"}
    assert told[rows[1]][1] == "删去这一行"
    said, fix = told[rows[3]]
    assert f"姓名却不同（第 {rows[2]} 行是" in said
    assert "这一行是另一个人" in said
    assert fix.startswith("请对照两人的身份证")
    assert f"缴存基数第 {rows[4]} 行 8,000.00，这一行 9,000.00" in told[rows[5]][0]
    assert "系统不替您删" in told[rows[5]][1]


def test_nothing_is_adopted_where_nothing_is_proposed() -> None:
    """没有这种错误、算不出改法：说没有可以采纳的，什么也不改。"""
    unit, head, people = draft("100.00")
    one = people[0]
    other = s.list_of(s.filed(unit, [("开户", one.name, one.id_no, "1380013", one.base, "8%", "8%", "")]))
    for pk, code in ((head.pk, "base_above_cap"), (other.pk, "mobile_invalid")):
        with pytest.raises(BizError, match="nothing_to_adopt"):
            adopt_mends(by=unit.agent, change_list_id=pk, code=code, at=s.NOON)
    assert not ChangeEdit.objects.exists()


def test_only_the_agent_of_the_unit_adopts() -> None:
    """复核人不能采纳，别的单位当作没有。"""
    unit, head, _ = draft("100.00")
    for who, status in ((unit.reviewer, 403), (s.unit().agent, 404)):
        with pytest.raises(BizError) as caught:
            adopt_mends(by=who, change_list_id=head.pk, code="base_below_floor", at=s.NOON)
        assert caught.value.status == status
