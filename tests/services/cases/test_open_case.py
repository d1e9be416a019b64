"""立办件：编号、承诺、经过、材料、待办；不许重、不许互斥、停着的不立。"""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from deposits.items import REMIT
from gjj.cases.entries import Applicant, MaterialDraft, TaskDraft
from gjj.cases.models import Case, CaseEvent
from gjj.cases.selectors.cases import cases
from gjj.cases.services import opening
from gjj.cases.services.moving import cancel_case, lock_case
from gjj.catalog.selectors.declared import exclusions
from gjj.declarations.errors import BizError
from gjj.declarations.items import Exclusion
from gjj.idnumbers.mod11_10 import is_valid
from tests import situations as s
from tests.closings import close
from tests.services.cases.stories import applicant_of, opened

pytestmark = pytest.mark.django_db


def test_a_case_gets_a_number_a_promise_and_its_first_step() -> None:
    """办件编号 15 位、末位校验；承诺从次日起数；第一笔经过是受理；查询码六位、库里是密文。"""
    unit = s.unit()
    case = opened(unit)
    assert len(case.number) == 15
    assert case.number.startswith("261124")
    assert is_valid(case.number)
    assert (case.accepted_on, case.promised_days, case.promised_on) == (s.TODAY, 1, date(2026, 11, 25))
    assert (case.applicant, case.account_number, case.channel) == (unit.name, unit.account.number, "test")
    event = CaseEvent.objects.get(case=case)
    assert (event.kind, event.status, event.side, event.by) == ("opened", "processing", "applicant", unit.agent.name)
    assert len(case.query_code) == 6
    assert set(case.query_code) <= set(opening.LETTERS)


def test_a_case_that_waits_from_the_start_has_no_due_date_yet() -> None:
    """一立就等申请人的：时限暂停，没有到期日，有一件申请人的待办。"""
    case = opened(s.unit(), status="waiting", task=TaskDraft(title="付款"))
    assert case.promised_on is None
    assert [(one.title, one.side, one.status) for one in case.tasks.all()] == [("付款", "applicant", "open")]


def test_materials_are_received_or_still_missing() -> None:
    """有文件的材料已收到，没有的还没交。"""
    drafts = [
        MaterialDraft("roster", "清册", "十一月.xlsx", "ab" * 32, ("change_list", 7)),
        MaterialDraft("seal", "盖章页"),
    ]
    case = opened(s.unit(), materials=drafts)
    assert list(case.materials.values_list("code", "status")) == [("roster", "received"), ("seal", "missing")]


def test_the_same_key_gives_the_same_case() -> None:
    """同一业务键再立，给回原来那件，不另立，办完了也一样。"""
    unit = s.unit()
    case = opened(unit, key="deposits.remit:1:2027-01")
    assert opened(unit, key="deposits.remit:1:2027-01").pk == case.pk
    cancel_case(case, by=unit.agent, at=s.NOON, reason="试一下")
    assert opened(unit, key="deposits.remit:1:2027-01").pk == case.pk
    assert Case.objects.count() == 1
    found = lock_case(key="deposits.remit:1:2027-01")
    assert found is not None
    assert found.pk == case.pk
    assert lock_case(key="deposits.remit:1:2027-02") is None


def test_one_open_case_per_applicant_item_and_topic() -> None:
    """同一单位同一事项同一个月在办一件，再立被拒绝并说出那一件；别的月、别的单位、办完之后可以。"""
    unit = s.unit()
    case = opened(unit)
    with pytest.raises(BizError) as refused:
        opened(unit)
    assert refused.value.code == "case_open"
    assert case.number in refused.value.detail
    assert refused.value.article == "TL-19"
    opened(unit, topic="2027-02")
    opened(s.unit())
    cancel_case(case, by=unit.agent, at=s.NOON, reason="不办了")
    opened(unit)


def test_the_database_also_keeps_one_open_case() -> None:
    """绕过服务直接写库，唯一约束也挡住。"""
    unit = s.unit()
    case = opened(unit)
    case.pk, case.number = None, "999999999999999"
    with pytest.raises(IntegrityError), transaction.atomic():
        case.save(force_insert=True)


def test_an_excluding_case_in_hand_refuses_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """声明了互斥的事项有一件在办，另一件被拒绝，说出原因、依据和那一件的编号。"""
    cell = Exclusion(REMIT, REMIT, "比例正在调整", "TL-18")
    monkeypatch.setattr(opening, "exclusions", lambda: (cell,))
    unit = s.unit()
    case = opened(unit)
    with pytest.raises(BizError) as refused:
        opened(unit, topic="2027-02")
    assert (refused.value.code, refused.value.article) == ("case_excluded", "TL-18")
    assert "比例正在调整" in refused.value.detail
    assert case.number in refused.value.detail


def test_a_closed_item_opens_no_case_and_accepted_ones_go_on() -> None:
    """停办之后不立新的；以前立的照旧取得到。"""
    unit = s.unit()
    case = opened(unit, key="k")
    close(by=s.staff("system_admin"), at=s.NOON, item=REMIT, reason="系统升级")
    with pytest.raises(BizError) as refused:
        opened(unit, topic="2027-02")
    assert refused.value.code == "item_closed"
    assert opened(unit, key="k").pk == case.pk


def test_an_item_that_is_a_query_opens_no_case() -> None:
    """查询事项没有承诺，不立办件。"""
    unit = s.unit()
    with pytest.raises(LookupError):
        opening.open_case(item="deposits.employees", applicant=applicant_of(unit), by=unit.agent, at=s.NOON)


def test_an_applicant_is_a_unit_or_a_person_never_both() -> None:
    """申请人要么是单位账户要么是自然人，别的写法当场抛错。"""
    with pytest.raises(ValueError, match="申请人"):
        Applicant("谁", employer_id=1, person_id=2)
    with pytest.raises(ValueError, match="申请人"):
        Applicant("谁")
    with pytest.raises(ValueError, match="申请人"):
        Applicant("谁", employer_id=1)


def test_a_person_opens_a_case_of_his_own_and_only_he_sees_it() -> None:
    """职工的办件只有本人和柜面看得到，单位看不到；单位的职工也看不到。"""
    unit = s.unit()
    me = s._member("person", "self")
    other = s._member("person", "self")
    mine = opening.open_case(item=REMIT, applicant=Applicant.person(me.person_id or 0, me.name), by=me, at=s.NOON)
    theirs = opened(unit)
    assert set(cases(me)) == {mine}
    assert set(cases(other)) == set()
    assert set(cases(unit.agent)) == {theirs}
    assert set(cases(s.unit().agent)) == set()
    assert set(cases(s.staff("teller"))) == {mine, theirs}


def test_the_declared_diagonal_is_the_month_of_a_remittance() -> None:
    """现在有的格子：同一个月的汇缴只有一件。"""
    assert [(one.item, one.other, one.same_topic) for one in exclusions() if one.item == REMIT][:1] == [
        (REMIT, REMIT, True)
    ]
