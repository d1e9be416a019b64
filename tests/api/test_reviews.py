"""双人复核的接口：复核人取等着的、同意、退回；只生效一次，规矩、编码和页面一样，要的身份级别和办那一件一样。"""

from decimal import Decimal

import pytest

from deposits.models import CollectionAgreement, Refund, Remittance, Review
from deposits.services.collection_agreement import sign_agreement
from deposits.services.decide_review import switch_review
from deposits.services.pay_remittance import pay_remittance
from deposits.services.refund_suspense import refund_suspense
from gjj import clock
from gjj.identity.models import Login
from gjj.settlement.models import Instruction
from tests import situations as s
from tests.api.caller import Caller
from tests.services.deposits.reviewed import LATER, asked, switched_on
from tests.services.deposits.test_suspense import with_suspense

pytestmark = pytest.mark.django_db
REVIEWS = "/unit/reviews/"


@pytest.fixture(autouse=True)
def _later(db: None) -> None:
    """双人复核开了以后的那一刻。"""
    clock.set_to(LATER)


def waiting() -> tuple[s.Unit, Remittance, Review]:
    """开着双人复核的单位，一份汇缴书的付款等着复核。"""
    of, _ = s.unit_with_workers(1)
    row = s.remittance_of(of)
    switched_on(of)
    return of, row, asked(lambda: pay_remittance(by=of.agent, remittance_id=row.pk, at=clock.now()))


def test_a_reviewer_lists_what_waits_and_agrees_once() -> None:
    """取等着的，看得到付多少、从哪个账户（遮掩过）；同意就付，带着同一个键再来还是那个答复，只有一条付款指令；换个键说已经有结果。"""
    of, row, review = waiting()
    call, key = Caller(of.reviewer), {"HTTP_IDEMPOTENCY_KEY": "agree-0001"}
    (told,) = call("get", REVIEWS, {"status": "waiting"}).json()["results"]
    assert (told["id"], told["kind"], told["object_id"], told["decided_at"]) == (
        review.pk, "remittance.pay", row.pk, None,
    )  # fmt: skip
    assert {"name": "请银行付", "value": "1,280.00 元"} in told["facts"]
    assert of.account.bank_account not in str(told)
    body = {"digest": told["digest"]}
    first, again = (call("post", f"{REVIEWS}{review.pk}/approve/", body, **key) for _ in range(2))
    assert (first.status_code, first.json()["status"]) == (200, "effective")
    assert (again.json(), again["Idempotent-Replayed"]) == (first.json(), "true")
    assert Instruction.objects.get().reference == str(row.pk)
    other = call("post", f"{REVIEWS}{review.pk}/approve/", body)
    assert (other.status_code, other.json()["code"]) == (409, "review_ended")
    assert call("get", REVIEWS, {"status": "waiting"}).json()["results"] == []
    assert call("get", REVIEWS, {"status": "nothing"}).status_code == 422


def test_a_reviewer_sends_back_with_a_reason() -> None:
    """不写原因不退；写了退回，没有生效，再同意不了。"""
    of, row, review = waiting()
    call = Caller(of.reviewer)
    refused = call("post", f"{REVIEWS}{review.pk}/send-back/", {"reason": " "})
    assert (refused.status_code, refused.json()["code"]) == (422, "review_needs_reason")
    done = call("post", f"{REVIEWS}{review.pk}/send-back/", {"reason": "金额再核一下"}).json()
    assert (done["status"], done["reason"], done["decided_by"]) == ("sent_back", "金额再核一下", of.reviewer.name)
    assert call("post", f"{REVIEWS}{review.pk}/approve/", {"digest": review.digest}).status_code == 409
    assert not Instruction.objects.exists()


def test_what_was_not_seen_is_voided_even_with_a_key() -> None:
    """摘要不是现在这一份的：没有生效，这一份作废留下了（带着幂等键也留下）；写法不对的不作废。"""
    of, _, review = waiting()
    call, path = Caller(of.reviewer), f"{REVIEWS}{review.pk}/approve/"
    assert call("post", path).status_code == 422
    refused = call("post", path, {"digest": "0" * 64}, HTTP_IDEMPOTENCY_KEY="agree-0002")
    assert (refused.status_code, refused.json()["code"]) == (409, "review_changed")
    assert (Review.objects.get(pk=review.pk).status, Instruction.objects.exists()) == ("void", False)


def test_only_a_reviewer_of_the_unit_decides_by_call() -> None:
    """经办看得到自己交的，定不了；别的单位的复核人看不到，也定不了。"""
    of, _, review = waiting()
    agent, stranger = Caller(of.agent), Caller(s.unit().reviewer)
    assert agent("get", f"{REVIEWS}{review.pk}/").json()["number"] == review.number
    for path, body in (("approve", {"digest": review.digest}), ("send-back", {"reason": "改"})):
        assert agent("post", f"{REVIEWS}{review.pk}/{path}/", body).status_code == 403
        hidden = stranger("post", f"{REVIEWS}{review.pk}/{path}/", body)
        assert (hidden.status_code, hidden.json()["code"]) == (404, "review_not_found")
    assert stranger("get", f"{REVIEWS}{review.pk}/").status_code == 404
    assert stranger("get", REVIEWS).json()["results"] == []
    assert Review.objects.get(pk=review.pk).status == "waiting"


def test_agreeing_asks_the_level_of_the_deed() -> None:
    """退回暂存、签托收、付款要第二级的人办，同意也要：没有实名核验的复核人 403，什么也没有生效；核验过就办。"""
    of, _, row = with_suspense("300.00")
    switched_on(of)
    reviews = [
        asked(lambda: refund_suspense(by=of.agent, amount=Decimal("300.00"), at=clock.now())),
        asked(lambda: sign_agreement(by=of.agent, day=24, accepted=True, at=clock.now())),
    ]
    reviews.append(asked(lambda: pay_remittance(by=of.agent, remittance_id=row.pk, at=clock.now())))
    Login.objects.filter(pk=of.reviewer.login_id).update(name_verified_at=None)
    call = Caller(of.reviewer)
    for review in reviews:
        refused = call("post", f"{REVIEWS}{review.pk}/approve/", {"digest": review.digest})
        assert (refused.status_code, refused.json()["code"], refused.json()["level_needed"]) == (
            403,
            "level_too_low",
            2,
        )
    assert not Refund.objects.exists()
    assert not CollectionAgreement.objects.exists()
    Login.objects.filter(pk=of.reviewer.login_id).update(name_verified_at=s.NOON)
    for review in reviews:
        done = call("post", f"{REVIEWS}{review.pk}/approve/", {"digest": review.digest})
        assert done.json()["status"] == "effective"
    assert (Refund.objects.count(), CollectionAgreement.objects.count()) == (1, 1)


def test_a_switch_waits_in_the_same_list() -> None:
    """开双人复核也在清单里，写着从关着到开；按办什么取得到。"""
    of = s.unit()
    row = asked(lambda: switch_review(by=of.agent, is_on=True, at=clock.now()))
    (told,) = Caller(of.reviewer)("get", REVIEWS, {"kind": "review.switch"}).json()["results"]
    assert (told["id"], told["facts"]) == (row.pk, [{"name": "双人复核", "value": "关着 → 开"}])
