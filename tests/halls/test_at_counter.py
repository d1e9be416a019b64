"""柜面替来的人办：恢复网上登录、解除动态口令、变更手机号；照证件录号码，自己的、柜面的人的不给办，换号要两个人。"""

import json
from typing import Any

import pytest
from django.urls import reverse

from gjj import clock
from gjj.approvals.models import Proposal
from gjj.approvals.selectors import waiting_for
from gjj.approvals.services import approve, propose, propose_undoing
from gjj.audit.models import AuditEntry
from gjj.declarations.errors import BizError
from gjj.identity.messages import MOBILE_REGISTERED, TOTP_CHANGED
from gjj.identity.models import Login, Person
from gjj.identity.selectors import factors
from gjj.identity.services.logins import close_login
from gjj.messaging.models import Message
from gjj.own.messages import LOGIN_REOPENED
from gjj.own.models import ContactChange
from gjj.own.services import at_counter
from gjj.own.services.at_counter import MOBILE, Visit
from gjj.work.models import OutboxRow
from tests import situations as s
from tests.halls.visitors import signed_in
from tests.services.identity.authenticators import LATER, enrolled
from tests.services.identity.members import BY, Member, member
from tests.services.identity.test_contacts import begun
from tests.services.identity.test_passwords import NEW, ask_reset, reset, sent
from tests.services.identity.test_sessions import enter, is_in
from tests.situations import NOON, PASSWORD

pytestmark = pytest.mark.django_db
NEW_MOBILE = "13900000066"
WHY = "本人持身份证来，说手机丢了"


def closed() -> Member:
    one = member()
    close_login(by=BY, login_id=one.login_id, at=NOON)
    return one


def visit(one: Member, **given: str) -> Visit:
    return Visit(**{"id_no": one.id_no, "reason": WHY, **given})


def said(call: Any) -> str:
    """为什么没办成；办成了为空。没办成的都说清怎么办。"""
    try:
        call()
    except BizError as error:
        return error.code if error.fix else f"{error.code} 没有说怎么办"
    return ""


def reopen(one: Member, by: Any = None, **given: str) -> str:
    teller = by or s.staff("teller")
    return said(lambda: at_counter.reopen_login(by=teller, login_id=one.login_id, visit=visit(one, **given), at=NOON))


def remove_totp(one: Member, by: Any = None, **given: str) -> str:
    teller = by or s.staff("teller")
    return said(lambda: at_counter.remove_totp(by=teller, login_id=one.login_id, visit=visit(one, **given), at=LATER))


def proposed(one: Member, by: Any = None, mobile: str = NEW_MOBILE, id_no: str = "") -> int:
    asked = {"person": one.person_id, "id_no": id_no or one.id_no, "mobile": mobile}
    return propose(by=by or s.staff("teller"), kind=MOBILE, asked=asked, reason=WHY, at=NOON)


def agreed(number: int, role: str = "reviewer", by: Any = None) -> str:
    digest = Proposal.objects.get(pk=number).digest
    return said(lambda: approve(by=by or s.staff(role), proposal_id=number, digest=digest, at=NOON))


def mobile_of(one: Member) -> str:
    return str(Person.objects.get(pk=one.person_id).mobile)


def test_a_closed_login_is_reopened_and_its_owner_sets_a_password() -> None:
    """恢复：旧口令不能再用，柜面不经手口令，本人凭短信自己设；告诉本人，审计写着为什么、核对了什么。"""
    one = closed()
    assert reopen(one) == ""
    login = Login.objects.get(pk=one.login_id)
    assert (login.is_active, login.has_usable_password(), login.check_password(PASSWORD)) == (True, False, False)
    assert reset(sent("reset_code", ask_reset(one.username))) == ""
    assert Login.objects.get(pk=one.login_id).check_password(NEW)
    assert Message.objects.filter(code=LOGIN_REOPENED, person_id=one.person_id).exists()
    entry = AuditEntry.objects.get(action="own.reopen_login", object_id=str(one.login_id))
    assert WHY in str(entry.after)
    assert one.id_no not in str(entry.after)
    assert reopen(one) == "login_open"


@pytest.mark.parametrize(
    ("given", "reason"),
    [({"id_no": "110101199003070011"}, "document_mismatch"), ({"reason": " "}, "reason_missing")],
)
def test_without_the_right_document_nothing_is_done(given: dict[str, str], reason: str) -> None:
    """录的号码对不上、没有写为什么：都不办。"""
    one, other = closed(), enrolled()
    assert (reopen(one, **given), remove_totp(other.owner, **given)) == (reason, reason)
    assert not Login.objects.get(pk=one.login_id).is_active
    assert factors.has_totp(other.owner.login_id)


def test_a_login_without_a_number_is_given_one_first() -> None:
    """没有手机号的恢复了也设不了口令：先办变更手机号，再恢复。"""
    one = member(mobile="")
    close_login(by=BY, login_id=one.login_id, at=NOON)
    assert reopen(one) == "no_mobile"
    assert agreed(proposed(one)) == ""
    assert reopen(one) == ""


def test_what_the_centre_closed_is_not_reopened_at_the_counter() -> None:
    """中心停用的（两个人定的、紧急停的），柜面恢复不了。"""
    one = closed()
    for because in ("agreed", "urgent"):
        Login.objects.filter(pk=one.login_id).update(closed_because=because)
        assert reopen(one) == "closed_by_centre"
    assert not Login.objects.get(pk=one.login_id).is_active


def test_removing_totp_signs_everything_out_and_is_told() -> None:
    """解除动态口令：登录改回短信，登录着的都退出，告诉本人；没有的不用解除。"""
    owner = member()
    browser = enter(owner)
    one = enrolled(owner)
    assert remove_totp(one.owner) == ""
    assert (factors.has_totp(owner.login_id), factors.backup_codes_left(owner.login_id)) == (False, 0)
    assert not is_in(browser)
    assert Message.objects.filter(code=TOTP_CHANGED, variables__said="由柜面核对身份证件解除了全部动态口令").exists()
    assert AuditEntry.objects.filter(action="own.remove_totp", object_id=str(owner.login_id)).exists()
    assert remove_totp(owner) == "totp_none"


def test_a_number_changes_when_another_person_agrees() -> None:
    """柜员提、复核员批：当场换，登录着的都退出，网上没办完的换号作废，新的、原来的号码都告诉；号码在审批里是密文。"""
    one = member()
    browser = enter(one)
    begun(one)
    number = proposed(one)
    row = Proposal.objects.get(pk=number)
    assert NEW_MOBILE not in json.dumps([row.content, row.before])
    assert json.loads(str(row.secret)) == {"to": NEW_MOBILE}, "号码在换密钥换得到的那一列"
    assert mobile_of(one) == one.mobile
    assert agreed(number) == ""
    assert mobile_of(one) == NEW_MOBILE
    assert not is_in(browser)
    assert not ContactChange.objects.filter(login_id=one.login_id, undone_at=None).exists()
    assert Message.objects.filter(code=MOBILE_REGISTERED, person_id=one.person_id).exists()
    gone = OutboxRow.objects.get(key__startswith=f"mobile_replaced:{one.person_id}:")
    assert json.loads(str(gone.secret))["mobile"] == one.mobile
    entry = AuditEntry.objects.get(action="own.mobile", object_id=str(one.person_id))
    assert NEW_MOBILE not in f"{entry.summary}{entry.before}{entry.after}"
    assert (
        said(lambda: propose_undoing(by=s.staff("teller"), proposal_id=number, reason="换回", at=NOON))
        == "mobile_not_undone"
    )


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"id_no": "110101199003070011"}, "document_mismatch"), ({"mobile": "1390000"}, "mobile_invalid"),
        ({"mobile": "same"}, "mobile_invalid"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_not_proposed(given: dict[str, str], reason: str) -> None:
    """证件对不上、号码不对、就是原来的：提不上。"""
    one = member()
    asked = {**given, **({"mobile": one.mobile} if given.get("mobile") == "same" else {})}
    assert said(lambda: proposed(one, **asked)) == reason


def test_two_persons_and_none_of_them_the_owner() -> None:
    """提的人批不了；本人是复核员的，批不了自己的；提以后又换过的作废；没有批准的服务不办。"""
    one = member()
    teller = s.staff("teller")
    number = proposed(one, teller)
    assert agreed(number, by=teller) == "not_permitted"
    Person.objects.filter(pk=one.person_id).update(mobile_index="0" * 64)
    with pytest.raises(BizError) as error:
        approve(by=s.staff("manager"), proposal_id=number, digest=Proposal.objects.get(pk=number).digest, at=NOON)
    assert error.value.code == "approval_stale"
    with pytest.raises(LookupError):
        at_counter.change_mobile(by=s.staff("manager"), approval=number, at=NOON)


def colleague(role: str) -> tuple[Member, Any]:
    """柜面的一个人，和他办事的样子。"""
    actor = s.staff(role)
    person = Person.objects.get(pk=actor.person_id)
    return Member(actor.login_id or 0, actor.username, person.pk, str(person.id_no), str(person.mobile)), actor


def test_nobody_serves_himself() -> None:
    """自己的不给自己办，提也提不了。"""
    mine, me = colleague("teller")
    assert [reopen(mine, me), remove_totp(mine, me)] == ["own_affair"] * 2
    page = signed_in(me).get(reverse("admin:identity_person_mobile", args=[mine.person_id]))
    assert (page.status_code, "不能给自己办" in page.content.decode()) == (403, True)
    theirs, reviewer = colleague("reviewer")
    number = proposed(theirs)
    assert agreed(number, by=reviewer) == "own_affair"


def test_staff_are_served_by_the_administrators() -> None:
    """柜面的人的登录：柜员办不了，系统管理员办；换号由安全管理员批，复核员批不了；职工的安全管理员也批不了。"""
    theirs, _ = colleague("accountant")
    enrolled(theirs)
    assert remove_totp(theirs) == "staff_login"
    assert remove_totp(theirs, s.staff("system_admin")) == ""
    number = proposed(theirs)
    assert agreed(number, "reviewer") == "approval_not_yours"
    assert agreed(number, "security_admin") == ""
    assert agreed(proposed(member()), "security_admin") == "approval_not_yours"


def test_the_pages_lead_there_and_do_it() -> None:
    """登录那一页上有链接：停用的能恢复，有动态口令的能解除；空着交、录错的说清楚，填的还在；没有权限的打不开。"""
    teller = signed_in(s.staff("teller"))
    one = enrolled()
    close_login(by=BY, login_id=one.owner.login_id, at=NOON)
    page = teller.get(reverse("admin:identity_login_change", args=[one.owner.login_id])).content.decode()
    addresses = [
        reverse(f"admin:identity_login_{name}", args=[one.owner.login_id]) for name in ("reopen", "remove_totp")
    ]
    mobile = reverse("admin:identity_person_mobile", args=[one.owner.person_id])
    assert not [address for address in (*addresses, mobile) if address not in page]
    for address in addresses:
        assert teller.post(address, {}).status_code == 422
        wrong = teller.post(address, {"document_no": "110101199003070011", "reason": WHY})
        assert (wrong.status_code, WHY in wrong.content.decode()) == (422, True)
        done = teller.post(address, {"document_no": one.owner.id_no, "reason": WHY})
        assert done.status_code == 302
    assert signed_in(s.staff("auditor")).get(addresses[0]).status_code == 403
    assert teller.get(reverse("admin:identity_login_reopen", args=[10**9])).status_code == 404
    after = teller.get(reverse("admin:identity_login_change", args=[one.owner.login_id])).content.decode()
    assert not [address for address in addresses if address in after]


def test_the_number_is_proposed_on_its_page() -> None:
    """变更手机号的三步：填，看一遍（号码遮着），确认提出。"""
    me, one = s.staff("teller"), member()
    teller = signed_in(me)
    address = reverse("admin:identity_person_mobile", args=[one.person_id])
    filled = {"document_no": one.id_no, "mobile": NEW_MOBILE, "reason": WHY}
    seen = teller.post(address, filled).content.decode()
    assert "139****0066" in seen
    done = teller.post(address, {**filled, "confirm": "1"})
    assert done.status_code == 302
    assert Proposal.objects.get(kind=MOBILE).proposed_by == me.name


def test_a_branch_serves_its_own_people_and_no_others() -> None:
    """网点的柜员照证件号码找到来的人，从自然人、登录走到三页，都办得成，本网点的复核员批；别的网点的柜员一页也打不开，提不了、看不到、批不了。"""
    here, there = s.branch("01"), s.branch("02")
    unit, (one,) = s.unit_with_workers(1, branch_id=here.pk)
    worker, holder = s.account_of(one).person_id, s.holder(one)
    owner = Member(holder.login_id or 0, holder.username, worker, one.id_no, one.mobile)
    enrolled(owner)
    by, stranger = s.branch_staff("teller", here), s.branch_staff("teller", there)
    mine, other = signed_in(by), signed_in(stranger)
    found = mine.post("/admin/identity/person/", {"q": one.id_no})
    assert found.headers["Location"] == reverse("admin:identity_person_change", args=[worker])
    mobile = reverse("admin:identity_person_mobile", args=[worker])
    totp = reverse("admin:identity_login_remove_totp", args=[owner.login_id])
    reopened = reverse("admin:identity_login_reopen", args=[owner.login_id])
    assert mobile in mine.get(found.headers["Location"]).content.decode()
    assert totp in mine.get(reverse("admin:identity_login_change", args=[owner.login_id])).content.decode()
    filled = {"document_no": one.id_no, "mobile": NEW_MOBILE, "reason": WHY}
    for address in (mobile, totp, reopened):
        assert other.get(address).status_code == 404
        assert other.post(address, {**filled, "confirm": "1"}).status_code == 404
    assert said(lambda: proposed(owner, stranger)) == "approval_elsewhere"
    assert [remove_totp(owner, stranger), reopen(owner, stranger)] == ["login_not_found"] * 2
    assert mine.post(mobile, {**filled, "confirm": "1"}).status_code == 302
    row = Proposal.objects.get(kind=MOBILE)
    reviewer, elsewhere = s.branch_staff("reviewer", here), s.branch_staff("reviewer", there)
    assert (waiting_for(reviewer), waiting_for(elsewhere), waiting_for(s.staff("reviewer"))) == ([row.pk], [], [row.pk])
    assert agreed(row.pk, by=elsewhere) == "approval_not_found"
    assert mobile_of(owner) == one.mobile
    approve(by=reviewer, proposal_id=row.pk, digest=row.digest, at=clock.now())
    assert mobile_of(owner) == NEW_MOBILE
    assert remove_totp(owner, by) == ""
    close_login(by=BY, login_id=owner.login_id, at=NOON)
    assert reopen(owner, by) == ""


def test_somebody_of_no_branch_is_served_where_he_comes() -> None:
    """哪里都没有账户、也不替单位办事的：网点的清单里没有他，照证件号码找得到，从自然人走得到他的登录，换号、恢复都办得成。"""
    one = closed()
    by = s.branch_staff("teller", s.branch("01"))
    client = signed_in(by)
    person = reverse("admin:identity_person_change", args=[one.person_id])
    login = reverse("admin:identity_login_change", args=[one.login_id])
    assert person not in client.get("/admin/identity/person/").content.decode()
    assert client.post("/admin/identity/person/", {"q": one.id_no}).headers["Location"] == person
    assert login in client.get(person).content.decode()
    assert reverse("admin:identity_login_reopen", args=[one.login_id]) in client.get(login).content.decode()
    assert agreed(proposed(one, by), by=s.branch_staff("manager", s.branch("01"))) == ""
    assert reopen(one, by) == ""
