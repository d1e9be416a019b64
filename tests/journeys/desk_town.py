"""后台走遍各页要的城：小城之外再添一件件，登记过的每一类都有，审批各种样子都有。"""

from datetime import date, timedelta
from decimal import Decimal
from unittest.mock import patch

from deposits.messages import ALLOCATED_TO_UNIT
from deposits.models import Claim
from deposits.rules.row_cells import Cell
from deposits.services.adjust_ratio import adjust_ratio
from deposits.services.agreed_refunds import ask_if_big
from deposits.services.collect import collect_remittance
from deposits.services.collection_agreement import ask_bank_to_sign, sign_agreement
from deposits.services.employer_profile import ProfileDraft, record_profile
from deposits.services.mend_rows import SetCell, mend_rows
from deposits.services.payer_account import CHANGE
from deposits.services.undo_claim import UNCLAIM
from gjj import clock
from gjj.actors.actor import Actor, system_actor
from gjj.approvals.models import Proposal
from gjj.approvals.services import approve, propose, reject, take_effect
from gjj.catalog.services import stopping
from gjj.grants.staff_logins import KIND, register_staff, stop_urgently
from gjj.identity.messages import SIGN_IN_CODE
from gjj.identity.models import TotpDevice
from gjj.identity.services.logins import close_login, create_login
from gjj.identity.services.register import PersonDraft, register_persons
from gjj.ledger.models import Voucher
from gjj.looks.services import reveal
from gjj.messaging.selectors.templates import current
from gjj.messaging.services.editing import EDIT
from gjj.messaging.services.texts import TEXTS
from gjj.own.services.at_counter import MOBILE
from gjj.parameters.changing import midnight
from gjj.parameters.models import AnnouncedYear
from gjj.settlement.channels import bank_http
from gjj.settlement.channels.bank_http import Result
from gjj.settlement.models import UnreadNotice
from tests import situations as s
from tests.closings import asked_to_close
from tests.halls.back_office import Town, town
from tests.sanctions import undo_claim
from tests.services.deposits.test_agreed_money import asked_to_claim, asked_to_reverse
from tests.services.deposits.test_claim_receipt import claimed, unclaimed
from tests.services.identity.members import member

AT_THE_DESK = "110101199003070011"
"""来柜面的人带的证件号码。"""
HOLIDAYS = {
    "year": 2027, "off": "1月1日至3日、2月5日至2月11日", "on": "1月31日、2月20日", "reason": "国务院办公厅 2027 年部分节假日安排的通知",
}  # fmt: skip


def desk_town() -> Town:
    """登记过的每一类至少一件；审批有等批的、等生效的、不批的、生效了的。"""
    clock.set_to(s.NOON)
    made = town()
    _claims()
    _unit_affairs(made)
    _approvals()
    _money(made)
    _lost_ways()
    UnreadNotice.objects.create(bank="示范银行", seq=1, reason="金额不对", content="{}", received_at=s.NOON)
    return made


def _claims() -> None:
    """一件算数的认领，一件撤销了的；另一家认了又退回一些。"""
    other = s.unit()
    claimed(unclaimed(Decimal("300.00"), "BK77000005"), other)
    s.given_back(other, Decimal("100.00"))
    unit = s.unit()
    claimed(unclaimed(Decimal("500.00"), "BK77000003"), unit)
    wrong = claimed(unclaimed(Decimal("600.00"), "BK77000004"), unit)
    undo_claim(by=s.staff("accountant"), claim_id=wrong, reason="乙公司来函，这笔钱是他们的", at=s.NOON)


def _unit_affairs(made: Town) -> None:
    """登记资料、改格子、调比例、异议、托收、看号码。"""
    unit, workers = s.unit_with_workers(2)
    draft = ProfileDraft(legal_representative="欧阳示范", contact_address="明川市滨江路 8 号", phone="13812345678")
    record_profile(by=s.staff("teller"), employer_account_id=unit.account_id, draft=draft, at=s.NOON)
    row = made.wrong_list.rows.get()
    fixed = SetCell(row.row, "mobile", Cell("13900000001"))
    mend_rows(by=_agent_of(made), change_list_id=made.wrong_list.pk, changes=[fixed], at=s.NOON)
    s.flagged(unit, workers[0])
    adjust_ratio(by=unit.agent, employer_ratio=Decimal(9), personal_ratio=Decimal(9), at=s.NOON)
    with patch.object(bank_http, "sign_mandate", lambda **_: Result("succeeded")):
        ask_bank_to_sign(sign_agreement(by=unit.agent, day=24, accepted=True, at=s.NOON).pk, s.NOON)
    collect_remittance(by=unit.agent, remittance_id=s.remittance_of(unit).pk, at=s.NOON)
    person, night = s.account_of(workers[0]).person_id, s.NOON + timedelta(hours=10)
    reveal(by=s.staff("teller"), person_id=person, fields=["id_no"], reason="business", note="来电核对", at=night)


def _money(made: Town) -> None:
    """动钱的事各有一份等人批：认领、撤销认领、冲账、换付款账户、大额的退回。"""
    accountant, unit = s.staff("accountant"), s.unit()
    asked_to_claim(made.unclaimed, made.unit, by=accountant)
    reversed_already = Voucher.objects.filter(reverses__isnull=False).values("reverses")
    left = Voucher.objects.filter(kind="allocation", reverses=None).exclude(pk__in=reversed_already)
    asked_to_reverse(left.latest("pk").pk, by=accountant)
    undo = {"claim": Claim.objects.filter(undo=None).latest("pk").pk, "reason": "乙公司来函"}
    propose(by=accountant, kind=UNCLAIM, asked=undo, reason="乙公司来函", at=s.NOON)
    payer = {"account": unit.account_id, "payer_account": "6222000011112222", "basis": "加盖公章的变更申请"}
    propose(by=s.staff("teller"), kind=CHANGE, asked=payer, reason="加盖公章的变更申请", at=s.NOON)
    claimed(unclaimed(Decimal("600000.00"), "BK77000006"), unit)
    assert ask_if_big(by=unit.agent, amount=Decimal("550000.00"), at=s.NOON)


def _lost_ways() -> None:
    """停用了的、有动态口令的登录，本人来柜面：照证件恢复、解除、提出换手机号。"""
    people = register_persons(by=system_actor(), drafts=[PersonDraft("来柜面", AT_THE_DESK, "13900000055")], at=s.NOON)
    person_id = next(iter(people.values()))
    login_id = create_login(
        by=system_actor(), username="at-the-desk", person_id=person_id, password=s.PASSWORD, at=s.NOON, is_own=True
    )
    TotpDevice.objects.create(user_id=login_id, name="单位手机", key=bytes(20), added_at=s.NOON)
    close_login(by=system_actor(), login_id=login_id, at=s.NOON)
    asked = {"person": person_id, "id_no": AT_THE_DESK, "mobile": "13900000044"}
    propose(by=s.staff("teller"), kind=MOBILE, asked=asked, reason="手机丢了", at=s.NOON)


def _agent_of(made: Town) -> Actor:
    """交了错清册的那个单位的经办人。"""
    account = made.wrong_list.employer_account
    return s.agent_of(
        s.Unit(account.pk, account.employer_id, account.employer.name, made.unit.agent, made.unit.reviewer)
    )


def _approvals() -> None:
    """等批的、等生效的、不批的、生效了的各一份，放假安排的等着批。"""
    accountant, manager = s.staff("accountant"), s.staff("manager")
    AnnouncedYear.objects.update_or_create(year=2027, defaults={"estimated": True})
    propose(by=accountant, kind="parameters.announce", asked=HOLIDAYS, reason=str(HOLIDAYS["reason"]), at=s.NOON)
    _proposed(accountant, "deposits.base_floor", "2600")
    _decided(manager, _proposed(accountant, "deposits.flag_limit", "4"))
    reject(by=manager, proposal_id=_proposed(accountant, "deposits.payday", "21"), note="没有通知", at=s.NOON)
    done = _proposed(accountant, "deposits.remit_days", "6")
    _decided(manager, done)
    take_effect(done, midnight(date(2026, 12, 1)))
    given = {
        "do": "give",
        "username": s.staff("teller").username,
        "role": "reviewer",
        "code": "",
        "until": "2027-06-01",
    }
    propose(by=s.staff("system_admin"), kind="grants.change", asked=given, reason="兼复核", at=s.NOON)
    _logins()
    _switches_and_words(manager)


def _logins() -> None:
    """柜面登录：提了新建等批的，批了停用的，紧急停用了等确认的。"""
    admin, guard = s.staff("system_admin"), s.staff("security_admin")
    one = s.worker()
    person = register_staff(by=admin, draft=PersonDraft(one.name, one.id_no, one.mobile), at=s.NOON)
    new = {
        "do": "open",
        "person": person,
        "username": "teller2027",
        "role": "teller",
        "code": "",
        "until": "2027-06-01",
    }
    propose(by=admin, kind=KIND, asked=new, reason="新到岗", at=s.NOON)
    gone = {"do": "close", "login": member("teller", "all").login_id}
    _decided(guard, propose(by=admin, kind=KIND, asked=gone, reason="离职", at=s.NOON))
    stop_urgently(by=guard, login_id=member("teller", "all").login_id, reason="手机被人拿走", at=s.NOON)


def _switches_and_words(manager: Actor) -> None:
    """急停了等人批的一样，提了停还没批的一样；改过话的模板一个，改了话等人批的一个。"""
    admin = s.staff("system_admin")
    stopping.stop_urgently(by=admin, targets=[{"item": None, "channel": "kiosk"}], reason="自助终端连不上", at=s.NOON)
    asked_to_close(by=admin, at=s.NOON, reason="年终结账", item="deposits.remittances")
    for is_agreed, code in ((True, ALLOCATED_TO_UNIT), (False, SIGN_IN_CODE)):
        texts = {name: getattr(current(code), name) for name in TEXTS}
        asked = {"do": "edit", "code": code, "texts": {**texts, "sms": f"{texts['sms']}详询12329。"}}
        number = propose(by=admin, kind=EDIT, asked=asked, reason="添上电话", at=s.NOON)
        if is_agreed:
            _decided(manager, number)


def _proposed(by: Actor, code: str, value: str) -> int:
    """提一份：从十二月一日零点起改。"""
    asked = {"code": code, "area": "*", "value": value, "article": "", "note": ""}
    when = midnight(date(2026, 12, 1))
    return propose(by=by, kind="parameters.change", asked=asked, reason="市里公布了", at=s.NOON, effective_at=when)


def _decided(by: Actor, number: int) -> None:
    """看着现在的一份批。"""
    approve(by=by, proposal_id=number, digest=Proposal.objects.get(pk=number).digest, at=s.NOON)
