"""单位明细账的接口：一年一本，余额接得上，没有账的年份是 404。"""

from decimal import Decimal

import pytest

from deposits.postings import VOUCHER_KINDS
from deposits.selectors.unit_ledger import book_and_kind
from gjj import clock
from tests import situations as s
from tests.api.caller import Caller

pytestmark = pytest.mark.django_db


def unit_with_a_paid_month() -> s.Unit:
    """今年缴过一个月、多付了五元的单位。"""
    made, _ = s.unit_with_workers(2)
    row = s.remittance_of(made)
    s.paid(row, row.amount + 5)
    return made


def test_the_year_is_listed_with_debit_credit_and_balance() -> None:
    """不写种类看归集：一行汇缴，人数、年月、余额、凭证都在。"""
    answer = Caller(unit_with_a_paid_month().agent)("get", "/unit/ledger/", {"year": "2026"})
    assert answer.status_code == 200
    (line,) = answer.json()["results"]
    assert (line["kind"], line["month"], line["employees"]) == ("remittance", "2026-11", 2)
    assert (line["debit"], line["credit"], line["balance"]) == ("0.00", "2560.00", "2560.00")
    assert line["on"] == "2026-11-24"
    assert line["voucher"].startswith("20261124-")


def test_the_suspense_book_ends_with_what_was_paid_too_much() -> None:
    """kind=suspense 看暂存：到账记贷、分配记借，最后剩多付的。"""
    made = unit_with_a_paid_month()
    lines = Caller(made.agent)("get", "/unit/ledger/", {"year": "2026", "kind": "suspense"}).json()["results"]
    assert [line["kind"] for line in lines] == ["receipt", "remittance"]
    assert lines[-1]["balance"] == "5.00"
    assert Decimal(Caller(made.agent)("get", "/unit/").json()["suspense"]) == Decimal("5.00")


@pytest.mark.parametrize(
    ("kind", "kinds"),
    [("remittance", ["remittance"]), ("receipt", ["receipt"]), ("reversal", []), ("fund", ["remittance"])],
)
def test_a_kind_picks_its_lines(kind: str, kinds: list[str]) -> None:
    """按业务种类只列那一种，没有的是空清单。"""
    answer = Caller(unit_with_a_paid_month().agent)("get", "/unit/ledger/", {"year": "2026", "kind": kind})
    assert [line["kind"] for line in answer.json()["results"]] == kinds


def test_every_kind_of_voucher_is_asked_in_its_own_book() -> None:
    """只动暂存的几种（到账、退回、认领）去暂存那本找，别的去归集；一种也不漏。"""
    books = {kind: book_and_kind(kind)[0] for kind in VOUCHER_KINDS}
    assert books == {
        "receipt": "suspense", "refund": "suspense", "claim": "suspense", "allocation": "fund", "make_up": "fund",
    }  # fmt: skip


def test_a_year_without_data_is_not_found() -> None:
    """没有账的年份 404；年份写成别的 422。"""
    caller = Caller(unit_with_a_paid_month().agent)
    answer = caller("get", "/unit/ledger/", {"year": "2019"})
    assert answer.status_code == 404
    assert answer.json()["code"] == "ledger_year_empty"
    assert caller("get", "/unit/ledger/", {"year": "去年"}).status_code == 422


def test_another_units_number_is_not_found() -> None:
    """指了别的单位账号：404。"""
    made, other = unit_with_a_paid_month(), s.unit()
    answer = Caller(other.agent)("get", "/unit/ledger/", {"year": "2026", "employer": made.account.number})
    assert answer.status_code == 404


def test_pages_follow_each_other_to_the_end_and_back() -> None:
    """一页一行，往后翻到底再往前翻，一行不少。"""
    caller = Caller(unit_with_a_paid_month().agent)
    query = {"year": "2026", "kind": "suspense", "page_size": "1"}
    first = caller("get", "/unit/ledger/", query).json()
    assert first["previous"] is None
    second = caller.client.get(first["next"], HTTP_AUTHORIZATION=f"Bearer {caller.token}").json()
    assert second["next"] is None
    assert [one["kind"] for one in (*first["results"], *second["results"])] == ["receipt", "remittance"]
    back = caller.client.get(second["previous"], HTTP_AUTHORIZATION=f"Bearer {caller.token}").json()
    assert back["results"] == first["results"]
    assert caller("get", "/unit/ledger/", {**query, "cursor": "nonsense"}).json()["code"] == "cursor_invalid"


def test_without_a_year_it_is_this_year() -> None:
    """不写年份就是今年。"""
    answer = Caller(s.unit().agent)("get", "/unit/ledger/")
    assert answer.status_code == 404
    assert str(clock.today().year) in answer.json()["detail"]
