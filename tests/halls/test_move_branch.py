"""后台：单位迁移管理部的一页——填、看改前改后、确认；没有权限的、看不到的进不来。"""

import pytest

from deposits.models import EmployerAccount
from tests import situations as s
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db


def test_the_manager_sees_what_changes_before_the_unit_moves() -> None:
    """主任从单位账户走到这一页，没写为什么的说清楚；看过改前改后，返回修改填的还在，确认才迁。"""
    unit, target = s.unit(), s.branch("02")
    client = signed_in(s.staff("manager"))
    page = f"/admin/deposits/employeraccount/{unit.account_id}/branch/"
    assert page in client.get(f"/admin/deposits/employeraccount/{unit.account_id}/change/").content.decode()
    assert "中心直接管" in client.get(page).content.decode()
    empty = client.post(page, {"branch": target.pk, "reason": ""})
    assert (empty.status_code, "没有写为什么迁移" in empty.content.decode()) == (422, True)
    given = {"branch": target.pk, "reason": "单位搬到了城东"}
    checked = client.post(page, given).content.decode()
    assert f"<td>中心直接管</td><td>{target.name}</td>" in checked
    assert EmployerAccount.objects.get(pk=unit.account_id).branch is None
    assert "单位搬到了城东" in client.post(page, {**given, "back": "1"}).content.decode()
    done = client.post(page, {**given, "confirm": "1"}, follow=True).content.decode()
    assert f"现在归{target.name}" in done
    assert EmployerAccount.objects.get(pk=unit.account_id).branch == target
    assert "没有要改的" in client.post(page, given).content.decode()


def test_nobody_else_moves_a_unit() -> None:
    """柜员、只管一个网点的主任打不开，硬交也没有迁；没有这个单位的 404。"""
    unit, target = s.unit(branch_id=s.branch("01").pk), s.branch("02")
    page = f"/admin/deposits/employeraccount/{unit.account_id}/branch/"
    given = {"branch": target.pk, "reason": "搬迁", "confirm": "1"}
    for who in (s.staff("teller"), s.branch_staff("manager", s.branch("01"))):
        assert signed_in(who).post(page, given).status_code == 403
    assert signed_in(s.staff("manager")).get("/admin/deposits/employeraccount/0/branch/").status_code == 404
    assert EmployerAccount.objects.get(pk=unit.account_id).branch == s.branch("01")


def test_the_unit_sees_which_branch_it_belongs_to() -> None:
    """「单位信息」里写着归属的管理部；没有的写中心直接管。"""
    page = "/unit/info/"
    here = s.branch("01")
    assert here.name in signed_in(s.unit(branch_id=here.pk).agent).get(page).content.decode()
    assert "中心直接管" in signed_in(s.unit().agent).get(page).content.decode()
