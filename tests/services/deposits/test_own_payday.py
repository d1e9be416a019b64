"""单位自己的发薪日：截止日、首页、职工看的申报、欠缴提醒都从它算；没有登记的照本市的。依据：条例第十九条。"""

from datetime import date

import pytest

from deposits.messages import PROFILE_CHANGED
from deposits.models import EmployerProfile
from deposits.selectors.filings import filings_of
from deposits.selectors.overview import deadline, deadline_of, unit_month
from deposits.selectors.unit_info import unit_info
from deposits.services.employer_profile import set_payday
from deposits.services.tell import remind_arrears
from gjj.audit.models import AuditEntry
from gjj.declarations.errors import BizError
from gjj.messaging.models import Message
from gjj.parameters import selectors as parameters
from tests import situations as s
from tests.halls.visitors import signed_in
from tests.services.deposits.test_tell import _reminded

pytestmark = [pytest.mark.django_db, pytest.mark.article("TL-19")]
ADDRESS = "/unit/info/"


def test_the_deadline_and_everything_on_it_follow_the_units_own_payday() -> None:
    """10 日发薪的单位 11 月 15 日是星期日，16 日截止；没有登记的同城单位还是 25 日。"""
    unit, (one,) = s.unit_with_workers(1)
    other = s.unit()
    set_payday(by=unit.agent, payday=10, at=s.NOON)
    want = date(2026, 11, 16)
    assert deadline_of(unit.account, s.NOVEMBER, s.TODAY).on == want
    assert unit_month(unit.account, s.TODAY).due.on == want
    assert filings_of(s.account_of(one), s.TODAY)[0].due.on == want
    assert (unit_info(unit.account, s.TODAY).payday, unit_info(unit.account, s.TODAY).due.on) == (10, want)
    assert deadline_of(other.account, s.NOVEMBER, s.TODAY) == deadline(s.NOVEMBER, s.TODAY)
    set_payday(by=unit.agent, payday=None, at=s.NOON)
    assert deadline_of(unit.account, s.NOVEMBER, s.TODAY) == deadline(s.NOVEMBER, s.TODAY)


@pytest.mark.parametrize(("payday", "today", "count"), [(10, 16, 0), (10, 17, 1), (28, 30, 0), (None, 26, 1)])
def test_a_unit_is_reminded_after_its_own_deadline(payday: int | None, today: int, count: int) -> None:
    """欠缴提醒等单位自己的截止日过了才发；同一天别家照本市的。"""
    unit, _ = s.unit_with_workers(1)
    if payday is not None:
        set_payday(by=unit.agent, payday=payday, at=s.NOON)
    other, _ = s.unit_with_workers(1)
    for _ in range(2):
        remind_arrears(today=date(2026, 11, today), at=s.NOON)
    assert len(_reminded(unit)) == count
    assert len(_reminded(other)) == (1 if today > 25 else 0)


def test_setting_the_payday_is_audited_and_told_and_keeps_the_rest() -> None:
    """改前改后记进审计，告诉单位；别的资料不动；复核人不能改。"""
    unit, _ = s.unit_with_workers(1)
    EmployerProfile.objects.create(employer_account=unit.account, legal_representative="欧阳示范")
    set_payday(by=unit.agent, payday=10, at=s.NOON)
    entry = AuditEntry.objects.get(action="deposits.payday.set")
    assert (entry.before, entry.after) == ({"发薪日（每月几日）": ""}, {"发薪日（每月几日）": "10"})
    assert Message.objects.filter(code=PROFILE_CHANGED, employer_id=unit.employer_id).count() == 1
    assert EmployerProfile.objects.get(employer_account=unit.account).legal_representative == "欧阳示范"
    with pytest.raises(BizError) as caught:
        set_payday(by=unit.reviewer, payday=12, at=s.NOON)
    assert caught.value.status == 403


def test_the_page_takes_a_day_of_the_month_and_says_what_is_wrong() -> None:
    """单位信息页：填得对就改好；填错的、没有变的留在原页说清楚，填过的还在；复核人看得到，没有表单。"""
    unit, _ = s.unit_with_workers(1)
    client = signed_in(unit.agent)
    usual = parameters.value("deposits.payday", on=s.TODAY)
    assert f"每月 {usual} 日（本市的约定" in client.get(ADDRESS).content.decode()
    assert client.post(ADDRESS, {"payday": "10"}).headers["Location"] == ADDRESS
    assert "每月 10 日。" in client.get(ADDRESS).content.decode()
    for typed in ("29", "0", "月底", "10.5"):
        answer = client.post(ADDRESS, {"payday": typed})
        assert answer.status_code == 422
        assert "1 到 28 之间" in answer.content.decode()
        assert f'value="{typed}"' in answer.content.decode()
    assert client.post(ADDRESS, {"payday": "10"}).status_code == 422
    reviewer = signed_in(unit.reviewer)
    assert "登记发薪日" not in reviewer.get(ADDRESS).content.decode()
    assert reviewer.post(ADDRESS, {"payday": "12"}).status_code == 403
