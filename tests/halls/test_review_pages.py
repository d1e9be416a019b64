"""单位大厅的双人复核：交了去看复核单，复核人看得到恰好会生效的，同意、退回；首页和那一件的页上都说等着；接口答 review_pending。"""

import pytest
from django.test import Client

from deposits.models import ChangeList, CollectionAgreement, Remittance, Review
from deposits.services.collection_agreement import sign_agreement
from deposits.services.decide_review import switch_review
from gjj import clock
from gjj.identity import tokens
from gjj.identity.models import Login
from gjj.settlement.models import Instruction
from tests import situations as s
from tests.halls.visitors import signed_in
from tests.services.deposits.reviewed import agreed, asked, switched_on

pytestmark = pytest.mark.django_db


def test_a_payment_is_handed_over_and_agreed_on_pages() -> None:
    """经办点付款，去了复核单；首页、汇缴书上说等复核；复核人首页有「等您复核」，看得到付多少、从哪个账户，同意了才付。"""
    clock.set_to(s.NOON)
    of, _ = s.unit_with_workers(1)
    row = s.remittance_of(of)
    switched_on(of)
    agent, reviewer = signed_in(of.agent), signed_in(of.reviewer)
    done = agent.post(f"/unit/remittances/{row.pk}/pay/", {"amount": "1280.00", "sure": "1280.00"}, follow=True)
    review = Review.objects.get(kind="remittance.pay")
    assert done.redirect_chain[-1][0] == f"/unit/reviews/{review.pk}/"
    said = done.content.decode()
    assert "已经交给复核人" in said
    assert "同意，照这样生效" not in said
    assert "等复核" in agent.get(f"/unit/remittances/{row.pk}/").content.decode()
    assert "「付款」等复核" in agent.get("/unit/").content.decode()
    home = reviewer.get("/unit/").content.decode()
    assert "等您复核：付款" in home
    seen = reviewer.get(f"/unit/reviews/{review.pk}/").content.decode()
    for words in ("1,280.00 元", "付款账户", row.number, "同意，照这样生效"):
        assert words in seen
    wrong = reviewer.post(f"/unit/reviews/{review.pk}/send-back/", {"reason": " "})
    assert "没有写为什么退回" in wrong.content.decode()
    assert agent.post(f"/unit/reviews/{review.pk}/approve/", {"digest": review.digest}).status_code == 403
    assert not Instruction.objects.exists()
    agreed_page = reviewer.post(f"/unit/reviews/{review.pk}/approve/", {"digest": review.digest}, follow=True)
    assert "复核通过。照提交的内容办好了。" in agreed_page.content.decode()
    assert "行数多" not in agreed_page.content.decode()
    assert Instruction.objects.get().reference == str(row.pk)


def test_a_list_sent_back_says_why_and_is_asked_again() -> None:
    """清册退回了：首页说为什么，经办改好再交；清单能筛、能导出；操作日志里有交、退回。"""
    clock.set_to(s.NOON)
    of = switched_on(s.unit())
    head = s.filed(of, [s.line("开户", s.worker())]).change_list_id
    agent, reviewer = signed_in(of.agent), signed_in(of.reviewer)
    offered = agent.get(f"/unit/change-lists/{head}/").content.decode()
    for words in ("提交复核", "他同意了才生效", "生效以后由您在首页生成汇缴书"):
        assert words in offered
    assert "确认并生成汇缴书" not in offered
    assert "确认后立即生效" not in offered
    agent.post(f"/unit/change-lists/{head}/confirm/", {"version": "0", "then": "remittance"}, follow=True)
    review = Review.objects.get(kind="list.confirm")
    assert "逐行看清册" in reviewer.get(f"/unit/reviews/{review.pk}/").content.decode()
    reviewer.post(f"/unit/reviews/{review.pk}/send-back/", {"reason": "钱某的基数写错了"})
    assert "钱某的基数写错了" in agent.get("/unit/").content.decode()
    assert ChangeList.objects.get(pk=head).status == "draft"
    back = agent.get(f"/unit/change-lists/{head}/").content.decode()
    for words in ("给复核人退回了", f"{of.reviewer.name} ", "钱某的基数写错了", f'href="/unit/reviews/{review.pk}/"'):
        assert words in back
    assert "提交的内容，没有生效" in agent.get(f"/unit/reviews/{review.pk}/").content.decode()
    listed = agent.get("/unit/reviews/?status=sent_back&kind=list.confirm").content.decode()
    assert "退回了" in listed
    exported = b"".join(agent.get("/unit/reviews/?export=csv").streaming_content).decode("utf-8-sig")
    assert "钱某的基数写错了" in exported
    log = agent.get("/unit/log/").content.decode()
    assert "交复核人" in log
    assert "复核退回" in log


def test_a_list_agreed_to_leads_to_its_remittance() -> None:
    """清册复核通过：复核人看到下一步由经办人办；经办人从复核单、首页走得到「生成汇缴书」，生成了就不再说。"""
    clock.set_to(s.NOON)
    of = switched_on(s.unit())
    head = s.filed(of, [s.line("开户", s.worker())]).change_list_id
    agent, reviewer = signed_in(of.agent), signed_in(of.reviewer)
    agent.post(f"/unit/change-lists/{head}/confirm/", {"version": "0"})
    review = Review.objects.get(kind="list.confirm")
    path = f"/unit/reviews/{review.pk}/"
    waiting = agent.get(f"/unit/change-lists/{head}/").content.decode()
    assert "再提交一次" in waiting
    assert "给复核人退回了" not in waiting
    told = reviewer.post(f"{path}approve/", {"digest": review.digest}, follow=True).content.decode()
    assert "下一步由经办人生成汇缴书" in told
    assert "去生成汇缴书" not in told
    assert f'href="/unit/change-lists/{head}/#next"' in agent.get(path).content.decode()
    assert "生成汇缴书" in agent.get("/unit/").content.decode()
    agent.post("/unit/remittances/create/")
    assert "去生成汇缴书" not in agent.get(path).content.decode()


def test_the_switch_on_the_page_waits_for_the_reviewer() -> None:
    """页面上提出开，写着等复核人同意；同意了写着开着。"""
    clock.set_to(s.NOON)
    of = s.unit()
    agent = signed_in(of.agent)
    assert "双人复核没有开" in agent.get("/unit/reviews/").content.decode()
    said = agent.post("/unit/reviews/switch/", {"on": "1"}, follow=True).content.decode()
    assert "提出开双人复核，已经交给复核人" in said
    assert "本单位开着双人复核" not in said
    assert "等复核人同意" in agent.get("/unit/reviews/").content.decode()
    agreed(of, Review.objects.get())
    assert "双人复核开着" in agent.get("/unit/reviews/").content.decode()
    assert "本来就开着" in agent.post("/unit/reviews/switch/", {"on": "1"}, follow=True).content.decode()
    waiting = asked(lambda: switch_review(by=of.agent, is_on=False, at=clock.now()))
    gone = agent.post(f"/unit/reviews/{waiting.pk}/withdraw/", follow=True).content.decode()
    assert "撤回了，没有生效" in gone


def test_a_call_is_told_the_review_is_pending_and_the_key_is_not_used_up() -> None:
    """接口付款答 409 review_pending 和复核单编号，复核单留下了；同一个幂等键再来还是这样；同意以后状态是在付。"""
    clock.set_to(s.NOON)
    of, _ = s.unit_with_workers(1)
    row = s.remittance_of(of)
    switched_on(of)
    token = tokens.issue_token(login_id=of.agent.login_id or 0, scopes=["unit"], at=s.NOON)
    headers = {"HTTP_AUTHORIZATION": f"Bearer {token}", "HTTP_IDEMPOTENCY_KEY": "review-one"}
    client, found = Client(raise_request_exception=False), set()
    for _ in range(2):
        answer = client.post(f"/api/v1/unit/remittances/{row.pk}/pay/", {}, content_type="application/json", **headers)
        assert (answer.status_code, answer.json()["code"]) == (409, "review_pending")
        found.add(answer.json()["review"])
    assert found == {Review.objects.get(kind="remittance.pay").pk}
    agreed(of, Review.objects.get(kind="remittance.pay"))
    assert Remittance.objects.get(pk=row.pk).status == "paying"


def test_agreeing_to_a_deed_of_the_second_level_checks_the_reviewer_in_place() -> None:
    """签托收要第二级：没有实名核验的复核人点同意，去核验身份，那一下留着，什么也没有签；核验过再点就签。"""
    clock.set_to(s.NOON)
    of = switched_on(s.unit())
    review = asked(lambda: sign_agreement(by=of.agent, day=24, accepted=True, at=clock.now()))
    Login.objects.filter(pk=of.reviewer.login_id).update(name_verified_at=None)
    reviewer, path = signed_in(of.reviewer), f"/unit/reviews/{review.pk}/approve/"
    assert reviewer.post(path, {"digest": review.digest}).headers["Location"] == "/account/level/"
    waits = reviewer.get("/account/level/").content.decode()
    assert "办「托收」要第 2 级" in waits
    assert not CollectionAgreement.objects.exists()
    Login.objects.filter(pk=of.reviewer.login_id).update(name_verified_at=s.NOON)
    assert f'action="{path}"' in reviewer.get("/account/level/").content.decode()
    assert "复核通过" in reviewer.post(path, {"digest": review.digest}, follow=True).content.decode()
    assert CollectionAgreement.objects.count() == 1
