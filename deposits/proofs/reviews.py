"""双人复核：开着的时候，一件也没有不经复核就生效；同意的和提交的不是一个人，签的就是生效的那一份。"""

from deposits.selectors.month_story import NOT_PAID
from gjj.declarations.invariants import Invariant

REVIEWS = (
    Invariant(
        "deposits.reviewed_before_effect",
        "单位开着双人复核的时候，确认的清册、付款、用暂存抵缴、退回、签的托收协议、撤销，每一件都出自一份复核通过的复核单",
        f"""
        WITH theirs AS (SELECT DISTINCT employer_account_id FROM deposits_reviewperiod),
        done AS (
          SELECT DISTINCT h.employer_account_id AS account, ARRAY['list.confirm'] AS kinds, h.id AS object, r.applied_at AS at
            FROM theirs JOIN deposits_changelist h USING (employer_account_id) JOIN deposits_changerow r ON r.change_list_id = h.id
           WHERE r.applied_at IS NOT NULL
          UNION ALL
          SELECT r.employer_account_id, ARRAY['remittance.pay'], r.id, i.created_at
            FROM theirs JOIN deposits_remittance r USING (employer_account_id) JOIN settlement_instruction i ON i.reference = r.id::text
            LEFT JOIN deposits_collectionorder o ON o.instruction_id = i.id
           WHERE i.purpose = 'deposits.remittance' AND o.planned_on IS NULL
          UNION ALL
          SELECT r.employer_account_id, ARRAY['remittance.pay'], r.id, e.at
            FROM theirs JOIN deposits_remittance r USING (employer_account_id) JOIN deposits_remittanceevent e ON e.remittance_id = r.id
           WHERE e.status = 'paying' AND right(e.note, {len(NOT_PAID)}) = '{NOT_PAID}'
          UNION ALL
          SELECT r.employer_account_id, ARRAY['suspense.refund', 'remittance.refund'], coalesce(r.remittance_id, r.employer_account_id), coalesce(p.proposed_at, r.created_at)
            FROM theirs JOIN deposits_refund r USING (employer_account_id)
            LEFT JOIN approvals_proposal p ON p.kind = 'deposits.big_refund' AND p.status = 'effective' AND p.result->>'refund' = r.id::text
          UNION ALL
          SELECT g.employer_account_id, ARRAY['collection.sign'], g.employer_account_id, g.signed_at
            FROM theirs JOIN deposits_collectionagreement g USING (employer_account_id)
          UNION ALL
          SELECT r.employer_account_id, ARRAY['remittance.cancel'], r.id, e.at
            FROM theirs JOIN deposits_remittance r USING (employer_account_id) JOIN deposits_remittanceevent e ON e.remittance_id = r.id
           WHERE e.status = 'cancelled')
        SELECT d.account, d.kinds[1] AS kind, d.object, d.at
          FROM deposits_reviewperiod p JOIN done d ON d.account = p.employer_account_id AND d.at >= p.began_at AND (p.ended_at IS NULL OR d.at < p.ended_at)
         WHERE NOT EXISTS (
           SELECT FROM deposits_reviewedact a JOIN deposits_review v ON v.id = a.review_id
            WHERE a.kind = ANY(d.kinds) AND a.object_id = d.object AND a.at = d.at AND v.status = 'effective' AND v.employer_account_id = d.account)
        """,
    ),
    Invariant(
        "deposits.reviewed_by_another",
        "复核通过的，复核人和提交人不是一个人，签的就是那一份的摘要",
        """
        SELECT id AS review FROM deposits_review
         WHERE status IN ('approved', 'effective')
           AND (decided_person IS NULL OR decided_person = asked_person OR decided_login = asked_login OR signed <> digest)
        """,
    ),
)
