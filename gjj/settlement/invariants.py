"""结算的恒等式。"""

from gjj.declarations.invariants import Invariant

INVARIANTS = (
    Invariant(
        "settlement.receipt_is_booked",
        "每笔处理过的到账（认得出、认不出的都算）有一张凭证，101 借方就是到账金额",
        """
        SELECT r.id AS receipt, r.amount, l.debit
          FROM settlement_receipt r
          LEFT JOIN ledger_leg l ON l.voucher_id = r.voucher_id AND l.subject_id = '101'
         WHERE r.status <> 'received' AND r.amount IS DISTINCT FROM l.debit
        """,
    ),
    Invariant(
        "settlement.receipt_booked_once",
        "一张到账凭证只属于一笔到账",
        """
        SELECT voucher_id AS voucher, count(*) AS receipts FROM settlement_receipt
         WHERE voucher_id IS NOT NULL GROUP BY voucher_id HAVING count(*) > 1
        """,
    ),
    Invariant(
        "settlement.bank_withdrawal_is_payouts",
        "退回凭证里 101 科目的贷方合计等于银行付成的退回指令合计",
        """
        SELECT b.booked, i.paid
          FROM (SELECT coalesce(sum(l.credit), 0) AS booked FROM ledger_leg l JOIN ledger_voucher v ON v.id = l.voucher_id
                 WHERE l.subject_id = '101' AND v.kind = 'refund') b,
               (SELECT coalesce(sum(amount), 0) AS paid FROM settlement_instruction
                 WHERE kind = 'payout' AND status = 'succeeded') i
         WHERE b.booked <> i.paid
        """,
    ),
    Invariant(
        "settlement.bank_deposit_is_receipts",
        "101 科目的借方合计等于处理过的到账合计（冲账除外）",
        """
        SELECT b.booked, r.received
          FROM (SELECT coalesce(sum(l.debit - l.credit), 0) AS booked FROM ledger_leg l
                  JOIN ledger_voucher v ON v.id = l.voucher_id WHERE l.subject_id = '101' AND v.kind = 'receipt') b,
               (SELECT coalesce(sum(amount), 0) AS received FROM settlement_receipt WHERE status <> 'received') r
         WHERE b.booked <> r.received
        """,
    ),
)
