"""单位自己的发薪日：截止日、首页、职工看的申报、欠缴提醒都从它算；没有登记的照本市的。依据：条例第十九条。"""

from datetime import UTC, date, datetime

import pytest

from deposits.messages import PROFILE_CHANGED
from deposits.models import EmployerProfile
from deposits.selectors.filings import filings_of
from deposits.selectors.overview import deadline, deadline_of, paydays_of, unit_month
from deposits.selectors.unit_info import unit_info
from deposits.services.employer_profile import ProfileDraft, record_profile, set_payday
from deposits.services.remind_arrears import remind_arrears
from deposits.services.several_months import create_remittances
from gjj import clock
from gjj.audit.models import AuditEntry
from gjj.declarations.errors import BizError
from gjj.messaging.models import Message
from gjj.parameters import selectors as parameters
from gjj.periods.month import Month
from tests import situations as s
from tests.halls.visitors import signed_in
from tests.services.deposits.test_tell import _reminded

pytestmark = [pytest.mark.django_db, pytest.mark.article("TL-19")]
ADDRESS = "/unit/info/"
LAST_MONTH = datetime(2026, 10, 10, 4, 0, tzinfo=UTC)
"""十月登记的，十一月起算。"""
DECEMBER = s.NOVEMBER + 1


def not_filed(number: int = 1) -> tuple[s.Unit, list[s.Worker]]:
    """十月缴过、十一月还没有报的单位。"""
    unit, workers = s.unit_with_workers(number, first_month=s.NOVEMBER.previous())
    s.paid(s.remittance_of(unit, s.NOVEMBER.previous()))
    return unit, workers


def test_the_deadline_and_everything_on_it_follow_the_units_own_payday() -> None:
    """10 日发薪的单位 11 月 15 日是星期日，16 日截止；没有登记的同城单位还是 25 日。"""
    unit, (one,) = not_filed()
    other = s.unit()
    assert set_payday(by=unit.agent, payday=10, at=LAST_MONTH) == s.NOVEMBER
    want = date(2026, 11, 16)
    assert deadline_of(unit.account, s.NOVEMBER, s.TODAY).on == want
    assert unit_month(unit.account, s.TODAY).due.on == want
    assert filings_of(s.account_of(one), s.TODAY)[0].due.on == want
    assert (unit_info(unit.account, s.TODAY).payday, unit_info(unit.account, s.TODAY).due.on) == (10, want)
    assert deadline_of(other.account, s.NOVEMBER, s.TODAY) == deadline(s.NOVEMBER, s.TODAY)
    set_payday(by=unit.agent, payday=None, at=s.NOON)
    assert deadline_of(unit.account, s.NOVEMBER, s.TODAY).on == want
    assert deadline_of(unit.account, DECEMBER, s.TODAY) == deadline(DECEMBER, s.TODAY)


@pytest.mark.parametrize(("payday", "today", "count"), [(10, 16, 0), (10, 17, 1), (28, 30, 0), (None, 26, 1)])
def test_a_unit_is_reminded_after_its_own_deadline(payday: int | None, today: int, count: int) -> None:
    """欠缴提醒等单位自己的截止日过了才发；同一天别家照本市的。"""
    unit, _ = not_filed()
    if payday is not None:
        set_payday(by=unit.agent, payday=payday, at=LAST_MONTH)
    other, _ = not_filed()
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
    usual = parameters.value("deposits.payday", on=clock.today())
    assert f"每月 {usual} 日（本市的约定" in client.get(ADDRESS).content.decode()
    assert client.post(ADDRESS, {"payday": "10"}).headers["Location"] == ADDRESS
    page, coming = client.get(ADDRESS).content.decode(), max(Month.of(clock.today()), s.NOVEMBER) + 1
    assert f"每月 {usual} 日（本市的约定" in page
    assert f"已登记：从{coming.label}起每月 10 日。" in page
    for typed in ("29", "0", "月底", "10.5"):
        answer = client.post(ADDRESS, {"payday": typed})
        assert answer.status_code == 422
        assert "1 到 28 之间" in answer.content.decode()
        assert f'value="{typed}"' in answer.content.decode()
    assert client.post(ADDRESS, {"payday": "10"}).status_code == 422
    reviewer = signed_in(unit.reviewer)
    assert "登记发薪日" not in reviewer.get(ADDRESS).content.decode()
    assert reviewer.post(ADDRESS, {"payday": "12"}).status_code == 403


def test_an_overdue_month_stays_overdue_however_the_payday_is_moved() -> None:
    """11 月的截止日 25 日过了：再登记 28 日发薪（本该 12 月 3 日截止），11 月照样过了、照样提醒；12 月才从 28 日算。"""
    unit, _ = not_filed()
    late = datetime(2026, 11, 26, 4, 0, tzinfo=UTC)
    before = deadline_of(unit.account, s.NOVEMBER, late.date())
    assert set_payday(by=unit.agent, payday=28, at=late) == DECEMBER
    assert deadline_of(unit.account, s.NOVEMBER, late.date()) == before
    assert deadline_of(unit.account, DECEMBER, late.date()).on == deadline(DECEMBER, late.date(), payday=28).on
    remind_arrears(today=late.date(), at=late)
    assert len(_reminded(unit)) == 1


def test_a_month_still_on_time_is_not_made_overdue_by_the_payday() -> None:
    """11 月 24 日还没到期，登记 10 日发薪（本该 16 日截止）：11 月还是 25 日截止，没有马上成了欠缴。"""
    unit, _ = not_filed()
    set_payday(by=unit.agent, payday=10, at=s.NOON)
    assert deadline_of(unit.account, s.NOVEMBER, s.TODAY).on == date(2026, 11, 25)
    remind_arrears(today=s.TODAY, at=s.NOON)
    assert _reminded(unit) == []


def test_a_month_already_promised_keeps_its_deadline() -> None:
    """12 月预缴的汇缴书生成了、截止日说过了：现在登记的从 1 月起算，办件上的日子和页上的一样；撤销再登记一次也不提前。"""
    unit, _ = s.unit_with_workers(1)
    row = s.paid(s.remittance_of(unit))
    create_remittances(by=unit.agent, months=[DECEMBER], at=s.NOON, same_as_last_month=True)
    said = deadline_of(unit.account, DECEMBER, s.TODAY)
    assert set_payday(by=unit.agent, payday=10, at=s.NOON) == DECEMBER + 1
    assert deadline_of(unit.account, DECEMBER, s.TODAY) == said
    assert deadline_of(unit.account, row.month, s.TODAY) == deadline(row.month, s.TODAY)
    assert deadline_of(unit.account, DECEMBER + 1, s.TODAY).on == deadline(DECEMBER + 1, s.TODAY, payday=10).on


def test_the_counter_registers_the_payday_by_the_same_rule() -> None:
    """柜面登记资料时改发薪日：也从下个月起；没有改发薪日的不另记。"""
    unit, _ = not_filed()
    for _ in range(2):
        record_profile(
            by=s.staff("teller"), employer_account_id=unit.account_id, draft=ProfileDraft(phone="0710-3412345", payday=10),
            at=s.NOON,
        )  # fmt: skip
    assert paydays_of(unit.account_id) == [(DECEMBER, 10)]


def test_two_paydays_of_one_unit_each_keep_their_months() -> None:
    """十月登记 10 日、十一月改 15 日：十一月照 10 日，十二月起照 15 日；本月的先算、上月的后算，提醒也分得清。"""
    unit, _ = not_filed()
    set_payday(by=unit.agent, payday=10, at=LAST_MONTH)
    set_payday(by=unit.agent, payday=15, at=datetime(2026, 11, 2, 4, 0, tzinfo=UTC))
    days = [deadline_of(unit.account, month, s.TODAY).on for month in (s.NOVEMBER.previous(), s.NOVEMBER, DECEMBER)]
    usual = deadline(s.NOVEMBER.previous(), s.TODAY).on
    assert days == [usual, date(2026, 11, 16), deadline(DECEMBER, s.TODAY, payday=15).on]
    for today in (date(2026, 12, 1), date(2026, 12, 31)):
        remind_arrears(today=today, at=s.NOON)
    assert len(_reminded(unit)) == 2
