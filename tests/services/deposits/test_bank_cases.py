"""托收签约、暂存退回的办件：交银行时立，跟着银行的答复走，没成的写明为什么、钱在哪里；谁都查得到进度。"""

import pytest

from deposits.items import COLLECTION, SUSPENSE
from deposits.models import CollectionAgreement, Refund
from deposits.services.collection_agreement import ask_bank_to_sign, end_agreement, sign_agreement
from deposits.services.refund_suspense import refund_remittance
from gjj.cases.models import Case
from gjj.catalog.models import Item
from gjj.catalog.selectors.declared import declared_item, declared_items
from gjj.catalog.services.sync import sync_catalog
from gjj.declarations.errors import BizError
from tests import situations as s
from tests.closings import close, lift
from tests.halls.visitors import signed_in
from tests.services.deposits.test_collection import signed
from tests.services.deposits.test_refund import answered, give_back, short_by_a_fen
from tests.services.deposits.test_remit_case import wrong
from tests.services.deposits.test_suspense import with_suspense

pytestmark = pytest.mark.django_db


def the_case(item: str) -> Case:
    """这个事项唯一的一件。"""
    return Case.objects.get(item=item)


def story(case: Case) -> list[tuple[str, str]]:
    """经过：做了什么、哪一方。"""
    return list(case.events.order_by("id").values_list("kind", "side"))


def test_a_refund_is_a_case_done_when_the_bank_has_paid(commit, client) -> None:
    """退回立一件，银行办理中；付成办结，写明付了多少；我的办件走得到单位暂存，凭查询码看得到办结。"""
    unit, _, _ = with_suspense("300.00")
    made = give_back(unit, "300.00")
    case, row = the_case(SUSPENSE), Refund.objects.get(pk=made)
    assert (case.status, case.title, case.topic) == ("processing", "暂存退回", row.number)
    assert (case.promised_days, case.day_kind) == (declared_item(SUSPENSE).promised_days, "working")  # type: ignore[union-attr]
    assert wrong() == set()
    answered(made, "succeeded")
    commit()
    case.refresh_from_db()
    assert (case.status, story(case)) == ("done", [("opened", "applicant"), ("closed", "bank")])
    assert "300.00 元已付到单位账户" in case.result
    browser = signed_in(unit.agent)
    assert case.number in browser.get("/unit/cases/").content.decode()
    assert 'href="/unit/suspense/"' in browser.get(f"/unit/cases/{case.pk}/").content.decode()
    found = client.post("/progress/", {"number": case.number, "code": case.query_code}, follow=True).content.decode()
    assert "暂存退回" in found
    assert "已办结" in found
    assert "300.00" not in found
    assert wrong() == set()


def test_a_refund_the_bank_did_not_pay_says_where_the_money_is(commit) -> None:
    """没有付成：不予办理，写明银行的原因、钱还在暂存；再退另立一件。"""
    unit, _, _ = with_suspense("300.00")
    answered(give_back(unit, "300.00"), "failed", "收款账户状态异常")
    case = the_case(SUSPENSE)
    assert (case.status, story(case)[-1]) == ("refused", ("refused", "bank"))
    assert "收款账户状态异常" in case.result
    assert "还在单位暂存" in case.result
    give_back(unit, "300.00")
    commit()
    assert sorted(Case.objects.filter(item=SUSPENSE).values_list("status", flat=True)) == ["processing", "refused"]
    assert wrong() == set()


def test_what_came_short_and_goes_back_is_a_case_of_its_own(commit) -> None:
    """到账不足的退回：退款一件，汇缴的那一件还等着付款；单位暂存停着的时候不退，也没有办件。"""
    unit, row = short_by_a_fen()
    sync_catalog(items=declared_items(), at=s.NOON)
    closed = close(by=s.staff("system_admin"), at=s.NOON, reason="系统升级", item=SUSPENSE)
    with pytest.raises(BizError) as caught:
        refund_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    assert (caught.value.code, Case.objects.filter(item=SUSPENSE).count()) == ("item_closed", 0)
    lift(by=s.staff("system_admin"), closure_id=closed, at=s.NOON)
    refund_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    commit()
    assert row.number in the_case(SUSPENSE).events.get().note
    assert Case.objects.get(item="deposits.remittances").status == "waiting"
    assert wrong() == set()


def test_the_promise_of_a_refund_is_the_catalogue_row_in_force() -> None:
    """承诺几天听库里的行：改成三天，以后立的就是三天。"""
    unit, _, _ = with_suspense("300.00")
    sync_catalog(items=declared_items(), at=s.NOON)
    Item.objects.filter(code=SUSPENSE).update(promised_days=3)
    give_back(unit, "1.00")
    assert the_case(SUSPENSE).promised_days == 3


@pytest.mark.parametrize(
    ("refused", "status", "said"), [("", "done", "每月 24 日自动托收"), ("账户不存在", "refused", "账户不存在")]
)
def test_an_agreement_is_a_case_closed_by_the_banks_answer(
    commit, monkeypatch: pytest.MonkeyPatch, refused: str, status: str, said: str
) -> None:
    """银行登记了办结，没有签不予办理并写明原因；我的办件走得到托收那一页。"""
    unit, _ = s.unit_with_workers(1)
    row = signed(unit, monkeypatch, refused=refused)
    commit()
    case = the_case(COLLECTION)
    assert (case.status, case.title, case.topic) == (status, "托收签约", row.number)
    assert said in case.result
    assert story(case)[0] == ("opened", "applicant")
    assert story(case)[-1][1] == "bank"
    assert 'href="/unit/collection/"' in signed_in(unit.agent).get(f"/unit/cases/{case.pk}/").content.decode()
    assert wrong() == set()


def test_an_agreement_ended_before_the_answer_cancels_its_case(commit, monkeypatch: pytest.MonkeyPatch) -> None:
    """等银行的时候终止，办件撤销，银行后来的答复不改它；生效以后终止，只记一笔。"""
    early, _ = s.unit_with_workers(1)
    waiting = sign_agreement(by=early.agent, day=24, accepted=True, at=s.NOON)
    assert the_case(COLLECTION).status == "processing"
    end_agreement(by=early.agent, at=s.NOON)
    ask_bank_to_sign(waiting.pk, s.NOON)
    late, _ = s.unit_with_workers(1)
    active = signed(late, monkeypatch)
    end_agreement(by=late.agent, at=s.NOON)
    commit()
    cases = {one.topic: one for one in Case.objects.filter(item=COLLECTION)}
    assert (cases[waiting.number].status, cases[active.number].status) == ("cancelled", "done")
    assert "已终止" in cases[active.number].events.last().note
    assert CollectionAgreement.objects.filter(status="ended").count() == 2
    assert wrong() == set()


def test_a_refused_errand_opens_no_case() -> None:
    """退多了、没同意协议文本：没有退款、没有协议，也没有办件。"""
    unit, _, _ = with_suspense("300.00")
    for work in (
        lambda: give_back(unit, "300.01"),
        lambda: sign_agreement(by=unit.agent, day=24, accepted=False, at=s.NOON),
    ):
        with pytest.raises(BizError):
            work()
    assert not Case.objects.filter(item__in=(SUSPENSE, COLLECTION)).exists()
