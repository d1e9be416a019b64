"""清册、办件、单证跟着业务走。"""

from gjj.declarations.invariants import Invariant

CASES = (
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
        "每份补缴书有一件办件，办件跟着它：入账办结，撤销撤销，付款中办理中，其余等单位；退回还没答复的停在退回",
        """
        SELECT r.id AS remittance, r.status, k.id AS "case", k.status AS case_status
          FROM deposits_remittance r LEFT JOIN cases_case k ON k.key = 'deposits.make_ups:' || r.id
         WHERE r.kind = 'make_up' AND (k.id IS NULL OR k.status <> ALL (CASE r.status WHEN 'allocated' THEN ARRAY['done', 'returned']
               WHEN 'reversed' THEN ARRAY['done', 'returned'] WHEN 'cancelled' THEN ARRAY['cancelled'] WHEN 'paying' THEN ARRAY['processing', 'returned']
               ELSE ARRAY['waiting', 'returned'] END))
        """,
    ),
    Invariant(
        "deposits.adjustment_has_case",
        "立办件以来的每份调整书有一件办结的办件，每件比例调整的办件有一份调整书",
        """
        SELECT a.id AS adjustment, k.id AS "case", k.status
          FROM deposits_adjustment a
          FULL JOIN (SELECT id, key, status, accepted_at FROM cases_case WHERE item = 'deposits.adjust_ratio') k
            ON k.key = 'deposits.adjust_ratio:' || a.id
         WHERE a.id IS NULL OR k.status <> 'done'
            OR (k.id IS NULL AND a.made_at >= (SELECT min(accepted_at) FROM cases_case WHERE item = 'deposits.adjust_ratio'))
        """,
        "TL-18",
    ),
    Invariant(
        "deposits.refund_has_case",
        "立办件以来的每笔退款有一件办件，办件跟着它：付成办结，没付成不予办理，其余办理中",
        """
        SELECT r.id AS refund, r.status, k.id AS "case", k.status AS case_status
          FROM deposits_refund r
          FULL JOIN (SELECT id, key, status FROM cases_case WHERE item = 'deposits.suspense') k
            ON k.key = 'deposits.suspense:' || r.id
         WHERE r.id IS NULL OR k.status <> (CASE r.status WHEN 'paid' THEN 'done' WHEN 'failed' THEN 'refused' ELSE 'processing' END)
            OR (k.id IS NULL AND r.created_at >= (SELECT min(accepted_at) FROM cases_case WHERE item = 'deposits.suspense'))
        """,
    ),
    Invariant(
        "deposits.agreement_has_case",
        "立办件以来的每份托收协议有一件办件，办件跟着它：生效办结，没签成不予办理，等答复时终止撤销，生效后终止仍是办结",
        """
        SELECT g.id AS agreement, g.status, k.id AS "case", k.status AS case_status
          FROM deposits_collectionagreement g
          FULL JOIN (SELECT id, key, status FROM cases_case WHERE item = 'deposits.collection') k
            ON k.key = 'deposits.collection:' || g.id
         WHERE g.id IS NULL
            OR k.status <> (CASE WHEN g.status = 'signing' THEN 'processing' WHEN g.status = 'refused' THEN 'refused'
                            WHEN g.active_at IS NULL THEN 'cancelled' ELSE 'done' END)
            OR (k.id IS NULL AND g.signed_at >= (SELECT min(accepted_at) FROM cases_case WHERE item = 'deposits.collection'))
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
        "汇缴办件跟着汇缴书：入账的办结，付款中的办理中或等月份，其余等单位；退回还没答复的停在退回",
        """
        SELECT k.id AS "case", k.status, r.id AS remittance, r.status AS remittance_status
          FROM deposits_changelist c
          JOIN cases_case k ON k.key = 'deposits.remittances:' || c.id
          LEFT JOIN deposits_remittance r ON r.change_list_id = c.id AND r.status <> 'cancelled'
         WHERE c.status = 'confirmed' AND k.status <> ALL (CASE r.status WHEN 'allocated' THEN ARRAY['done', 'returned']
               WHEN 'reversed' THEN ARRAY['done', 'returned'] WHEN 'paying' THEN ARRAY['processing', 'scheduled', 'returned'] ELSE ARRAY['waiting', 'returned'] END)
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
        "撤销了的汇缴书没有还有效的单证，缴存回执只有入账了、没有冲回的才有",
        """
        SELECT d.id AS document, d.number, r.number AS remittance, r.status
          FROM documents_document d JOIN deposits_remittance r ON d.subject_type = 'remittance' AND r.id = d.subject_id
         WHERE (r.status = 'cancelled' OR (d.kind = 'deposit_receipt' AND r.status <> 'allocated'))
           AND NOT EXISTS (SELECT FROM documents_documentmark m WHERE m.document_id = d.id AND m.status = 'revoked')
        """,
    ),
    Invariant(
        "deposits.papers_follow_the_reversal",
        "分配冲销以前、入账以后出具的缴存证明和对账单算了这笔钱，没有还有效的；过完的年的对账单不算",
        """
        SELECT d.id AS document, d.number, v.id AS reversal
          FROM ledger_voucher v JOIN ledger_voucher o ON o.id = v.reverses_id AND o.source_type = 'remittance' AND o.kind = 'allocation'
          JOIN deposits_remittance r ON r.id = o.source_id
          JOIN LATERAL (SELECT 'account' AS what, l.account_id AS id FROM deposits_remittanceline l WHERE l.remittance_id = r.id
                        UNION ALL SELECT 'employer_account', r.employer_account_id) t ON true
          JOIN documents_document d ON d.subject_type = t.what AND d.subject_id = t.id
           AND d.issued_at >= o.posted_at AND d.issued_at < v.posted_at
           AND (d.kind = 'deposit_certificate'
                OR d.kind IN ('person_statement', 'unit_statement') AND d.topic >= extract(year FROM v.booked_on)::text)
         WHERE NOT EXISTS (SELECT FROM documents_documentmark m WHERE m.document_id = d.id)
        """,
    ),
    Invariant(
        "deposits.case_is_of_its_branch",
        "办件记的管理部就是单位的、职工现在单位的那一个；单位开户申请的是申请里选的那一个",
        """
        SELECT c.id AS "case", c.number, c.branch_id AS branch, CASE WHEN p.id IS NULL THEN coalesce(u.branch_id, w.branch_id) ELSE p.branch_id END AS should_be
          FROM cases_case c LEFT JOIN deposits_unitapplication p ON p.id = c.object_id AND c.object_type = 'unit_application'
          LEFT JOIN deposits_employeraccount u ON u.number = c.account_number AND c.person_id IS NULL
          LEFT JOIN deposits_account a ON a.person_id = c.person_id
          LEFT JOIN deposits_employeraccount w ON w.id = a.employer_account_id
         WHERE c.branch_id IS DISTINCT FROM CASE WHEN p.id IS NULL THEN coalesce(u.branch_id, w.branch_id) ELSE p.branch_id END
        """,
    ),
    Invariant(
        "deposits.case_follows_application",
        "提交过的每份单位开户申请有一件办件，办件跟着它：核对着的在办或退回，开了户的办结，不予办理的不予办理，撤回的撤销",
        """
        SELECT a.id AS application, a.status, k.id AS "case", k.status AS case_status
          FROM deposits_unitapplication a
          FULL JOIN (SELECT id, key, status FROM cases_case WHERE item = 'deposits.opening') k ON k.key = 'opening:' || a.id
         WHERE (a.id IS NULL OR a.submitted_at IS NOT NULL OR k.id IS NOT NULL)
           AND coalesce(k.status, '') <> ALL (CASE a.status WHEN 'submitted' THEN ARRAY['processing', 'returned'] WHEN 'opened' THEN ARRAY['done']
               WHEN 'refused' THEN ARRAY['refused'] WHEN 'withdrawn' THEN ARRAY['cancelled'] ELSE ARRAY['none'] END)
        """,
        "TL-14",
    ),
)
