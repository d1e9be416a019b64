"""待查到账的去处：还在中心暂收，或者认领到了一个单位，只有一处。"""

from gjj.declarations.invariants import Invariant

CLAIMS = (
    Invariant(
        "deposits.receipt_is_in_one_place",
        "每笔到账只在一处：待查的正好全额在中心暂收；认领的正好有一件没撤销的认领，全额记到那个单位的暂存；别的都不在中心暂收",
        """
        WITH center AS (
          SELECT v.source_id AS receipt, sum(l.credit - l.debit) AS kept, bool_or(o.kind = 'receipt') AS is_reversed
            FROM ledger_voucher v LEFT JOIN ledger_voucher o ON o.id = v.reverses_id JOIN ledger_leg l ON l.voucher_id = v.id AND l.subject_id = '219' AND l.party IS NULL
           WHERE v.source_type = 'receipt' GROUP BY 1)
        SELECT t.id AS receipt, t.status, t.amount, coalesce(k.kept, 0) AS kept, c.id AS claim, b.booked
          FROM settlement_receipt t
          LEFT JOIN center k ON k.receipt = t.id
          LEFT JOIN deposits_claim c ON c.receipt_id = t.id
               AND NOT EXISTS (SELECT FROM deposits_claimundo u WHERE u.claim_id = c.id)
          LEFT JOIN LATERAL (
            SELECT sum(l.credit) AS booked FROM ledger_voucher v JOIN ledger_leg l ON l.voucher_id = v.id
             WHERE v.id = c.voucher_id AND v.kind = 'claim' AND v.source_id = t.id
               AND l.subject_id = '219' AND l.party = c.employer_account_id) b ON true
         WHERE coalesce(k.kept, 0) <> CASE WHEN t.status = 'unmatched' AND NOT coalesce(k.is_reversed, false) THEN t.amount ELSE 0 END
            OR (t.status = 'claimed') <> (c.id IS NOT NULL)
            OR (c.id IS NOT NULL AND (b.booked IS DISTINCT FROM t.amount OR c.amount <> t.amount
                OR t.reference <> coalesce(c.remittance_id::text, '')))
        """,
    ),
    Invariant(
        "deposits.claim_is_undone_whole",
        "一笔到账同时至多一件算数的认领；撤销了的认领，凭证正好冲销了；没撤销的，凭证没有冲销",
        """
        SELECT c.receipt_id AS receipt, c.id AS claim, u.id AS undo, b.id AS reversal
          FROM deposits_claim c LEFT JOIN deposits_claimundo u ON u.claim_id = c.id
          LEFT JOIN ledger_voucher b ON b.reverses_id = c.voucher_id
         WHERE (u.id IS NULL) <> (b.id IS NULL)
        UNION ALL
        SELECT c.receipt_id, min(c.id), NULL, NULL FROM deposits_claim c
         WHERE NOT EXISTS (SELECT FROM deposits_claimundo u WHERE u.claim_id = c.id) GROUP BY 1 HAVING count(*) > 1
        """,
    ),
)
