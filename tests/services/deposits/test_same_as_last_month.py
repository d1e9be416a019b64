"""与上月相同：没有人员变化的月份，不用文件也能办。"""

from decimal import Decimal

import pytest
from django.urls import reverse

from deposits.models import Account, ChangeRow
from deposits.rules.row_cells import Cell
from deposits.selectors.change_lists import change_list_json
from deposits.services.confirm_list import confirm_change_list
from deposits.services.mend_rows import SetCell, mend_rows
from deposits.services.replace_file import replace_file
from deposits.services.same_as_last_month import file_same_as_last_month
from deposits.views.columns import LISTS
from gjj.cases.models import CaseMaterial
from gjj.declarations.errors import BizError
from gjj.periods.month import Month
from tests import situations as s
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db
OCTOBER = Month(2026, 10)


def running(number: int, sealed: int = 0) -> tuple[s.Unit, list[s.Worker]]:
    """十月已经入账的单位，几名职工里最后几名封存了；十一月待办。"""
    unit, people = s.unit(first_month=OCTOBER), [s.worker() for _ in range(number)]
    s.month_done(unit, [s.line("开户", one) for one in people], OCTOBER)
    for one in people[number - sealed :]:
        Account.objects.filter(pk=s.account_of(one).pk).update(status="sealed", sealed_month=OCTOBER)
    return unit, people


def test_every_paying_employee_is_listed_as_unchanged() -> None:
    """正常缴存的每人一行「正常」，封存的不在里面；人数和金额等于上月。"""
    unit, people = running(3, sealed=1)
    head = s.list_of(file_same_as_last_month(by=unit.agent, month=s.NOVEMBER, at=s.NOON))
    rows = list(ChangeRow.objects.filter(change_list=head).order_by("row"))
    assert [(row.type, row.name, row.is_valid) for row in rows] == [("unchanged", one.name, True) for one in people[:2]]
    assert head.summary["people"] == [2, 0, 0, 2]
    assert head.summary["amount"] == ["2560.00", "0.00", "0.00", "2560.00"]
    assert head.list_amount == Decimal("2560.00")


def test_the_same_month_again_is_the_same_list() -> None:
    """人没有变，再点一次还是那一份。"""
    unit, _ = running(2)
    first = file_same_as_last_month(by=unit.agent, month=s.NOVEMBER, at=s.NOON)
    again = file_same_as_last_month(by=unit.agent, month=s.NOVEMBER, at=s.NOON)
    assert (again.change_list_id, again.is_duplicate) == (first.change_list_id, True)


def test_it_is_confirmed_like_any_other_list() -> None:
    """接下来和自己上传的一样确认，账户不变。"""
    unit, _ = running(2)
    filed = file_same_as_last_month(by=unit.agent, month=s.NOVEMBER, at=s.NOON)
    done = confirm_change_list(by=unit.agent, change_list_id=filed.change_list_id, at=s.NOON)
    assert (done.applied, done.left_out) == (2, 0)


def test_a_unit_without_employees_has_nothing_to_repeat() -> None:
    """还没有职工的单位没有「上月」，说清要先开户。"""
    unit = s.unit()
    with pytest.raises(BizError) as caught:
        file_same_as_last_month(by=unit.agent, month=s.NOVEMBER, at=s.NOON)
    assert caught.value.code == "no_people"
    assert "开户" in caught.value.fix


def test_months_are_guarded_as_with_a_file() -> None:
    """跳月照样不行。"""
    unit, _ = running(1)
    with pytest.raises(BizError) as caught:
        file_same_as_last_month(by=unit.agent, month=s.NOVEMBER + 1, at=s.NOON)
    assert caught.value.code == "month_skipped"


def test_a_reviewer_may_not_file() -> None:
    """复核人看得到，办不了。"""
    unit, _ = running(1)
    with pytest.raises(BizError) as caught:
        file_same_as_last_month(by=unit.reviewer, month=Month(2026, 11), at=s.NOON)
    assert caught.value.status == 403


def test_it_is_shown_as_the_same_as_last_month_not_as_a_file() -> None:
    """清册页、清单、导出、接口、办件的材料都写「与上月相同」，没有文件名、工作表和指纹；换成自己的文件以后才是文件。"""
    unit, people = running(2)
    head = s.list_of(file_same_as_last_month(by=unit.agent, month=s.NOVEMBER, at=s.NOON))
    body, client = change_list_json(unit.agent, head, s.NOON), signed_in(unit.agent)
    assert (body["source"], body["file"]["name"], body["file"]["sha256"]) == ("same_as_last_month", "与上月相同", None)
    for page in (reverse("deposits:change_list", args=[head.pk]), reverse("deposits:change_lists")):
        shown = client.get(page).content.decode()
        assert "与上月相同" in shown
        assert ".csv" not in shown.replace("accept=", "").replace(".xlsx,.xls,.csv", "")
    (column,) = (one for one in LISTS if one.title == "文件")
    assert column.value(head) == "与上月相同"
    confirm_change_list(by=unit.agent, change_list_id=head.pk, at=s.NOON)
    assert "与上月相同" in CaseMaterial.objects.filter(code="roster").values_list("filename", flat=True)


def test_replaced_by_a_workbook_it_is_a_file() -> None:
    """换成自己的工作簿：来源是文件，写文件名。"""
    unit, people = running(2)
    head = s.list_of(file_same_as_last_month(by=unit.agent, month=s.NOVEMBER, at=s.NOON))
    data = s.roster(unit, [s.line("正常", one) for one in people])
    replace_file(by=unit.agent, change_list_id=head.pk, data=data, filename="我的.xlsx", at=s.NOON)
    head.refresh_from_db()
    assert (head.source, head.source_name) == ("file", "我的.xlsx")


def test_a_list_whose_rows_were_changed_is_no_longer_the_same_as_last_month() -> None:
    """改过一格：清册页、接口不再说「与上月相同」，首页的待办也不说。"""
    unit, _ = running(2)
    head = s.list_of(file_same_as_last_month(by=unit.agent, month=s.NOVEMBER, at=s.NOON))
    row = head.rows.order_by("row").first().row
    mend_rows(
        by=unit.agent, change_list_id=head.pk, changes=[SetCell(row, "base", Cell("9000"))], at=s.NOON, version=None
    )
    head.refresh_from_db()
    assert change_list_json(unit.agent, head, s.NOON)["file"]["name"] == "照上月写的，改过"
    shown = signed_in(unit.agent).get(reverse("deposits:change_list", args=[head.pk])).content.decode()
    assert "照上月写的，改过" in shown
