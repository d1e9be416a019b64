"""归集的恒等式。"""

from deposits.selectors.adjustments import rounded
from gjj.declarations.invariants import Invariant

INVARIANTS = (
    Invariant(
        "deposits.remittance_is_sum_of_lines",
        "每份汇缴书的人数与金额等于它每人一行之和",
        """
        SELECT r.id AS remittance, r.employees, count(l.id) AS lines, r.amount, coalesce(sum(l.employer_amount + l.personal_amount), 0) AS total
          FROM deposits_remittance r LEFT JOIN deposits_remittanceline l ON l.remittance_id = r.id
         GROUP BY r.id HAVING r.employees <> count(l.id) OR r.employer_amount <> coalesce(sum(l.employer_amount), 0)
             OR r.personal_amount <> coalesce(sum(l.personal_amount), 0) OR r.amount <> r.employer_amount + r.personal_amount
        """,
        "TL-16",
    ),
    Invariant(
        "deposits.notice_adds_up",
        "汇缴书上印的上月、增、减加起来就是它的人数与金额",
        """
        SELECT r.id AS remittance, r.employees, r.amount, c.summary
          FROM deposits_remittance r JOIN deposits_changelist c ON c.id = r.change_list_id
         WHERE r.kind = 'remittance' AND r.status <> 'cancelled' AND c.summary ? 'amount'
           AND ((c.summary->'amount'->>0)::numeric + (c.summary->'amount'->>1)::numeric - (c.summary->'amount'->>2)::numeric <> r.amount
             OR (c.summary->'people'->>0)::int + (c.summary->'people'->>1)::int - (c.summary->'people'->>2)::int <> r.employees)
        """,
        "TL-19",
    ),
    Invariant(
        "deposits.allocated_once_and_whole",
        "入账的汇缴书正好有一张分配凭证，201 贷方就是应缴额",
        """
        SELECT r.id AS remittance, r.amount, sum(l.credit) AS booked
          FROM deposits_remittance r
          LEFT JOIN ledger_voucher v ON v.key = 'allocation:' || r.id
          LEFT JOIN ledger_leg l ON l.voucher_id = v.id AND l.subject_id = '201'
         GROUP BY r.id HAVING (r.status = 'allocated') <> (count(v.id) = 1)
             OR (r.status = 'allocated' AND (sum(l.credit) IS DISTINCT FROM r.amount OR max(v.id) IS DISTINCT FROM r.voucher_id))
        """,
        "TL-19",
    ),
    Invariant(
        "deposits.lines_are_movements",
        "入账的汇缴书里每个职工正好有一条同样金额的分户明细",
        """
        SELECT r.id AS remittance, l.id AS line
          FROM deposits_remittance r JOIN deposits_remittanceline l ON l.remittance_id = r.id
          LEFT JOIN ledger_movement m ON m.voucher_id = r.voucher_id AND m.subaccount_id = l.subaccount_id
               AND m.amount = l.employer_amount + l.personal_amount AND m.booked_on = r.paid_on
         WHERE r.status = 'allocated' AND m.id IS NULL
        """,
    ),
    Invariant(
        "deposits.received_is_receipts",
        "每份汇缴书的已到账等于匹配到它的到账之和",
        """
        SELECT r.id AS remittance, r.received, coalesce(sum(t.amount), 0) AS receipts
          FROM deposits_remittance r
          LEFT JOIN settlement_receipt t ON t.purpose = 'deposits.remittance' AND t.reference = r.id::text AND t.status = 'matched'
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
        "deposits.cancelled_is_unpaid",
        "撤销的汇缴书没有分配过，也没有还在银行路上的付款指令",
        """
        SELECT r.id AS remittance, r.voucher_id AS voucher, i.id AS instruction
          FROM deposits_remittance r
          LEFT JOIN settlement_instruction i ON i.purpose = 'deposits.remittance' AND i.reference = r.id::text
               AND i.status IN ('created', 'sent', 'unknown')
         WHERE r.status = 'cancelled' AND (r.voucher_id IS NOT NULL OR i.id IS NOT NULL)
        """,
    ),
    Invariant(
        "deposits.make_up_never_exceeds",
        "补缴书里每个人补的，算上那个月先有的，没有超过那个月应缴的",
        """
        SELECT l.id AS line, l.remittance_id AS remittance, b.earlier
          FROM deposits_remittanceline l
          JOIN deposits_remittance r ON r.id = l.remittance_id AND r.kind = 'make_up' AND r.status <> 'cancelled'
          JOIN LATERAL (SELECT coalesce(sum(o.employer_amount + o.personal_amount), 0) AS earlier
                          FROM deposits_remittanceline o
                          JOIN deposits_remittance p ON p.id = o.remittance_id AND p.month = r.month AND p.status <> 'cancelled'
                           AND NOT EXISTS (SELECT FROM ledger_voucher v WHERE v.reverses_id = p.voucher_id)
                         WHERE o.account_id = l.account_id AND o.id < l.id) b ON true
         WHERE b.earlier > (l.derivation->>'paid_e')::numeric + (l.derivation->>'paid_p')::numeric
        """,
        "WH5-06",
    ),
    Invariant(
        "deposits.amount_is_base_times_ratio",
        "正常缴存的职工用的是单位登记的比例，月缴存额两侧各自等于基数乘以比例再取整",
        f"""
        SELECT a.id AS account, a.base, a.employer_amount, a.personal_amount
          FROM deposits_account a JOIN deposits_employeraccount e ON e.id = a.employer_account_id
         WHERE a.status = 'active' AND (
               (a.terms->>'er')::numeric <> e.employer_ratio OR (a.terms->>'pr')::numeric <> e.personal_ratio
            OR (a.terms->>'base')::numeric <> a.base
            OR a.employer_amount <> {rounded("a.base * e.employer_ratio / 100", "a.terms->>'r'")}
            OR a.personal_amount <> {rounded("a.base * e.personal_ratio / 100", "a.terms->>'r'")})
        """,
        "TL-16",
    ),
    Invariant(
        "deposits.adjustment_is_sum_of_lines",
        "每份调整书的人数与前后金额等于它每人一行之和",
        """
        SELECT d.id AS adjustment, d.employees, count(l.id) AS lines
          FROM deposits_adjustment d LEFT JOIN deposits_adjustmentline l ON l.adjustment_id = d.id
         GROUP BY d.id HAVING d.employees <> count(l.id)
             OR d.amount_before <> coalesce(sum(l.employer_before + l.personal_before), 0)
             OR d.amount_after <> coalesce(sum(l.employer_after + l.personal_after), 0)
        """,
    ),
    Invariant(
        "deposits.no_month_before_its_time",
        "预缴的汇缴书，到了那个月才入账",
        "SELECT id AS remittance, month, paid_on FROM deposits_remittance WHERE status = 'allocated' AND paid_on < month",
        "TL-21",
    ),
    Invariant(
        "deposits.standing_months_join_on",
        "没入账的汇缴书从应办的月份起逐月相连，中间没有空月",
        """
        SELECT employer_account, remittance, month, due_month
          FROM (SELECT r.employer_account_id AS employer_account, r.id AS remittance, r.month,
                       coalesce((lag(r.month) OVER (PARTITION BY r.employer_account_id ORDER BY r.month) + interval '1 month')::date,
                                (e.paid_through + interval '1 month')::date, e.first_month) AS due_month
                  FROM deposits_remittance r JOIN deposits_employeraccount e ON e.id = r.employer_account_id
                 WHERE r.kind = 'remittance' AND r.status NOT IN ('allocated', 'cancelled')) s
         WHERE month <> due_month
        """,
        "TL-20",
    ),
    Invariant(
        "deposits.employer_paid_through",
        "单位的缴至年月等于最近一份入账汇缴书的年月，中间没有空月",
        """
        SELECT e.id AS employer_account, e.paid_through, max(r.month) AS last, count(r.id) AS months
          FROM deposits_employeraccount e
          LEFT JOIN deposits_remittance r ON r.employer_account_id = e.id AND r.status = 'allocated' AND r.kind = 'remittance'
         GROUP BY e.id HAVING e.paid_through IS DISTINCT FROM max(r.month)
             OR (count(r.id) > 0 AND count(r.id) <> (extract(year FROM age(max(r.month), e.first_month)) * 12
                 + extract(month FROM age(max(r.month), e.first_month)) + 1))
        """,
        "TL-20",
    ),
    Invariant(
        "deposits.account_paid_through",
        "个人的缴至年月等于他最近一份入账汇缴书的年月",
        """
        SELECT a.id AS account, a.paid_through, max(r.month) AS last
          FROM deposits_account a
          LEFT JOIN deposits_remittanceline l ON l.account_id = a.id
          LEFT JOIN deposits_remittance r ON r.id = l.remittance_id AND r.status = 'allocated'
         GROUP BY a.id HAVING a.paid_through IS DISTINCT FROM max(r.month)
        """,
    ),
    Invariant(
        "deposits.subaccount_belongs_to_person",
        "个人账户的分户账是同一个人、同一资金品种的",
        """
        SELECT a.id AS account FROM deposits_account a JOIN ledger_subaccount s ON s.id = a.subaccount_id
         WHERE a.person_id <> s.person_id OR a.fund <> s.fund
        """,
        "TL-13",
    ),
    Invariant(
        "deposits.confirmed_list_has_case",
        "每份确认的清册有一件汇缴办件，每件没撤销的汇缴办件有一份确认的清册",
        """
        SELECT c.id AS change_list, k.id AS "case"
          FROM (SELECT id, 'deposits.remittances:' || id AS key FROM deposits_changelist WHERE status = 'confirmed') c
          FULL JOIN (SELECT id, key FROM cases_case WHERE item = 'deposits.remittances' AND status <> 'cancelled') k
            ON k.key = c.key
         WHERE c.id IS NULL OR k.id IS NULL
        """,
        "TL-19",
    ),
    Invariant(
        "deposits.make_up_has_case",
        "每份补缴书有一件办件，办件跟着它：入账办结，撤销撤销，付款中办理中，其余等单位或退回",
        """
        SELECT r.id AS remittance, r.status, k.id AS "case", k.status AS case_status
          FROM deposits_remittance r LEFT JOIN cases_case k ON k.key = 'deposits.make_ups:' || r.id
         WHERE r.kind = 'make_up' AND (k.id IS NULL OR k.status <> ALL (CASE r.status WHEN 'allocated' THEN ARRAY['done']
               WHEN 'cancelled' THEN ARRAY['cancelled'] WHEN 'paying' THEN ARRAY['processing']
               ELSE ARRAY['waiting', 'returned'] END))
        """,
    ),
    Invariant(
        "deposits.flag_has_case",
        "每条职工异议有一件办件",
        """
        SELECT f.id AS flag, f.status FROM deposits_filingflag f
         WHERE NOT EXISTS (SELECT 1 FROM cases_case k WHERE k.key = 'deposits.flag:' || f.id)
        """,
    ),
    Invariant(
        "deposits.case_follows_flag",
        "异议的办件跟着异议：等答复的在办，答复了办结，撤回了撤销",
        """
        SELECT k.id AS "case", k.status, f.id AS flag, f.status AS flag_status
          FROM cases_case k LEFT JOIN deposits_filingflag f ON k.key = 'deposits.flag:' || f.id
         WHERE k.item = 'deposits.filings' AND k.status IS DISTINCT FROM
               (CASE f.status WHEN 'open' THEN 'processing' WHEN 'withdrawn' THEN 'cancelled' ELSE 'done' END)
        """,
    ),
    Invariant(
        "deposits.case_follows_remittance",
        "汇缴办件跟着汇缴书：入账的办结，付款中的办理中或等月份，其余等单位或退回",
        """
        SELECT k.id AS "case", k.status, r.id AS remittance, r.status AS remittance_status
          FROM deposits_changelist c
          JOIN cases_case k ON k.key = 'deposits.remittances:' || c.id
          LEFT JOIN deposits_remittance r ON r.change_list_id = c.id AND r.status <> 'cancelled'
         WHERE c.status = 'confirmed' AND k.status <> ALL (CASE r.status WHEN 'allocated' THEN ARRAY['done']
               WHEN 'paying' THEN ARRAY['processing', 'scheduled'] ELSE ARRAY['waiting', 'returned'] END)
        """,
    ),
    Invariant(
        "deposits.confirmed_rows_applied",
        "确认的清册已生效行数等于标记生效的行数，没确认的一行也没生效",
        """
        SELECT c.id AS change_list, c.applied, count(r.id) FILTER (WHERE r.applied_at IS NOT NULL) AS marked
          FROM deposits_changelist c LEFT JOIN deposits_changerow r ON r.change_list_id = c.id
         GROUP BY c.id HAVING c.applied <> count(r.id) FILTER (WHERE r.applied_at IS NOT NULL)
             OR (c.status <> 'confirmed' AND c.applied > 0)
        """,
    ),
    Invariant(
        "deposits.rows_belong_to_lists",
        "清册的每一行都有它的清册",
        """
        SELECT r.change_list_id AS change_list, count(*) AS rows
          FROM deposits_changerow r LEFT JOIN deposits_changelist c ON c.id = r.change_list_id
         WHERE c.id IS NULL GROUP BY 1
        """,
    ),
    Invariant(
        "deposits.papers_follow_the_remittance",
        "撤销了的汇缴书没有还有效的单证，缴存回执只有入账了的才有",
        """
        SELECT d.id AS document, d.number, r.number AS remittance, r.status
          FROM documents_document d JOIN deposits_remittance r ON d.subject_type = 'remittance' AND r.id = d.subject_id
         WHERE (r.status = 'cancelled' OR (d.kind = 'deposit_receipt' AND r.status <> 'allocated'))
           AND NOT EXISTS (SELECT FROM documents_documentmark m WHERE m.document_id = d.id AND m.status = 'revoked')
        """,
    ),
)
