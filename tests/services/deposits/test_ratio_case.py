"""比例调整的办件：调了就有一件、当场办结；撤销记在经过里；停着不办的、不成的，都没有办件。"""

from decimal import Decimal

import pytest

from deposits.items import RATIO
from deposits.models import Adjustment
from deposits.services.adjust_ratio import adjust_ratio
from deposits.services.undo_adjustment import undo_adjustment
from gjj.cases.models import Case
from gjj.declarations.errors import BizError
from tests import situations as s
from tests.closings import close
from tests.halls.visitors import signed_in
from tests.services.deposits.test_remit_case import wrong

pytestmark = pytest.mark.django_db


def adjusted(unit: s.Unit, ratio: str = "10") -> int:
    """单位和个人的比例都调到这么多。"""
    return adjust_ratio(by=unit.agent, employer_ratio=Decimal(ratio), personal_ratio=Decimal(ratio), at=s.NOON)


def test_an_adjustment_is_a_case_closed_on_the_spot(commit) -> None:
    """有编号、有经过、有结果，在「我的办件」里找得到、走得到调整书；撤销以后结果不改，经过里写明。"""
    unit, _ = s.unit_with_workers(2)
    made = adjusted(unit)
    commit()
    case, row = Case.objects.get(item=RATIO), Adjustment.objects.get(pk=made)
    assert (case.status, case.promised_on, case.topic) == ("done", s.TODAY, row.number)
    assert [one.kind for one in case.events.order_by("id")] == ["opened", "closed"]
    assert row.number in case.result
    assert "2 人" in case.result
    browser = signed_in(unit.agent)
    assert case.number in browser.get("/unit/cases/").content.decode()
    assert f"/unit/adjustments/{made}/" in browser.get(f"/unit/cases/{case.pk}/").content.decode()
    assert wrong() == set()
    undo_adjustment(by=unit.agent, adjustment_id=made, at=s.NOON)
    undo_adjustment(by=unit.agent, adjustment_id=made, at=s.NOON)
    case.refresh_from_db()
    assert case.status == "done"
    assert [one.note for one in case.events.all() if "已撤销" in one.note] == [
        f"调整书 {row.number} 已撤销，恢复到调整以前"
    ]
    assert wrong() == set()


def test_what_is_not_adjusted_has_no_case() -> None:
    """超过上限的、暂停办理的：没有调整书，也没有办件。"""
    unit, _ = s.unit_with_workers(1)
    with pytest.raises(BizError):
        adjusted(unit, "13")
    close(by=s.staff("system_admin"), at=s.NOON, reason="系统升级", item=RATIO)
    with pytest.raises(BizError) as caught:
        adjusted(unit)
    assert (caught.value.code, Case.objects.filter(item=RATIO).count()) == ("item_closed", 0)
