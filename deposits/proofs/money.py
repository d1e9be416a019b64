"""钱的来去：到账、暂存、退款、托收。"""

from gjj.declarations.invariants import Invariant

MONEY = (
    Invariant(
        "deposits.received_is_receipts",
        "每份汇缴书的已到账等于匹配到它的、认领给它的到账之和",
        """
        SELECT r.id AS remittance, r.received, coalesce(sum(t.amount), 0) AS receipts
          FROM deposits_remittance r
          LEFT JOIN settlement_receipt t ON t.purpose = 'deposits.remittance' AND t.reference = r.id::text AND t.status IN ('matched', 'claimed')
         GROUP BY r.id HAVING r.received <> coalesce(sum(t.amount), 0)
        """,
    ),
    Invariant(
        "deposits.suspense_covers_its_uses",
        "每个单位的暂存够它的用处：没办完的汇缴书到的账和抵缴的、正在退回的",
        """
        SELECT r.employer_account_id AS employer_account, r.reserved, coalesce(s.balance, 0) AS suspense
          FROM (SELECT employer_account_id, sum(used) AS reserved
                  FROM (SELECT employer_account_id, received - returned + covered AS used FROM deposits_remittance
                         WHERE status IN ('awaiting_funds', 'paying', 'mismatch')
                        UNION ALL
                        SELECT employer_account_id, amount FROM deposits_refund WHERE status = 'paying') u
                 GROUP BY 1) r
          LEFT JOIN (SELECT party, sum(credit - debit) AS balance FROM ledger_leg WHERE subject_id = '219' GROUP BY 1) s
            ON s.party = r.employer_account_id
         WHERE r.reserved > coalesce(s.balance, 0)
        """,
    ),
    Invariant(
        "deposits.refund_booked_once",
        "退成的退款正好有一张凭证，219 借方就是退款金额；没退成的没有凭证",
        """
        SELECT f.id AS refund, f.status, f.amount, sum(l.debit) AS booked
          FROM deposits_refund f
          LEFT JOIN ledger_voucher v ON v.key = 'refund:' || f.id
          LEFT JOIN ledger_leg l ON l.voucher_id = v.id AND l.subject_id = '219' AND l.party = f.employer_account_id
         GROUP BY f.id HAVING (f.status = 'paid') <> (count(v.id) = 1)
             OR (f.status = 'paid' AND (sum(l.debit) IS DISTINCT FROM f.amount OR max(v.id) IS DISTINCT FROM f.voucher_id))
        """,
    ),
    Invariant(
        "deposits.refund_is_not_taken_back",
        "退成的退款钱已经付出去，它的凭证没有冲销过",
        """
        SELECT f.id AS refund, f.amount, b.id AS reversal
          FROM deposits_refund f JOIN ledger_voucher v ON v.key = 'refund:' || f.id JOIN ledger_voucher b ON b.reverses_id = v.id
        """,
    ),
    Invariant(
        "deposits.refund_has_its_payout",
        "每笔退款正好有一条同样金额、退到单位的付款指令：在退的还没结果，退成的付成了，没退成的没付成",
        """
        SELECT f.id AS refund, f.status, f.amount, count(i.id) AS instructions, max(i.status) AS instruction_status
          FROM deposits_refund f
          LEFT JOIN settlement_instruction i ON i.purpose = 'deposits.refund' AND i.reference = f.id::text
               AND i.kind = 'payout' AND i.amount = f.amount
         GROUP BY f.id HAVING count(i.id) <> 1 OR max(i.status) <> ALL (CASE f.status
               WHEN 'paying' THEN ARRAY['created', 'sent', 'unknown'] WHEN 'paid' THEN ARRAY['succeeded'] ELSE ARRAY['failed'] END)
        """,
    ),
    Invariant(
        "deposits.paying_is_on_its_way",
        "付款中的汇缴书，钱够了，或者有没被拒绝的付款指令在办",
        """
        SELECT r.id AS remittance, r.amount, r.received - r.returned + r.covered AS held
          FROM deposits_remittance r
         WHERE r.status = 'paying' AND r.received - r.returned + r.covered < r.amount
           AND NOT EXISTS (SELECT FROM settlement_instruction i WHERE i.purpose = 'deposits.remittance'
                            AND i.reference = r.id::text AND i.status <> 'failed')
        """,
    ),
    Invariant(
        "deposits.returned_is_refunds",
        "每份汇缴书的已退回等于从它退的款之和",
        """
        SELECT r.id AS remittance, r.returned, coalesce(sum(f.amount), 0) AS refunds
          FROM deposits_remittance r LEFT JOIN deposits_refund f ON f.remittance_id = r.id
         GROUP BY r.id HAVING r.returned <> coalesce(sum(f.amount), 0)
        """,
    ),
    Invariant(
        "deposits.collection_is_agreed",
        "每一次托收都有同一份汇缴书、同样金额、同一份协议的付款指令，那时协议是生效的",
        """
        SELECT o.id AS collection, i.id AS instruction
          FROM deposits_collectionorder o
          JOIN deposits_collectionagreement g ON g.id = o.agreement_id
          JOIN deposits_remittance r ON r.id = o.remittance_id
          JOIN settlement_instruction i ON i.id = o.instruction_id
         WHERE i.purpose <> 'deposits.remittance' OR i.reference <> r.id::text OR i.amount <> o.amount
            OR i.mandate <> 'TS' || lpad(g.id::text, 10, '0') OR g.employer_account_id <> r.employer_account_id
            OR g.active_at IS NULL OR g.active_at > o.created_at OR g.ended_at < o.created_at
        UNION ALL
        SELECT NULL, i.id FROM settlement_instruction i LEFT JOIN deposits_collectionorder o ON o.instruction_id = i.id
         WHERE i.mandate <> '' AND o.id IS NULL
        """,
    ),
    Invariant(
        "deposits.claimed_by_two",
        "批准了的认领正好认了批的那一笔；从改成两个人起，每件认领都有一份生效的审批",
        """
        WITH agreed AS (SELECT p.id, (p.result->>'claim')::bigint AS made, (p.content->>'receipt')::bigint AS receipt,
                               (p.content->>'unit')::bigint AS unit, p.effected_at
                          FROM approvals_proposal p WHERE p.status = 'effective' AND p.kind = 'deposits.claim')
        SELECT a.id AS approval, c.id AS claim
          FROM agreed a
          FULL JOIN (SELECT id, receipt_id, employer_account_id FROM deposits_claim
                      WHERE created_at >= (SELECT min(effected_at) FROM agreed)) c ON c.id = a.made
         WHERE a.id IS NULL OR c.id IS NULL OR c.receipt_id <> a.receipt OR c.employer_account_id <> a.unit
        """,
    ),
    Invariant(
        "deposits.payer_changed_by_two",
        "变更过的付款账户，登记着的就是最后一份生效的审批批的那一个",
        """
        SELECT a.id AS employer_account, p.id AS approval
          FROM (SELECT DISTINCT ON (content->>'account') id, (content->>'account')::bigint AS account,
                       jsonb_build_array(content->>'index') || coalesce(also->(content->>'index'), '[]') AS wanted
                  FROM approvals_proposal WHERE kind = 'deposits.payer' AND status = 'effective'
                 ORDER BY content->>'account', effected_at DESC, id DESC) p
          JOIN deposits_employeraccount a ON a.id = p.account
         WHERE NOT coalesce(p.wanted ? a.bank_account_index, false) AND NOT coalesce(p.wanted ? a.bank_account_index_b, false)
        """,
    ),
    Invariant(
        "deposits.refunded_by_two",
        "批准了的大额退回正好退了批的那么多；从有了大额的批准起，让一个单位当天的合计超过界限的每一笔都有一份生效的审批",
        """
        WITH agreed AS (SELECT p.id, (p.result->>'refund')::bigint AS made, (p.content->>'account')::bigint AS account,
                               (p.content->>'amount')::numeric AS amount, p.effected_at
                          FROM approvals_proposal p WHERE p.status = 'effective' AND p.kind = 'deposits.big_refund')
        SELECT a.id AS approval, f.id AS refund
          FROM agreed a
          FULL JOIN (SELECT r.id, r.employer_account_id, r.amount, r.created_at >= (SELECT min(effected_at) FROM agreed)
                            AND r.amount + r.earlier > (v.value)::numeric AS is_big
                       FROM (SELECT *, (created_at AT TIME ZONE 'Asia/Shanghai')::date AS day,
                                    coalesce(sum(amount) FILTER (WHERE status <> 'failed') OVER (
                                        PARTITION BY employer_account_id, (created_at AT TIME ZONE 'Asia/Shanghai')::date
                                        ORDER BY id ROWS UNBOUNDED PRECEDING EXCLUDE CURRENT ROW), 0) AS earlier
                               FROM deposits_refund) r
                       JOIN parameters_parameter v ON v.code = 'deposits.refund_agreed_over' AND v.area = '*'
                            AND v.valid @> r.day) f ON f.id = a.made
         WHERE (a.id IS NULL AND f.is_big)
            OR (a.id IS NOT NULL AND (f.id IS NULL OR f.employer_account_id <> a.account OR f.amount <> a.amount))
        """,
    ),
)
