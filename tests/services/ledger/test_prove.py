"""查账：没动过的账全绿；背着账改一个数就变红，并指出是哪一行。"""

import json
from contextlib import suppress
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from tests import database
from tests import situations as s


def prove() -> dict[str, object]:
    """manage.py prove --json 的结果。"""
    said = StringIO()
    with suppress(SystemExit):
        call_command("prove", json=True, stdout=said)
    result: dict[str, object] = json.loads(said.getvalue())
    return result


def a_month() -> None:
    """入了账、退过暂存的一个月。"""
    unit, _ = s.unit_with_workers(2)
    s.paid(s.remittance_of(unit), Decimal("2600.00"))
    s.given_back(unit, Decimal("10.00"))
    assert prove()["status"] == "green"


STORY = a_month
TAMPERINGS = {
    "ledger.subaccount_is_sum_of_movements": "UPDATE ledger_subaccount SET current_year = current_year + 0.01 WHERE id = (SELECT min(id) FROM ledger_subaccount)",
    "ledger.balance_product_recomputed": "UPDATE ledger_subaccount SET balance_product = balance_product + 1",
    "ledger.balance_after_runs": "UPDATE ledger_movement SET balance_after = balance_after + 1",
    "ledger.movements_match_201": "UPDATE ledger_movement SET amount = amount + 1 WHERE seq = 1",
    "ledger.voucher_balanced": "UPDATE ledger_leg SET credit = credit + 1 WHERE credit > 0",
    "ledger.trial_balance": "UPDATE ledger_leg SET debit = debit + 1 WHERE subject_id = '101' AND debit > 0",
    "ledger.no_orphans": "DELETE FROM ledger_voucher WHERE kind = 'allocation'",
    "ledger.movement_day_is_voucher_day": "UPDATE ledger_voucher SET booked_on = booked_on - 1",
    "ledger.holds_add_up": "UPDATE ledger_subaccount SET held = 1",
    "ledger.guards_in_place": "ALTER TABLE ledger_leg DISABLE TRIGGER no_late_rows",
    "ledger.suspense_not_negative": "UPDATE ledger_leg SET debit = debit + 5000 WHERE subject_id = '219' AND debit > 0",
    "ledger.fund_is_sum_of_people": "DELETE FROM ledger_leg WHERE subject_id = '201'",
    "settlement.receipt_is_booked": "UPDATE settlement_receipt SET amount = amount + 1",
    "settlement.bank_deposit_is_receipts": "UPDATE settlement_receipt SET status = 'received'",
    "deposits.remittance_is_sum_of_lines": "UPDATE deposits_remittanceline SET personal_amount = personal_amount + 1",
    "deposits.notice_adds_up": """UPDATE deposits_changelist SET summary = jsonb_set(summary, '{amount,1}', '"1.00"')""",
    "deposits.allocated_once_and_whole": "DELETE FROM ledger_voucher WHERE kind = 'allocation'",
    "deposits.rows_belong_to_lists": "UPDATE deposits_changerow SET change_list_id = 0",
    "deposits.lines_are_movements": "UPDATE ledger_movement SET amount = amount - 1, balance_after = balance_after - 1",
    "deposits.received_is_receipts": "UPDATE deposits_remittance SET received = received + 1",
    "deposits.cancelled_is_unpaid": "UPDATE deposits_remittance SET status = 'cancelled'",
    "deposits.suspense_covers_its_uses": "UPDATE deposits_remittance SET status = 'mismatch'",
    "deposits.returned_is_refunds": "UPDATE deposits_remittance SET returned = 1",
    "deposits.refund_booked_once": "DELETE FROM ledger_voucher WHERE kind = 'refund'",
    "settlement.bank_withdrawal_is_payouts": "DELETE FROM ledger_leg WHERE subject_id = '101' AND credit > 0",
    "deposits.amount_is_base_times_ratio": "UPDATE deposits_employeraccount SET employer_ratio = employer_ratio + 1",
    "deposits.adjustment_is_sum_of_lines": """
        INSERT INTO deposits_adjustment (employer_account_id, kind, status, effective_month, fund_year, employer_ratio_before,
               personal_ratio_before, employer_ratio_after, personal_ratio_after, employees, amount_before, amount_after,
               parameters, made_at, made_by, undone_by)
        SELECT id, 'ratio', 'applied', first_month, 2026, 8, 8, 9, 9, 1, 1, 1, '{}', now(), '', '' FROM deposits_employeraccount
    """,
    "deposits.no_month_before_its_time": "UPDATE deposits_remittance SET paid_on = month - 1",
    "deposits.standing_months_join_on": "UPDATE deposits_remittance SET status = 'awaiting_funds', month = month + interval '2 months'",
    "deposits.make_up_never_exceeds": """
        WITH r AS (INSERT INTO deposits_remittance (number, payment_code, employer_account_id, kind, reason, month, status,
                          employees, employer_amount, personal_amount, amount, received, covered, returned, created_at, created_by)
                   SELECT '03', '03', employer_account_id, 'make_up', 'missed', month, 'awaiting_funds', 1, 1, 1, 2, 0, 0, 0,
                          created_at, '' FROM deposits_remittance RETURNING id)
        INSERT INTO deposits_remittanceline (remittance_id, account_id, subaccount_id, base, employer_amount, personal_amount, derivation)
        SELECT r.id, l.account_id, l.subaccount_id, l.base, 1, 1, '{"paid_e": "0", "paid_p": "0"}'
          FROM r, deposits_remittanceline l LIMIT 1
    """,
    "deposits.employer_paid_through": "UPDATE deposits_employeraccount SET paid_through = NULL",
    "deposits.account_paid_through": "UPDATE deposits_account SET paid_through = NULL",
    "deposits.confirmed_list_has_case": "UPDATE cases_case SET key = NULL",
    "deposits.case_follows_remittance": "UPDATE deposits_remittance SET status = 'mismatch'",
    "cases.status_is_last_event": "INSERT INTO cases_caseevent (case_id, kind, status, at, by, side, note, flaws) SELECT id, 'noted', 'waiting', now(), '谁', 'system', '改', '[]' FROM cases_case",
    "cases.closed_case_has_no_task": "UPDATE cases_casetask SET status = 'open'",
    "deposits.case_is_of_its_branch": """
        ALTER TABLE cases_case DISABLE TRIGGER case_branch;
        WITH made AS (INSERT INTO identity_branch (code, name, area) VALUES ('99', '另一个管理部', '*') RETURNING id)
        UPDATE cases_case SET branch_id = made.id FROM made
    """,
    "deposits.reviewed_before_effect": "INSERT INTO deposits_reviewperiod (employer_account_id, began_at) SELECT id, '2020-01-01' FROM deposits_employeraccount",
    "deposits.reviewed_by_another": """
        ALTER TABLE deposits_review DROP CONSTRAINT review_by_another_person;
        INSERT INTO deposits_review (employer_account_id, kind, object_type, object_id, params, facts, digest, status, asked_grant,
               asked_login, asked_person, asked_by, asked_at, decided_login, decided_person, decided_by, decided_at, signed, reason)
        SELECT id, 'review.switch', 'account', id, '{}', '[]', '1', 'effective', 1, 1, 1, '', now(), 2, 1, '', now(), '1', ''
          FROM deposits_employeraccount
    """,
    "deposits.confirmed_rows_applied": "UPDATE deposits_changelist SET applied = applied + 1",
}


TABLES = (
    "ledger_voucher", "ledger_leg", "ledger_movement", "deposits_remittanceline", "deposits_remittance",
    "settlement_receipt", "settlement_instruction", "deposits_refund", "deposits_adjustment", "deposits_adjustmentline",
    "deposits_collectionorder", "cases_case", "deposits_account", "deposits_reviewedact",
)  # fmt: skip


def tamper(name: str, deed: str) -> None:
    """属主关掉触发器改一个数，再打开。"""
    with database.owner_of(name) as connection, connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(deed)
        for table in TABLES:
            if not deed.startswith("ALTER"):
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def turned_red(invariant: str) -> None:
    """查账是红的，指出了这一条和是哪一行。"""
    result = prove()
    assert result["status"] == "red"
    found = {one["id"]: one for one in result["violations"]}  # type: ignore[attr-defined]
    assert invariant in found
    assert found[invariant]["rows"]


@pytest.mark.usefixtures("told_already")
@pytest.mark.parametrize(("invariant", "deed"), TAMPERINGS.items())
def test_a_number_altered_behind_the_books_turns_prove_red(own_database: str, invariant: str, deed: str) -> None:
    """属主关掉触发器改一个数，对应的恒等式就查得出来。"""
    tamper(own_database, deed)
    turned_red(invariant)


@pytest.mark.usefixtures("told_already")
@pytest.mark.parametrize(
    ("invariant", "deed"),
    [
        (
            "deposits.amount_is_base_times_ratio",
            "UPDATE deposits_account SET terms = '{}', employer_amount = employer_amount + 1",
        ),
        (
            "deposits.line_is_base_times_ratio",
            "UPDATE deposits_remittanceline SET derivation = derivation - 'r', employer_amount = 0, personal_amount = 0",
        ),
    ],
)
def test_a_derivation_taken_away_hides_nothing(own_database: str, invariant: str, deed: str) -> None:
    """推导抹掉了：没有推导就是不成立，不当成没有可比的。"""
    tamper(own_database, deed)
    turned_red(invariant)
