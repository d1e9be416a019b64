"""后台：单位开户的一页——填、看一遍、确认提出；没有权限的进不来，填错的逐栏说、填的还在；批准以后单位大厅认得合同。"""

from datetime import date, datetime, time

import pytest

from deposits.models import EmployerAccount
from deposits.selectors.overview import deadline
from gjj import clock
from gjj.approvals.models import Proposal
from gjj.audit.models import AuditEntry
from gjj.identity.models import Person
from gjj.looks.labels import SEEK
from gjj.periods.days import SHANGHAI
from gjj.periods.month import Month
from tests import situations as s
from tests.api.caller import this_month
from tests.applicants import applicant
from tests.closings import agreed
from tests.halls.visitors import signed_in
from tests.services.deposits.test_open_unit_at_counter import draft
from tests.services.identity.members import member
from tests.services.identity.members import signed_in as entered

pytestmark = pytest.mark.django_db
PAGE = "/admin/deposits/employeraccount/open/"


def filled(**change: str) -> dict[str, str]:
    """填好的一张。"""
    told = {name: "" if value is None else str(value) for name, value in draft().as_json().items()}
    return {**told, "first_month": this_month(), "reason": "营业执照、合同、身份证件", **change}


def test_a_teller_looks_at_the_whole_form_before_proposing() -> None:
    """从单位账户的清单走到这一页；看一遍时号码遮着，确认才提；批准以后清单里有它，走得回那份审批。"""
    client = signed_in(s.staff("teller"))
    assert PAGE in client.get("/admin/deposits/employeraccount/").content.decode()
    assert "条例第十四条" in client.get(PAGE).content.decode()
    seen = client.post(PAGE, filled()).content.decode()
    assert "看一遍：单位开户：柜面开户有限公司" in seen
    assert "晚了 " in seen
    assert not Proposal.objects.exists()
    done = client.post(PAGE, filled(confirm="1"), follow=True).content.decode()
    assert "等复核员或主任批准" in done
    row = Proposal.objects.get()
    agreed(row.pk, clock.now())
    account = EmployerAccount.objects.get()
    page = client.get(f"/admin/deposits/employeraccount/{account.pk}/change/").content.decode()
    assert f"审批 {row.number}" in page


@pytest.mark.parametrize(("day", "month"), [(date(2026, 11, 2), "2026-11"), (date(2026, 11, 30), "2026-12")])
def test_the_first_month_is_one_whose_deadline_has_not_passed(day: date, month: str) -> None:
    """首个汇缴年月先填本月；本月的截止日过了填下个月，一开户不会就超期；柜面和网上的表一样。"""
    clock.set_to(datetime.combine(day, time(10), SHANGHAI))
    assert (deadline(Month.of(day), day).on < day) is (month != str(Month.of(day)))
    assert f'value="{month}"' in signed_in(s.staff("teller")).get(PAGE).content.decode()
    assert f'value="{month}"' in signed_in(applicant()).get("/me/unit-opening/").content.decode()


def test_what_is_wrong_stands_beside_its_field() -> None:
    """校验码不对、比例不在范围：写在那一栏旁边，填的还在，什么也没有提。"""
    client = signed_in(s.staff("teller"))
    answer = client.post(PAGE, filled(uscc="91419901MA0000000X", employer_ratio="13"))
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "有 2 处要改" in said
    for words in ("统一社会信用代码不对", "单位缴存比例 13% 不在 5% 到 12% 之间", 'value="柜面开户有限公司"'):
        assert words in said
    empty = client.post(PAGE, {"reason": ""})
    assert (empty.status_code, "没有写单位名称" in empty.content.decode()) == (422, True)
    assert "写作 2026-11" in client.post(PAGE, filled(first_month="十一月")).content.decode()
    assert not Proposal.objects.exists()


def test_asking_whether_somebody_is_known_is_a_look_at_him() -> None:
    """填的首位管理员中心认得：说登记的是另一个姓名、或者让看一遍，都答得出认不认得他，记成按证件号码找到，他自己看得到；接着确认不再记；号码不对的没有找谁；没有这个人的也记一条。"""
    one, client = member(), signed_in(s.staff("teller"))
    where = "/me/looks/?kind=looks.seek"
    assert "按证件号码找到" not in entered(one).get(where).content.decode()
    refused = client.post(PAGE, filled(id_no=one.id_no, name="另外姓名"))
    assert "登记的是另一个姓名" in refused.content.decode()
    known = Person.objects.get(pk=one.person_id)
    for more in ({}, {"confirm": "1"}):
        client.post(PAGE, filled(id_no=one.id_no, name=str(known.name), **more))
    assert Proposal.objects.count() == 1
    assert entered(one).get(where).content.decode().count("按证件号码找到") == 1
    client.post(PAGE, filled(id_no="110101199003070012"))
    assert AuditEntry.objects.filter(action=SEEK).count() == 1
    client.post(PAGE, filled())
    assert AuditEntry.objects.filter(action=SEEK, object_id="", result="no_answer").count() == 1


def test_a_branch_teller_chooses_only_the_own_branch() -> None:
    """网点的柜员只看得到自己的网点；硬写别的，说不归您管。"""
    here, there = s.branch("01"), s.branch("02")
    client = signed_in(s.branch_staff("teller", here))
    page = client.get(PAGE).content.decode()
    assert here.name in page
    assert there.name not in page
    answer = client.post(PAGE, filled(branch=str(there.pk)))
    assert (answer.status_code, "不归您管" in answer.content.decode()) == (422, True)
    assert "归哪里管" in client.post(PAGE, filled(branch=str(here.pk))).content.decode()


@pytest.mark.parametrize("role", ["reviewer", "accountant", "auditor", "system_admin", "security_admin"])
def test_others_do_not_open_the_page(role: str) -> None:
    """提不了的打不开。"""
    assert signed_in(s.staff(role)).get(PAGE).status_code == 403


def test_the_unit_sees_its_contract() -> None:
    """柜面签了合同的单位：协议页写着合同号，不再请管理员同意，首页也不提醒。"""
    client = signed_in(s.staff("teller"))
    client.post(PAGE, filled(confirm="1"))
    agreed(Proposal.objects.get().pk, clock.now())
    of = EmployerAccount.objects.get()
    unit = s.Unit(of.pk, of.employer_id, "", *[s._member("unit_agent", "employer", employer_id=of.employer_id)] * 2)
    admin = signed_in(s.administrator_of(unit))
    said = admin.get("/unit/agreement/").content.decode()
    assert "合同号 HT-2026-0001" in said
    assert "我读过上面的文本" not in said
    assert "单位网上业务协议等您同意" not in admin.get("/unit/").content.decode()
