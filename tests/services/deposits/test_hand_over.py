"""经办人离开：清单写全没办完的；一次交完——草稿归接手的人，复核单作废，身份收回；交不成的什么也没动。"""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from deposits.errors.handing import not_a_successor
from deposits.models import ChangeList, HandOver, Review
from deposits.selectors.handover import NOBODY, left_by
from deposits.services import left_behind
from deposits.services.collection_agreement import sign_agreement
from deposits.services.file_list import file_change_list
from deposits.services.hand_over import hand_over
from deposits.services.left_behind import list_left_behind
from deposits.services.pay_remittance import pay_remittance
from gjj.actors.actor import Actor
from gjj.audit.models import AuditEntry
from gjj.documents.selectors.documents import documents_about, facts_of
from gjj.identity.models import Grant, Login
from gjj.identity.selectors.grants import grants_of
from gjj.identity.services.logins import close_login, end_grant, give_grant
from gjj.messaging.models import Message
from gjj.periods.month import Month
from tests import situations as s
from tests.halls.visitors import signed_in
from tests.services.deposits.reviewed import LATER, asked, refusal, switched_on

pytestmark = pytest.mark.django_db
NEXT = Month(2026, 12)


def grant_of(by: Actor, role: str = "unit_agent") -> Grant:
    """他在本单位的一项身份。"""
    return Grant.objects.select_related("login__person").get(login_id=by.login_id, role=role)


def busy_unit() -> tuple[s.Unit, Actor, Any]:
    """经办手里：下个月的草稿、等付款的汇缴书、一条异议、一份托收协议、一份等复核的付款；另有一位经办、一位管理员。"""
    of, (one,) = s.unit_with_workers(1)
    row = s.remittance_of(of)
    s.flagged(of, one)
    sign_agreement(by=of.agent, day=24, accepted=True, at=s.NOON)
    draft = file_change_list(
        by=of.agent, month=NEXT, data=s.roster(of, [s.line("正常", one)], NEXT), filename="十二月.xlsx", at=s.NOON, ahead=True
    ).change_list_id  # fmt: skip
    switched_on(of)
    review = asked(lambda: pay_remittance(by=of.agent, remittance_id=row.pk, at=LATER))
    return of, s.agent_of(of), (draft, row, review)


def test_the_list_names_everything_that_is_left() -> None:
    """草稿、等付款的汇缴书、异议、托收、复核单、办件、身份，各写到哪一步、怎么办。"""
    of, _, (_, row, review) = busy_unit()
    found = left_by(s.member_of(of, "unit_admin"), of.account, grant_of(of.agent), s.TODAY)
    kinds = [one.kind for one in found]
    assert set(kinds) == {"草稿", "汇缴书", "职工异议", "托收协议", "复核单", "办件", "身份"}
    said = {one.kind: one for one in found}
    assert said["汇缴书"].which.endswith(row.number)
    assert said["汇缴书"].then == "付款"
    assert "他上传的" in said["草稿"].state
    assert review.number in said["复核单"].which
    assert "最迟" in said["职工异议"].state
    assert said["身份"].which == "单位经办人"


def test_the_new_agent_takes_over_in_one_act() -> None:
    """一次办完：草稿归接手的人，他交的复核单作废，他的身份当天收回，单子留着，日志和消息都有。"""
    of, successor, (draft, _, review) = busy_unit()
    admin = s.member_of(of, "unit_admin")
    made = hand_over(by=admin, grant_id=grant_of(of.agent).pk, successor_id=grant_of(successor).pk, at=LATER)
    row = HandOver.objects.get(pk=made)
    assert (row.leaver_login, row.successor_login, row.made_by) == (of.agent.login_id, successor.login_id, admin.name)
    assert {one["kind"] for one in row.items} >= {"草稿", "汇缴书", "职工异议", "托收协议", "复核单", "办件", "身份"}
    assert ChangeList.objects.get(pk=draft).filed_by_login == successor.login_id
    assert Review.objects.get(pk=review.pk).status == "void"
    assert not grants_of(Login.objects.get(pk=of.agent.login_id), s.TODAY)
    assert AuditEntry.objects.get(action="deposits.handover.make").employer_id == of.employer_id
    assert Message.objects.filter(code="deposits.handed_over", employer_id=of.employer_id).exists()


def test_what_cannot_be_handed_over_moves_nothing() -> None:
    """接手的不是另一位经办（自己、复核、别的单位的）、最后一位管理员走：说清怎么办，什么也没动。"""
    of, successor, (draft, *_) = busy_unit()
    admin = s.administrator_of(of)
    wrong = [grant_of(of.agent).pk, grant_of(of.reviewer, "unit_reviewer").pk, grant_of(s.unit().agent).pk, 0]
    leaver = grant_of(of.agent).pk
    for one in wrong:
        work = lambda one=one: hand_over(by=admin, grant_id=leaver, successor_id=one, at=LATER)  # noqa: E731
        assert refusal(work) == not_a_successor().code
    to = grant_of(successor).pk
    assert refusal(lambda: hand_over(by=admin, grant_id=leaver, successor_id=to, at=LATER)) == "last_unit_admin"
    assert ChangeList.objects.get(pk=draft).filed_by_login == of.agent.login_id
    assert grants_of(Login.objects.get(pk=of.agent.login_id), s.TODAY)
    foreign = grant_of(s.unit().agent).pk
    assert refusal(lambda: hand_over(by=admin, grant_id=foreign, successor_id=to, at=LATER)) == "handover_leaver"
    assert refusal(lambda: hand_over(by=of.reviewer, grant_id=leaver, successor_id=to, at=LATER)) == "not_permitted"
    assert not HandOver.objects.exists()


def test_the_pages_show_hand_over_and_keep_it() -> None:
    """管理员在页面上看清单、导出、选接手的人交接；交接单能再看、能找；经办看得到清单，没有交接的按钮。"""
    of, successor, _ = busy_unit()
    leaver = grant_of(of.agent).pk
    page = f"/unit/people/{leaver}/handover/"
    assert "交给他，一次办完" not in signed_in(of.reviewer).get(page).content.decode()
    client = signed_in(s.member_of(of, "unit_admin"))
    seen = client.get(page).content.decode()
    assert "交给他，一次办完" in seen
    assert f"{successor.name}（" in seen
    assert successor.username not in seen
    exported = b"".join(client.get(f"{page}?export=csv").streaming_content).decode("utf-8-sig")
    assert "托收协议" in exported
    assert "没有选接手的人" in client.post(page, {"successor": ""}).content.decode()
    done = client.post(page, {"successor": str(grant_of(successor).pk)}, follow=True).content.decode()
    assert "交接好了" in done
    assert "交出人签字" in done
    row = HandOver.objects.get()
    assert row.number in client.get(f"/unit/handovers/?q={of.agent.name}").content.decode()
    assert client.get("/unit/handovers/?q=没有这个人").content.decode().count(row.number) == 0
    assert "办交接" in client.get("/unit/log/").content.decode()


def test_dismissing_an_agent_with_work_in_hand_leads_to_the_hand_over_first() -> None:
    """收回手里有没办完的经办：先到交接那一页，身份还在；没有人接手的先收回，留下的列成单子、告诉单位，等复核的作废；没有留下的直接收回。"""
    of, successor, (draft, _, review) = busy_unit()
    leaver = grant_of(of.agent).pk
    client = signed_in(s.member_of(of, "unit_admin"))
    page = client.post(f"/unit/people/{leaver}/dismiss/", follow=True).content.decode()
    assert "身份还没有收回" in page
    assert "先收回这个身份" in page
    assert grant_of(of.agent).valid_to is None
    assert "身份收回了" in client.post(f"/unit/people/{leaver}/dismiss/", {"anyway": "1"}, follow=True).content.decode()
    row = HandOver.objects.get()
    assert (row.leaver, row.successor_login, row.successor) == (of.agent.name, None, NOBODY)
    assert {one["kind"] for one in row.items} >= {"草稿", "汇缴书", "复核单"}
    assert Review.objects.get(pk=review.pk).status == "void"
    assert Message.objects.filter(code="deposits.left_behind", employer_id=of.employer_id).exists()
    assert row.number in client.get(f"/unit/handovers/{row.pk}/").content.decode()
    client.post(f"/unit/people/{grant_of(successor).pk}/dismiss/")
    assert grant_of(successor).valid_to is not None
    assert HandOver.objects.count() == 1


@pytest.mark.parametrize("how", ["expired", "ended", "closed"])
def test_who_goes_without_a_hand_over_leaves_a_list_once(how: str) -> None:
    """到期、安全管理员收回、登录停用的经办没有交接：留下的列成一份交接单，只列这个单位的，复核单作废，告诉单位；跑几遍都是一份。"""
    of, _, (draft, _, review) = busy_unit()
    busy_unit()
    assert list_left_behind(LATER) == 0
    held = grant_of(of.agent)
    if how == "expired":
        Grant.objects.filter(pk=held.pk).update(valid_to=s.TODAY)
    elif how == "ended":
        end_grant(by=s.system_actor(), grant_id=held.pk, at=LATER)
    else:
        close_login(by=s.system_actor(), login_id=held.login_id, at=LATER)
    assert [list_left_behind(LATER) for _ in range(2)] == [1, 0]
    row = HandOver.objects.get()
    assert (row.employer_account_id, row.leaver_login, row.made_by) == (of.account_id, of.agent.login_id, "经办人离开")
    assert [one["kind"] for one in row.items].count("办件") == [one["kind"] for one in row.items].count("汇缴书") + 1
    assert Review.objects.get(pk=review.pk).status == "void"
    assert ChangeList.objects.get(pk=draft).status == "draft"
    noted = AuditEntry.objects.get(action="deposits.handover.make")
    assert (noted.employer_id, noted.role) == (of.employer_id, "system")
    assert Message.objects.filter(code="deposits.left_behind").get().employer_id == of.employer_id


def gone(after: int = 0) -> s.Unit:
    """一个单位，经办手里有没办完的，过几天身份被收回。"""
    of, *_ = busy_unit()
    end_grant(by=s.system_actor(), grant_id=grant_of(of.agent).pk, at=LATER + timedelta(days=after))
    return of


def test_a_unit_that_cannot_be_listed_does_not_stand_in_the_way(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """一家列不成：别家照列，日志写着是哪一家，下一遍接着列它；列过的、早就列完的不再去锁单位账户。"""
    bad, good = gone(), gone()

    def broken(by: Actor, account: Any, *rest: Any) -> Any:
        if account.pk == bad.account_id:
            raise RuntimeError("这一家的数据坏了")
        return left_by(by, account, *rest)

    with monkeypatch.context() as one:
        one.setattr(left_behind, "left_by", broken)
        assert list_left_behind(LATER) == 1
    assert HandOver.objects.get().employer_account_id == good.account_id
    assert f"left_behind_not_listed account={bad.account_id} login={bad.agent.login_id}" in caplog.text
    assert list_left_behind(LATER) == 1
    locked: list[int] = []
    monkeypatch.setattr(left_behind, "lock_employer_account", locked.append)
    assert (list_left_behind(LATER), locked) == (0, [])


@pytest.mark.parametrize(("left", "seen", "listed"), [(0, 29, 1), (0, 31, 0), (100, 101, 1)])
def test_who_left_long_ago_is_not_listed_all_at_once(left: int, seen: int, listed: int) -> None:
    """任务停了二十九天的补得上；三十天以前就离开了的（升级以前的）不列、不发消息；手里的是一百天以前的，刚离开的照列。"""
    gone(left)
    assert list_left_behind(LATER + timedelta(days=seen)) == listed
    assert Message.objects.filter(code="deposits.left_behind").count() == listed


def test_the_paper_is_frozen_signed_and_read_by_both_parties() -> None:
    """交接的时候就出具了交接单，写的是那一刻的；再打印还是那一份；管理员、接手的人、离开了的人（个人大厅里）都下载得到，别人看不到，凭核验码查得到。"""
    of, successor, _ = busy_unit()
    admin, leaver = s.member_of(of, "unit_admin"), of.agent
    made = hand_over(by=admin, grant_id=grant_of(leaver).pk, successor_id=grant_of(successor).pk, at=LATER)
    paper = documents_about("handover", made).get()
    row, facts = HandOver.objects.get(pk=made), facts_of(paper)
    assert [tuple(one) for one in facts["rows"]] == [
        (one["kind"], one["which"], one["state"], one["then"]) for one in row.items
    ]  # fmt: skip
    assert (facts["leaver"], facts["successor"], facts["number"]) == (row.leaver, row.successor, row.number)
    client = signed_in(admin)
    assert f"/unit/handovers/{made}/paper/" in client.get(f"/unit/handovers/{made}/").content.decode()
    assert client.post(f"/unit/handovers/{made}/paper/").headers["Location"] == f"/unit/papers/{paper.pk}/"
    assert documents_about("handover", made).count() == 1
    for one in (client, signed_in(successor)):
        assert one.get(f"/unit/papers/{paper.pk}/paper.pdf").content.startswith(b"%PDF")
    give_grant(by=s.system_actor(), login_id=leaver.login_id or 0, role="person", scope="self", at=LATER)
    own = signed_in(leaver)
    assert paper.number in own.get("/me/papers/").content.decode()
    assert own.get(f"/me/papers/{paper.pk}/paper.pdf").content.startswith(b"%PDF")
    _, (stranger,) = s.unit_with_workers(1)
    assert signed_in(s.holder(stranger)).get(f"/me/papers/{paper.pk}/").status_code == 404
    assert signed_in(s.unit().agent).post(f"/unit/handovers/{made}/paper/").status_code == 404
    verified = Client().get("/verify/", {"code": paper.code}).content.decode()
    assert "单位经办人交接单" in verified
    assert row.number in verified
