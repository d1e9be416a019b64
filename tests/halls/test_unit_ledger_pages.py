"""单位明细账：年初到年末接得上，按业务种类、流水号、摘要、金额找，余额仍是真的。"""

import pytest

from deposits.models import Account
from deposits.selectors.unit_ledger import unit_book
from tests import situations as s
from tests.halls.test_unit_queries import OCTOBER, two_months
from tests.halls.visitors import signed_in
from tests.sanctions import reverse

pytestmark = pytest.mark.django_db


@pytest.mark.article("TL-16")
def test_the_ledger_runs_from_opening_to_closing_and_closing_is_the_balance() -> None:
    """明细账：年初 + 贷 − 借 = 年末，每行的余额都接得上，和职工余额之和一致。"""
    made, _ = two_months()
    for book in ("fund", "suspense"):
        found = unit_book(made.account, 2026, book)
        balance = found.opening
        for row in found.rows:
            balance += row.line.credit - row.line.debit
            assert row.line.balance == balance
        assert balance == found.closing
    fund, suspense = unit_book(made.account, 2026, "fund"), unit_book(made.account, 2026, "suspense")
    people = sum(row.subaccount.balance for row in Account.objects.filter(employer_account_id=made.account_id))
    assert fund.closing == people > 0
    assert suspense.closing == 0
    assert [row.month for row in fund.rows] == [OCTOBER, s.NOVEMBER]
    assert [row.employees for row in fund.rows] == [3, 3]


def test_next_year_opens_with_this_years_closing() -> None:
    """下一年的年初余额就是这一年的年末余额。"""
    made, _ = two_months()
    assert unit_book(made.account, 2027, "fund").opening == unit_book(made.account, 2026, "fund").closing


def test_filtering_by_kind_keeps_the_true_balance() -> None:
    """按业务种类筛，余额还是那一笔之后真的余额；冲账看得见。"""
    made, _ = two_months()
    row = unit_book(made.account, 2026, "fund").rows[-1]
    reverse(by=s.staff("accountant"), voucher_id=row.line.voucher_id, reason="记错", at=s.NOON)
    whole = unit_book(made.account, 2026, "fund")
    only = unit_book(made.account, 2026, "fund", "reversal")
    assert [one.label for one in only.rows] == ["冲账"]
    assert only.rows[0].line.balance == whole.closing == whole.rows[0].line.balance
    page = signed_in(made.agent).get("/unit/ledger/", {"kind": "reversal"}).content.decode()
    assert "冲账" in page


def test_the_ledger_is_searched_by_serial_summary_and_amount() -> None:
    """单位明细账按凭证流水号、摘要、金额（带千分位也行）找，余额仍是那一笔之后的；导出的也是找到的；找不着的说明。"""
    made, _ = two_months()
    client, book = signed_in(made.agent), unit_book(made.account, 2026, "fund")
    first, last = book.rows[0].line, book.rows[-1].line
    for typed in (last.serial, f"¥{last.credit:,.2f}", f"{last.credit}"):
        (row,) = unit_book(made.account, 2026, "fund", "", typed).rows
        assert (row.line.id, row.line.balance) == (last.id, last.balance)
    assert len(unit_book(made.account, 2026, "fund", "", first.summary).rows) >= 1
    assert not unit_book(made.account, 2026, "fund", "", "0.00").rows
    page = client.get("/unit/ledger/", {"q": last.serial}).content.decode()
    assert page.count("data-entry") == 1
    assert f'name="q" value="{last.serial}"' in page
    table = b"".join(client.get("/unit/ledger/", {"q": last.serial, "export": "csv"}).streaming_content).decode(
        "utf-8-sig"
    )
    assert last.serial in table
    assert first.serial not in table
    assert "对得上「查不到的」的" in client.get("/unit/ledger/", {"q": "查不到的"}).content.decode()
