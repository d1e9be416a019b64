"""办不了的事，在页面上说清：怎么了、依据、钱怎么样、怎么办；从不变成英文或系统的错。"""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from deposits.forms import PayForm
from deposits.models import Remittance
from deposits.views import change_list as pages
from gjj import clock
from gjj.periods.month import Month
from gjj.settlement.models import Instruction
from gjj.transitions.machine import IllegalTransition
from tests import situations as s
from tests.api.caller import Caller
from tests.halls.visitors import signed_in

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2020, 1, 1, 4, 0, tzinfo=UTC)
STILL = "没有任何款项变动。"


def now_month() -> Month:
    """页面看的本月。"""
    return Month.of(clock.today())


@pytest.fixture
def draft() -> tuple[s.Unit, int]:
    """一份草稿。"""
    unit = s.unit(first_month=now_month())
    return unit, s.filed(unit, [s.line("开户", s.worker())], now_month(), clock.now()).change_list_id


def test_a_step_that_is_not_in_the_table_is_a_chinese_409(
    draft: tuple[s.Unit, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """状态表里没有的一步：页面 409，说现在的状态不能这样办、没有改动、刷新再看。"""

    def not_in_the_table(**given: Any) -> None:
        raise IllegalTransition("变更清册", "confirmed", "draft")

    unit, pk = draft
    monkeypatch.setattr(pages, "ask_to_confirm", not_in_the_table)
    page = signed_in(unit.agent).post(f"/unit/change-lists/{pk}/confirm/")
    said = page.content.decode()
    assert page.status_code == 409
    for words in ("现在的状态不能这样办，没有任何改动", STILL, "刷新", page["X-Request-Reference"]):
        assert words in said
    assert "confirmed" not in said


def test_a_day_without_parameters_is_a_chinese_422_on_a_page() -> None:
    """那一天中心没有公布参数：计算器的页面 422，说缺哪一天的哪一项，不猜。"""
    clock.set_to(LONG_AGO)
    page = Client(raise_request_exception=False).get("/calculators/contribution/")
    said = page.content.decode()
    assert page.status_code == 422
    assert "本中心没有 2020-01-01 的「缴存基数下限」" in said
    assert "请换一个日期再试" in said
    assert "deposits." not in said


def test_a_day_without_parameters_is_a_problem_in_the_api() -> None:
    """接口：422 parameter_missing，指出哪个参数、哪一天。"""
    body = {"base": "8000.00", "employer_ratio": "8", "personal_ratio": "8", "on": "2020-01-01"}
    answer = Client(raise_request_exception=False).post(
        "/api/v1/calculators/contribution/", body, content_type="application/json"
    )
    said = answer.json()
    assert (answer.status_code, said["code"], said["on"]) == (422, "parameter_missing", "2020-01-01")
    assert said["parameter"].startswith("deposits.")
    assert "没有任何改动" in said["detail"]
    assert said["money"] == STILL
    assert "12329" in said["fix"]


def test_a_step_that_is_not_in_the_table_is_a_problem_in_the_api(
    draft: tuple[s.Unit, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """接口：409 state_not_allowed，说刷新再看。"""
    from deposits.api import change_lists

    def not_in_the_table(**given: Any) -> None:
        raise IllegalTransition("变更清册", "confirmed", "draft")

    unit, pk = draft
    monkeypatch.setattr(change_lists, "ask_to_confirm", not_in_the_table)
    body = Caller(unit.agent)("post", f"/unit/change-lists/{pk}/confirm/").json()
    assert (body["status"], body["code"], body["money"]) == (409, "state_not_allowed", STILL)
    assert "刷新" in body["fix"]


def test_a_refused_confirmation_says_how_the_money_is(draft: tuple[s.Unit, int]) -> None:
    """确认不了：回到清册页，说怎么了、钱没有动、怎么办。"""
    unit, pk = draft
    s.confirmed(unit, [s.line("开户", s.worker())], now_month(), clock.now())
    said = signed_in(unit.agent).post(f"/unit/change-lists/{pk}/confirm/", follow=True).content.decode()
    assert "已经确认了另一份变更清册" in said
    assert STILL in said
    assert "请继续办理已确认的清册" in said


def test_a_refused_discard_says_how_the_money_is() -> None:
    """作废不了已确认的：说怎么了、钱没有动、怎么办。"""
    unit, _ = s.unit_with_workers(1, first_month=now_month())
    (head,) = pages.ChangeList.objects.all()
    said = signed_in(unit.agent).post(f"/unit/change-lists/{head.pk}/discard/", follow=True).content.decode()
    assert "这份变更清册已经确认，现在不能这样办" in said
    assert STILL in said
    assert "确认过的不能作废" in said


def test_a_refused_remittance_says_how_the_money_is(draft: tuple[s.Unit, int]) -> None:
    """清册没确认，生成不了汇缴书：说怎么了、钱没有动、怎么办。"""
    said = signed_in(draft[0].agent).post("/unit/remittances/create/", follow=True).content.decode()
    assert "还没有确认，不能生成汇缴书" in said
    assert STILL in said
    assert "请先上传并确认变更清册" in said


@pytest.fixture
def payable() -> tuple[Client, str, Remittance]:
    """有一份待付款汇缴书的经办、付款的地址、汇缴书。"""
    unit, _ = s.unit_with_workers(1, first_month=now_month())
    row = s.remittance_of(unit, now_month(), clock.now())
    return signed_in(unit.agent), f"/unit/remittances/{row.pk}/pay/", row


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        ("0", "大于零"), ("0.00", "大于零"), ("-1", "大于零"), ("1.005", "最多两位小数"), ("1e30", "写成数字"),
        ("NaN", "写成数字"), ("Infinity", "写成数字"), ("一百", "写成数字"), ("10000000000000000", "太大"),
    ],
)  # fmt: skip
def test_an_amount_that_cannot_be_paid_is_refused_on_the_page(
    payable: tuple[Client, str, Remittance], amount: str, said: str
) -> None:
    """金额填零、负数、三位小数、太大、不是数：原页 422，说哪里不对，没有付款；零不当成全额。"""
    client, path, _ = payable
    page = client.post(path, {"amount": amount})
    assert page.status_code == 422
    assert said in page.content.decode()
    assert "没有付款" in page.content.decode()
    assert not Instruction.objects.exists()


def test_the_button_pays_what_is_due_and_a_blank_amount_pays_nothing(payable: tuple[Client, str, Remittance]) -> None:
    """「确认付款」付应付的；换金额那一格空着，不当成全额：格子旁边说，没有付款。"""
    client, path, row = payable
    blank = client.post(path, {"amount": ""})
    assert blank.status_code == 422
    assert "请写付款金额，没有付款" in blank.content.decode()
    assert 'aria-describedby="amount_error"' in blank.content.decode()
    assert not Instruction.objects.exists()
    assert client.post(path, {}).status_code == 302
    assert Instruction.objects.get().amount == row.amount


@pytest.mark.parametrize(
    ("more", "said"), [(Decimal(-1), "少付 ¥1.00"), (Decimal(2), "多付 ¥2.00")]
)  # fmt: skip
def test_another_amount_is_asked_about_before_it_goes(
    payable: tuple[Client, str, Remittance], more: Decimal, said: str
) -> None:
    """和应付的不一样：先说少付、多付会怎样，再点一次才付；「确认付款」上还是应付的数，那个数只付应付的。"""
    client, path, row = payable
    amount = f"{row.amount + more:.2f}"
    page = client.post(path, {"amount": amount}).content.decode()
    assert said in page
    assert "还没有付款" in page
    assert not Instruction.objects.exists()
    assert client.post(path, {"amount": amount, "sure": f"{row.amount:.2f}"}).status_code == 200
    assert not Instruction.objects.exists()
    assert client.post(path, {"amount": amount, "sure": amount}).status_code == 302
    assert Instruction.objects.get().amount == row.amount + more


def test_one_fen_is_an_amount() -> None:
    """一分钱是最小的金额。"""
    assert PayForm({"amount": "0.01"}).is_valid()
    assert not PayForm({"amount": "0.009"}).is_valid()


@pytest.mark.parametrize("wrote", ["1e9", "1E3"])
def test_an_amount_in_scientific_notation_is_no_amount(wrote: str) -> None:
    """1e9 不当成十亿：说写法不对，没有付款。"""
    unit, _ = s.unit_with_workers(1, first_month=now_month())
    row = s.remittance_of(unit, now_month())
    answer = signed_in(unit.agent).post(f"/unit/remittances/{row.pk}/pay/", {"amount": wrote})
    assert "金额要写成数字" in answer.content.decode()
    row.refresh_from_db()
    assert row.status == "awaiting_funds"
