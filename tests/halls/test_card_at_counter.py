"""柜面替来的人换银行卡：照证件和卡提，告诉本人，另一个人批，冷静期满才换；自己的、别的网点的不给办；和网上换卡同时到期只换一次。"""

import json
from datetime import timedelta
from threading import Barrier, Event
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from gjj import clock
from gjj.approvals.models import Proposal
from gjj.approvals.ports import ToldFirst, TurnedDown, Voided, handler_of, kinds
from gjj.approvals.selectors import waiting_for
from gjj.approvals.services import approve, propose, propose_undoing, reject, take_effect, withdraw
from gjj.audit.models import AuditEntry
from gjj.crypto.blind import blind_index
from gjj.crypto.masking import mask_card
from gjj.identity.closable import AGREED
from gjj.identity.models import Login, Person
from gjj.identity.services.logins import give_grant, shut_login
from gjj.management.city.people import card_number
from gjj.messaging.models import Message
from gjj.own.messages import CARD_ASKED, CARD_KEPT, CONTACT_DONE
from gjj.own.models import ContactChange
from gjj.own.services import card as service
from gjj.own.services.card import CARD, earliest
from gjj.own.services.contacts import take_due
from tests import situations as s
from tests.halls.test_at_counter import colleague, said
from tests.halls.visitors import signed_in
from tests.race import together
from tests.services.identity.members import BY, Member, member
from tests.services.identity.members import signed_in as entered
from tests.situations import NOON

NEW = card_number("13900002222")
OTHER = card_number("13900003333")
WHY = "卡丢了，本人持身份证和新卡来"
SOON = NOON + timedelta(hours=1)


def proposed(one: Member, by: Any = None, card: str = NEW, id_no: str = "", **when: Any) -> int:
    """柜员照证件和卡提的一份，冷静期照参数。"""
    asked = {"person": one.person_id, "id_no": id_no or one.id_no, "card": card}
    given = {"effective_at": earliest(NOON), **when}
    return propose(by=by or s.staff("teller"), kind=CARD, asked=asked, reason=WHY, at=NOON, **given)


def agreed(number: int, role: str = "reviewer", by: Any = None, at: Any = SOON) -> str:
    """另一个人批。"""
    digest = Proposal.objects.get(pk=number).digest
    return said(lambda: approve(by=by or s.staff(role), proposal_id=number, digest=digest, at=at))


def card_of(one: Member) -> str:
    """登记着的卡。"""
    return str(Person.objects.get(pk=one.person_id).bank_card or "")


def told(one: Member) -> list[str]:
    """告诉本人的，先后。"""
    codes = (CARD_ASKED, CONTACT_DONE, CARD_KEPT)
    rows = Message.objects.filter(person_id=one.person_id, code__in=codes).order_by("id")
    return list(rows.values_list("code", flat=True))


@pytest.mark.django_db
def test_a_card_changes_once_another_agreed_and_the_cooling_off_is_over() -> None:
    """柜员提（告诉本人），复核员批了还不换，冷静期满的那一刻才换，差一秒也不换；告诉本人；卡号在审批里是密文，审计里遮着；网上没办完的换卡作废；改不回去。"""
    one = member()
    number, due = proposed(one), earliest(NOON)
    row = Proposal.objects.get(pk=number)
    assert NEW not in json.dumps([row.content, row.before])
    assert json.loads(str(row.secret)) == {"to": NEW}
    assert told(one) == [CARD_ASKED]
    assert agreed(number) == ""
    assert (take_effect(number, due - timedelta(seconds=1)), card_of(one)) == (False, "")
    assert (take_effect(number, due), card_of(one)) == (True, NEW)
    assert (take_effect(number, due), told(one)) == (False, [CARD_ASKED, CONTACT_DONE])
    entry = AuditEntry.objects.get(action=CARD, object_id=str(one.person_id))
    assert NEW not in f"{entry.summary}{entry.before}{entry.after}"
    assert mask_card(NEW) in str(entry.after)
    undo = said(lambda: propose_undoing(by=s.staff("teller"), proposal_id=number, reason="换回", at=due))
    assert undo == "card_not_undone"


@pytest.mark.django_db
def test_a_late_agreement_takes_effect_at_once_and_a_short_cooling_off_never() -> None:
    """冷静期过了才批的当场换（没有登录的人也一样）；提的时候写得早于冷静期的，到了日子也不换。"""
    _, (one,) = s.unit_with_workers(1)
    late, short = Member(0, "", s.account_of(one).person_id, one.id_no, one.mobile), member()
    assert not Login.objects.filter(person_id=late.person_id).exists()
    assert agreed(proposed(late), at=earliest(NOON)) == ""
    assert card_of(late) == NEW
    assert agreed(proposed(short, effective_at=SOON), at=SOON) == "card_too_soon"
    assert card_of(short) == ""


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["reject", "withdraw", "approver"])
def test_before_it_is_due_it_can_be_stopped(way: str) -> None:
    """不批准、提的人撤回、批了以后批的人撤回：都不换，告诉本人照旧。"""
    one, teller = member(), s.staff("teller")
    number = proposed(one, teller)
    if way == "reject":
        reject(by=s.staff("reviewer"), proposal_id=number, note="卡不是本人的", at=SOON)
    elif way == "withdraw":
        withdraw(by=teller, proposal_id=number, at=SOON)
    else:
        assert agreed(number) == ""
        withdraw(by=s.staff("manager"), proposal_id=number, at=SOON, note="本人来电说不是他")
    assert take_effect(number, earliest(NOON)) is False
    assert (card_of(one), told(one)) == ("", [CARD_ASKED, CARD_KEPT])


@pytest.mark.django_db
@pytest.mark.parametrize("why", ["signer", "card", "late"])
def test_the_owner_who_was_warned_hears_when_it_is_void(why: str) -> None:
    """批准了等日子的，提的人停了登录、卡又换过，批的时候卡已经换过：作废，告诉本人没有换成那一张。"""
    one, (clerk, teller) = member(), colleague("teller")
    number = proposed(one, teller)
    moved = {"bank_card": OTHER, "bank_card_index": blind_index("bank_card", OTHER)}
    if why == "late":
        Person.objects.filter(pk=one.person_id).update(**moved)
        assert agreed(number) == "approval_stale"
    else:
        assert agreed(number) == ""
        if why == "signer":
            shut_login(by=s.staff("security_admin"), login=clerk.login, because=AGREED, at=SOON)
        else:
            Person.objects.filter(pk=one.person_id).update(**moved)
        assert take_effect(number, earliest(NOON)) is False
    assert Proposal.objects.get(pk=number).status == "void"
    assert (card_of(one), told(one)) == ("" if why == "signer" else OTHER, [CARD_ASKED, CARD_KEPT])


@pytest.mark.django_db
def test_who_became_staff_meanwhile_is_not_changed_by_a_reviewer() -> None:
    """提、批的时候不是柜面的人，冷静期里当上了：到日子不换、作废，写明要安全管理员批，告诉本人；重新提的由安全管理员批。"""
    one = member()
    number = proposed(one)
    assert agreed(number) == ""
    give_grant(by=BY, login_id=one.login_id, role="teller", scope="all", at=SOON)
    assert take_effect(number, earliest(NOON)) is False
    row = Proposal.objects.get(pk=number)
    assert (row.status, "当上了柜面的人" in row.note) == ("void", True)
    assert (card_of(one), told(one)) == ("", [CARD_ASKED, CARD_KEPT])
    again = proposed(one)
    assert agreed(again, "reviewer") == "approval_not_yours"
    assert agreed(again, "security_admin") == ""
    assert (take_effect(again, earliest(NOON)), card_of(one)) == (True, NEW)


def test_whoever_is_told_first_hears_the_end() -> None:
    """提的时候就告诉人的每一类，没有批下来、作废了都有下文。"""
    first = [handler_of(kind) for kind in kinds() if isinstance(handler_of(kind), ToldFirst)]
    assert [one.kind for one in first] == [CARD]
    assert all(isinstance(one, TurnedDown) and isinstance(one, Voided) for one in first)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "reason"),
    [({"id_no": "110101199003070011"}, "document_mismatch"), ({"card": NEW[:-1] + "x"}, "card_invalid"), ({"card": "same"}, "card_invalid")],
)  # fmt: skip
def test_what_is_wrong_is_not_proposed(given: dict[str, str], reason: str) -> None:
    """证件对不上、卡号不对、就是原来的那一张：提不上，也不告诉本人。"""
    one = member()
    Person.objects.filter(pk=one.person_id).update(bank_card=OTHER, bank_card_index=blind_index("bank_card", OTHER))
    asked = {**given, **({"card": OTHER} if given.get("card") == "same" else {})}
    assert said(lambda: proposed(one, **asked)) == reason
    assert told(one) == []


@pytest.mark.django_db
def test_nobody_changes_his_own_and_staff_are_agreed_by_the_security_administrator() -> None:
    """自己的提不了、批不了；提的人批不了；柜面的人的由安全管理员批。"""
    mine, me = colleague("teller")
    assert said(lambda: proposed(mine, me)) == "own_affair"
    theirs, reviewer = colleague("reviewer")
    number = proposed(theirs)
    assert agreed(number, by=reviewer) == "own_affair"
    assert agreed(number, "manager") == "approval_not_yours"
    assert agreed(number, "security_admin") == ""
    one, keeper = member(), s.staff("teller")
    assert agreed(proposed(one, keeper), by=keeper) == "not_permitted"


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["reviewer", "manager", "accountant", "auditor", "security_admin"])
def test_only_the_tellers_propose(role: str) -> None:
    """能提的只有柜员、系统管理员；别的岗位那一页打不开。"""
    one = member()
    assert said(lambda: proposed(one, s.staff(role))) == "not_permitted"
    address = reverse("admin:identity_person_card", args=[one.person_id])
    assert signed_in(s.staff(role)).get(address).status_code == 403


@pytest.mark.django_db
def test_a_branch_changes_the_cards_of_its_own_people_on_the_page() -> None:
    """网点的柜员从自然人走到那一页：填，看一遍（卡号遮着），提上，本人看得到谁打开过；本网点的复核员批；别的网点打不开、看不到、批不了。"""
    here, there = s.branch("01"), s.branch("02")
    _, (one,) = s.unit_with_workers(1, branch_id=here.pk)
    worker, holder = s.account_of(one).person_id, s.holder(one)
    owner = Member(holder.login_id or 0, holder.username, worker, one.id_no, one.mobile)
    by, stranger = s.branch_staff("teller", here), s.branch_staff("teller", there)
    mine, address = signed_in(by), reverse("admin:identity_person_card", args=[worker])
    assert address in mine.get(reverse("admin:identity_person_change", args=[worker])).content.decode()
    filled = {"document_no": one.id_no, "bank_card": NEW, "reason": WHY}
    assert signed_in(stranger).post(address, {**filled, "confirm": "1"}).status_code == 404
    assert said(lambda: proposed(owner, stranger)) == "approval_elsewhere"
    assert mine.post(address, {"reason": ""}).status_code == 422
    wrong = mine.post(address, {**filled, "document_no": "110101199003070011"})
    assert (wrong.status_code, WHY in wrong.content.decode()) == (422, True)
    seen = mine.post(address, filled).content.decode()
    assert mask_card(NEW) in seen
    assert f"<td>{NEW}" not in seen
    assert mine.post(address, {**filled, "confirm": "1"}).status_code == 302
    row = Proposal.objects.get(kind=CARD)
    assert row.effective_at >= earliest(row.proposed_at)
    assert "办事页「变更银行卡」" in entered(owner).get("/me/looks/").content.decode()
    reviewer, elsewhere = s.branch_staff("reviewer", here), s.branch_staff("reviewer", there)
    assert (waiting_for(reviewer), waiting_for(elsewhere)) == ([row.pk], [])
    assert agreed(row.pk, by=elsewhere, at=clock.now()) == "approval_not_found"
    assert agreed(row.pk, by=reviewer, at=clock.now()) == ""
    assert take_effect(row.pk, row.effective_at) is True
    assert card_of(owner) == NEW


def both_due(one: Member) -> int:
    """柜面批好的一份，网上换另一张的一件，同一刻到期。"""
    number, due = proposed(one), earliest(NOON)
    assert agreed(number) == ""
    ContactChange.objects.create(
        login_id=one.login_id, kind="bank_card", value=OTHER, value_index=blind_index("bank_card", OTHER), asked_at=NOON,
        started_at=NOON, due_at=due,
    )  # fmt: skip
    return number


def in_effect(number: int) -> list[str]:
    """哪几件换上了。"""
    counter = ["counter"] if Proposal.objects.get(pk=number).status == "effective" else []
    return counter + ["online"] * ContactChange.objects.exclude(done_at=None).count()


def test_due_at_the_same_moment_only_one_card_is_put_in(own_database: str) -> None:
    """柜面的、网上的同一刻到期：只有一件换上，登记的就是那一张，另一件作废。"""
    one = member()
    number, due = both_due(one), earliest(NOON)
    together([lambda: take_effect(number, due), lambda: take_due(due)])
    (which,) = in_effect(number)
    assert card_of(one) == {"counter": NEW, "online": OTHER}[which]


def test_without_the_locks_both_are_put_in(own_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """对照：不锁登录和人，看过没有变以后网上的先换上，柜面的照样盖上去，两件都算换了。"""
    one = member()
    number, due = both_due(one), earliest(NOON)
    seen, both, real = Event(), Barrier(2), service.put_bank_card
    monkeypatch.setattr(service, "Login", SimpleNamespace(objects=SimpleNamespace(select_for_update=NoLogin)))
    monkeypatch.setattr(
        service, "Person", SimpleNamespace(objects=SimpleNamespace(select_for_update=lambda: Person.objects))
    )

    def put(**given: Any) -> None:
        seen.set()  # 看过没有变了，网上的才动手
        both.wait(10)
        real(**given)

    def online() -> None:
        assert seen.wait(10)
        take_due(due)
        both.wait(10)

    monkeypatch.setattr(service, "put_bank_card", put)
    together([lambda: take_effect(number, due), online])
    assert in_effect(number) == ["counter", "online"]


class NoLogin:
    """当没有登录，什么也不锁。"""

    def filter(self, **asked: Any) -> "NoLogin":
        return self

    def first(self) -> None:
        return None


@pytest.mark.django_db
def test_the_owner_reads_on_his_own_pages_what_the_counter_asked() -> None:
    """冷静期里，本人的首页、「我的信息」写着柜面要换成哪一张、几时换、不是本人的怎么办；撤回了就不写。"""
    one, teller = member(), s.staff("teller")
    number = proposed(one, teller)
    window = entered(one)
    for page in ("/me/", "/me/data/"):
        seen = window.get(page).content.decode()
        assert mask_card(NEW) in seen
        assert "不是您本人来办的，请马上拨打 12329 或到柜面撤回" in seen
        assert NEW not in seen
    withdraw(by=teller, proposal_id=number, at=SOON)
    assert mask_card(NEW) not in window.get("/me/").content.decode()
