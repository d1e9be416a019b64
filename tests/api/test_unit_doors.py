"""页面上办得了的，接口也办得了，叫的是同一个服务：签托收、答复异议、几个月一起看、一起付。"""

from decimal import Decimal

import pytest

from deposits.models import Account, CollectionAgreement, FilingFlag, Remittance
from deposits.services.create_remittance import create_remittance
from gjj import clock
from gjj.periods.month import Month
from gjj.settlement.models import Instruction
from tests import situations as s
from tests.api.caller import Caller

pytestmark = pytest.mark.django_db
SEVERAL, AGREEMENTS = "/unit/remittances/several/", "/unit/collection/agreements/"
SIGN = {"day": 22, "accepted": True}


def month_of(months_ago: int) -> Month:
    """几个月前。"""
    return Month.of(clock.today()).previous(months_ago)


def behind() -> tuple[s.Unit, s.Worker]:
    """两个月前缴过，上个月和本月还没有办。"""
    unit, one = s.unit(first_month=month_of(2)), s.worker()
    s.month_done(unit, [s.line("开户", one)], month_of(2), clock.now())
    return unit, one


def test_several_months_tell_what_was_noticed_before_anything_is_made() -> None:
    """看一眼：各月多少、谁的基数低于下限、从哪个月起；一份也没有生成，和页面说的是同一个人。"""
    unit, one = behind()
    Account.objects.filter(pk=s.account_of(one).pk).update(base=Decimal("100.00"))
    months = [str(month_of(ago)) for ago in (1, 0)]
    body = Caller(unit.agent)("post", f"{SEVERAL}preview/", {"months": months}).json()
    assert (body["months"], body["employees"], body["amount"]) == (months, 1, "2560.00")
    (told,) = [found for found in body["noticed"] if found["code"] == "own_base_below_floor"]
    assert (told["month"], told["names"], told["count"]) == (months[0], [one.name], 1)
    assert Remittance.objects.filter(employer_account_id=unit.account_id).count() == 1


@pytest.mark.article("TL-20")
@pytest.mark.parametrize(("places", "code"), [((1, -1), "month_skipped"), ((0,), "month_skipped")])
def test_looking_at_months_that_cannot_be_made_says_so(places: tuple[int, ...], code: str) -> None:
    """不相连的、已缴的月份：看的时候就说办不了，和生成的时候一个编码。"""
    call, months = Caller(behind()[0].agent), [str(month_of(ago)) for ago in places]
    answers = [call("post", path, {"months": months}) for path in (f"{SEVERAL}preview/", "/unit/remittances/")]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(409, code)] * 2


def test_several_books_are_paid_together_once() -> None:
    """两份一起付：按年月先后各一条付款指令；带着同一个幂等键再来，答复不变，不再付。"""
    unit, _ = behind()
    call, key = Caller(unit.agent), {"HTTP_IDEMPOTENCY_KEY": "pay-together-0001"}
    made = call("post", "/unit/remittances/", {"months": [str(month_of(ago)) for ago in (1, 0)]}).json()
    first, again = (call("post", f"{SEVERAL}pay/", {}, **key) for _ in range(2))
    body = first.json()
    assert (first.status_code, body["to_bank"], body["from_suspense"]) == (202, "2560.00", "0.00")
    assert [(one["id"], one["status"]) for one in body["remittances"]] == [(one["id"], "paying") for one in made]
    assert (again.json(), again["Idempotent-Replayed"]) == (body, "true")
    assert Instruction.objects.filter(reference__in=[str(one["id"]) for one in made]).count() == 2
    assert call("post", f"{SEVERAL}pay/").json()["code"] == "nothing_to_pay"


def test_nothing_to_pay_together_is_told() -> None:
    """没有等着付款的：409，一条付款指令也没有。"""
    call = Caller(behind()[0].agent)
    for body in ({}, {"make_ups": True}):
        answer = call("post", f"{SEVERAL}pay/", body)
        assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_pay")


def test_an_agreement_is_signed_once_and_ended() -> None:
    """先看协议文本和能约定的日子，再签；同键再来还是那一份，另签一份不行；终止以后没有算数的。"""
    unit = s.unit()
    call, key = Caller(unit.agent), {"HTTP_IDEMPOTENCY_KEY": "sign-agreement-01"}
    shown = call("get", "/unit/collection/").json()
    assert shown["agreement"] is None
    assert "可以随时终止协议" in shown["terms"]
    first, again = (call("post", AGREEMENTS, SIGN, **key).json() for _ in range(2))
    assert (first["status"], first["day"], first["terms_version"]) == ("signing", 22, shown["terms_version"])
    assert "*" in first["payer_account"]
    assert again == first
    assert call("post", AGREEMENTS, SIGN).json()["code"] == "agreement_exists"
    assert CollectionAgreement.objects.count() == 1
    assert call("post", "/unit/collection/end/").json()["status"] == "ended"
    assert call("get", "/unit/collection/").json()["agreement"] is None
    assert call("post", "/unit/collection/end/").json()["code"] == "no_agreement"


@pytest.mark.parametrize(
    ("body", "code"),
    [({"day": 22}, "terms_not_accepted"), ({"day": 31, "accepted": True}, "collection_day_out_of_range")],
)
def test_an_agreement_not_agreed_to_is_not_signed(body: dict[str, object], code: str) -> None:
    """没有写同意、约定日不在范围里：422，没有签。"""
    answer = Caller(s.unit().agent)("post", AGREEMENTS, body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert not CollectionAgreement.objects.exists()


def test_an_agreement_to_another_text_is_not_signed() -> None:
    """写了读的是哪一版而不是现在的一版：409，没有签；写对了的签。"""
    call = Caller(s.unit().agent)
    answer = call("post", AGREEMENTS, {**SIGN, "terms_version": "2026-11"})
    assert (answer.status_code, answer.json()["code"]) == (409, "terms_changed")
    assert not CollectionAgreement.objects.exists()
    now = call("get", "/unit/collection/").json()["terms_version"]
    assert call("post", AGREEMENTS, {**SIGN, "terms_version": now}).status_code == 202


def flagged() -> tuple[s.Unit, int]:
    """一名职工对单位的申报提了异议。"""
    unit, (one,) = s.unit_with_workers(1)
    return unit, s.flagged(unit, one)


def test_a_flag_is_answered_once() -> None:
    """不改要写理由；认可了写明怎么改，账户没有变动；答复过的不能再答复。"""
    unit, pk = flagged()
    call, path = Caller(unit.agent), f"/unit/flags/{pk}/answer/"
    assert call("get", "/unit/flags/", {"status": "open"}).json()["results"][0]["claimed"] == "9000.00"
    assert call("post", path, {"accept": False}).json()["code"] == "flag_answer"
    body = call("post", path, {"accept": True, "answer": "核过了"}).json()
    assert (body["status"], body["answer"], body["way"]["is_corrected"]) == ("accepted", "核过了", False)
    assert Account.objects.get().base == Decimal("8000.00")
    assert call("post", path, {"accept": False, "answer": "不改"}).status_code == 409
    assert FilingFlag.objects.get(pk=pk).status == "accepted"
    assert call("get", "/unit/flags/", {"status": "open"}).json()["results"] == []


def test_others_see_and_answer_nothing_and_a_reviewer_only_looks() -> None:
    """别的单位的异议当作没有；复核看得到，不能答复、不能签、不能付。"""
    unit, pk = flagged()
    other = Caller(s.unit().agent)
    assert other("get", f"/unit/flags/{pk}/").status_code == 404
    assert other("post", f"/unit/flags/{pk}/answer/", {"accept": True}).status_code == 404
    reviewer = Caller(unit.reviewer)
    assert reviewer("get", f"/unit/flags/{pk}/").status_code == 200
    create_remittance(by=unit.agent, month=s.NOVEMBER, at=s.NOON)
    for path, body in ((f"/unit/flags/{pk}/answer/", {"accept": True}), (AGREEMENTS, SIGN), (f"{SEVERAL}pay/", {})):
        assert reviewer("post", path, body).status_code == 403, path
    assert FilingFlag.objects.get(pk=pk).status == "open"
    assert not Instruction.objects.exists()
