"""采纳改法：一格、一种的全部；一次修改，一次撤销。"""

import pytest

from deposits.models import ChangeEdit, ChangeRow
from deposits.services.adopt_mends import adopt_mends
from deposits.services.mend_rows import undo_mend
from gjj.declarations.errors import BizError
from tests import situations as s
from tests.services.deposits.test_mend_rows import codes, draft, fresh, rows_in

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
