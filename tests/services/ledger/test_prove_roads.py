"""查账：补缴、冲回、退款、托收、调比例、预缴、认领，每条钱走的路都有恒等式看着，背着账改一个数就变红。"""

from datetime import timedelta
from decimal import Decimal

import pytest

from deposits.documents import RECEIPT
from deposits.invariants import INVARIANTS
from deposits.models import Remittance
from deposits.services.adjust_ratio import adjust_ratio
from deposits.services.collect import collect_remittance
from deposits.services.pay_remittance import pay_remittance
from deposits.services.print_papers import print_remittance, print_unit_statement
from deposits.services.refund_suspense import refund_suspense
from deposits.services.several_months import create_remittances
from gjj.periods.month import Month
from tests import situations as s
from tests.applicants import applied
from tests.sanctions import change_payer
from tests.services.deposits.reviewed import LATER, agreed, asked, switched_on
from tests.services.deposits.test_claim_receipt import claimed, unclaimed
from tests.services.deposits.test_collection import signed
from tests.services.deposits.test_make_up import made, with_gap
from tests.services.deposits.test_suspense import with_suspense
from tests.services.ledger.test_prove import TAMPERINGS, prove, tamper, turned_red

NEXT = Month(2026, 12)


def every_road() -> None:
    """每条钱走的路都走过：分配冲回、补缴入账、回执作废、在退、退成、调比例、托收在办、预缴等月份、职工异议、申请开户、认领到账、复核过的用暂存抵缴。"""
    applied()
    unit, workers = with_gap()
    book = made(unit, workers[:1])
    s.paid(book, book.amount + 20)
    s.given_back(unit, Decimal("10.00"))
    refund_suspense(by=unit.agent, amount=Decimal("1.00"), at=s.NOON)
    adjust_ratio(by=unit.agent, employer_ratio=Decimal("10"), personal_ratio=Decimal("10"), at=s.NOON)
    s.confirmed(unit, [s.line("正常", one, ratio="10") for one in workers])
    row = s.remittance_of(unit)
    with pytest.MonkeyPatch.context() as monkeypatch:
        signed(unit, monkeypatch)
        collect_remittance(by=unit.agent, remittance_id=row.pk, at=s.NOON)
    ahead, (one,) = s.unit_with_workers(1)
    first = s.paid(s.remittance_of(ahead))
    print_remittance(by=ahead.agent, remittance_id=first.pk, kind=RECEIPT.code, at=s.NOON)
    print_unit_statement(by=ahead.agent, year=2026, at=s.NOON)
    (later,) = create_remittances(by=ahead.agent, months=[NEXT], at=s.NOON, same_as_last_month=True)
    s.paid(Remittance.objects.get(pk=later))
    s.flagged(ahead, one)
    claimed(unclaimed(Decimal("5.00")), ahead)
    moved = s.unit()
    change_payer(by=s.staff("reviewer"), employer_account_id=moved.account_id, number="6222000011112222", basis="来函", at=s.NOON)  # fmt: skip
    careful, _, covered = with_suspense("1280.00")
    switched_on(careful)
    review = asked(lambda: pay_remittance(by=careful.agent, remittance_id=covered.pk, at=LATER, use_suspense=True))
    agreed(careful, review, at=LATER + timedelta(hours=1))
    proved = prove()
    assert proved["status"] == "green", proved["violations"]


STORY = every_road
SECOND_ROADS = {
    "ledger.reversal_mirrors": "UPDATE ledger_leg SET subject_id = '101' WHERE subject_id = '219' AND voucher_id IN (SELECT id FROM ledger_voucher WHERE reverses_id IS NOT NULL)",
    "settlement.receipt_booked_once": "UPDATE settlement_receipt SET voucher_id = (SELECT min(voucher_id) FROM settlement_receipt)",
    "deposits.papers_follow_the_remittance": """
        UPDATE deposits_remittance SET status = 'reversed' WHERE id IN (SELECT subject_id FROM documents_document WHERE subject_type = 'remittance')
    """,
    "deposits.papers_follow_the_reversal": """
        INSERT INTO ledger_voucher (key, kind, summary, booked_on, posted_at, posted_by, source_type, source_id, reverses_id)
        SELECT 'reverse:' || id, 'reversal', '', booked_on, posted_at + interval '1 hour', '', source_type, source_id, id FROM ledger_voucher
         WHERE id IN (SELECT voucher_id FROM deposits_remittance WHERE id IN (SELECT subject_id FROM documents_document WHERE subject_type = 'remittance'))
    """,
    "deposits.reversed_is_reversed": """
        INSERT INTO ledger_voucher (key, kind, summary, booked_on, posted_at, posted_by, source_type, source_id, reverses_id)
        SELECT 'reverse:' || id, 'reversal', '', booked_on, posted_at, '', source_type, source_id, id FROM ledger_voucher
         WHERE id IN (SELECT voucher_id FROM deposits_remittance WHERE id IN (SELECT subject_id FROM documents_document WHERE subject_type = 'remittance'))
    """,
    "deposits.reversed_is_owed": "UPDATE deposits_remittance SET status = 'cancelled' WHERE status = 'reversed'",
    "deposits.line_is_base_times_ratio": """
        UPDATE deposits_remittanceline SET employer_amount = employer_amount + 1, personal_amount = personal_amount - 1
         WHERE remittance_id IN (SELECT id FROM deposits_remittance WHERE kind = 'make_up')
    """,
    "deposits.allocated_once_and_whole": "DELETE FROM ledger_voucher WHERE kind = 'make_up'",
    "deposits.make_up_has_case": "UPDATE cases_case SET key = NULL WHERE item = 'deposits.make_ups'",
    "deposits.adjustment_has_case": "UPDATE cases_case SET key = NULL WHERE item = 'deposits.adjust_ratio'",
    "deposits.refund_has_case": "UPDATE cases_case SET key = NULL WHERE item = 'deposits.suspense'",
    "deposits.agreement_has_case": "UPDATE cases_case SET key = NULL WHERE item = 'deposits.collection'",
    "deposits.refund_has_its_payout": "UPDATE settlement_instruction SET amount = amount + 1 WHERE kind = 'payout' AND status <> 'succeeded'",
    "deposits.refund_is_not_taken_back": """
        INSERT INTO ledger_voucher (key, kind, summary, booked_on, posted_at, posted_by, source_type, source_id, reverses_id)
        SELECT 'reverse:' || id, 'reversal', '', booked_on, posted_at, '', source_type, source_id, id FROM ledger_voucher
         WHERE kind = 'refund'
    """,
    "deposits.refund_booked_once": "UPDATE deposits_refund SET status = 'paid', voucher_id = 0 WHERE status = 'paying'",
    "deposits.suspense_covers_its_uses": "UPDATE deposits_refund SET amount = amount + 5000 WHERE status = 'paying'",
    "deposits.paying_is_on_its_way": "UPDATE settlement_instruction SET status = 'failed' WHERE mandate <> ''",
    "deposits.collection_is_agreed": "UPDATE deposits_collectionorder SET amount = amount + 1",
    "deposits.ratio_is_the_last_adjusted": "UPDATE deposits_adjustment SET personal_ratio_after = 9",
    "deposits.adjustment_is_sum_of_lines": "UPDATE deposits_adjustmentline SET employer_after = employer_after + 1",
    "deposits.amount_is_base_times_ratio": "UPDATE deposits_account SET employer_amount = employer_amount + 1, personal_amount = personal_amount - 1",
    "deposits.standing_months_join_on": "UPDATE deposits_remittance SET month = month + interval '1 month' WHERE month = '2026-12-01'",
    "deposits.no_month_before_its_time": "UPDATE deposits_remittance SET status = 'allocated', paid_on = created_at::date, voucher_id = 0 WHERE month = '2026-12-01'",
    "deposits.subaccount_belongs_to_person": "UPDATE deposits_account SET fund = '别的'",
    "deposits.case_follows_flag": "UPDATE cases_case SET status = 'done', closed_at = accepted_at WHERE item = 'deposits.filings'",
    "deposits.case_follows_application": "UPDATE cases_case SET status = 'done', closed_at = accepted_at WHERE item = 'deposits.opening'",
    "deposits.claim_is_undone_whole": "INSERT INTO deposits_claimundo (claim_id, reason, created_at, created_by) SELECT id, 'x', now(), 'x' FROM deposits_claim",
    "deposits.receipt_is_in_one_place": "UPDATE ledger_leg SET party = NULL WHERE voucher_id IN (SELECT voucher_id FROM deposits_claim)",
    "deposits.claimed_by_two": """UPDATE approvals_proposal SET result = '{"claim": 0}' WHERE kind = 'deposits.claim'""",
    "deposits.payer_changed_by_two": "UPDATE deposits_employeraccount SET bank_account_index = 'x' WHERE id = (SELECT max((content->>'account')::bigint) FROM approvals_proposal WHERE kind = 'deposits.payer')",
    "deposits.refunded_by_two": """
        INSERT INTO approvals_proposal (kind, title, content, before, effective_at, reason, digest, signed, status, proposed_login, proposed_person,
               proposed_by, proposed_at, decided_login, decided_person, decided_by, decided_at, effected_at, note, result, about)
        SELECT 'deposits.big_refund', '', jsonb_build_object('account', employer_account_id, 'amount', '1'), '{}', now(), '', 'x', 'x', 'effective', 1, 1,
               '', now(), 2, 2, '', now(), now(), '', jsonb_build_object('refund', id), '{}' FROM deposits_refund LIMIT 1
    """,
    "ledger.reversed_by_two": """UPDATE approvals_proposal SET result = '{"voucher": 0}' WHERE kind = 'ledger.reverse'""",
    "deposits.reviewed_before_effect": "DELETE FROM deposits_reviewedact WHERE kind = 'remittance.pay'",
    "deposits.flag_has_case": "UPDATE cases_case SET key = NULL WHERE item = 'deposits.filings'",
}
"""走过第二遍路的账里改一个数：别的几条路各有看着它的恒等式。"""


@pytest.mark.usefixtures("told_already")
@pytest.mark.parametrize(("invariant", "deed"), SECOND_ROADS.items())
def test_every_road_of_the_money_is_watched(own_database: str, invariant: str, deed: str) -> None:
    """补缴、冲回、退款、托收、调比例、预缴，哪条路上改一个数都查得出来。"""
    tamper(own_database, deed)
    turned_red(invariant)


def test_every_invariant_of_the_deposits_has_a_tampering() -> None:
    """归集的每一条恒等式都有一条改了就红的：加一条，就要加一条。"""
    assert {one.id for one in INVARIANTS} <= TAMPERINGS.keys() | SECOND_ROADS.keys()


@pytest.mark.usefixtures("told_already")
def test_a_make_up_that_does_not_say_what_was_paid_is_red(own_database: str) -> None:
    """补缴的一行抹掉了那时已缴多少：查不出有没有超，就是不成立。"""
    tamper(own_database, "UPDATE deposits_remittanceline SET derivation = derivation - 'paid_e'")
    turned_red("deposits.make_up_never_exceeds")
