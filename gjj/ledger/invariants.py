"""账的恒等式：每条查出来的都是违反者。"""

from gjj.declarations.invariants import Invariant

INVARIANTS = (
    Invariant(
        "ledger.voucher_balanced",
        "每张凭证借贷相等、至少两条分录",
        """
        SELECT v.id AS voucher, coalesce(sum(l.debit), 0) AS debit, coalesce(sum(l.credit), 0) AS credit, count(l.id) AS legs
          FROM ledger_voucher v LEFT JOIN ledger_leg l ON l.voucher_id = v.id
         GROUP BY v.id HAVING count(l.id) < 2 OR sum(l.debit) <> sum(l.credit)
        """,
    ),
    Invariant(
        "ledger.movements_match_201",
        "每张凭证的分户明细之和等于它 201 分录的净额",
        """
        SELECT coalesce(n.voucher_id, m.voucher_id) AS voucher, n.net, m.moved
          FROM (SELECT voucher_id, sum(credit - debit) AS net FROM ledger_leg WHERE subject_id = '201' GROUP BY 1) n
          FULL JOIN (SELECT voucher_id, sum(amount) AS moved FROM ledger_movement GROUP BY 1) m USING (voucher_id)
         WHERE coalesce(n.net, 0) <> coalesce(m.moved, 0)
        """,
    ),
    Invariant(
        "ledger.subaccount_is_sum_of_movements",
        "每个分户账的余额等于它的明细之和，序号等于明细条数",
        """
        SELECT s.id AS subaccount, s.carried + s.current_year AS balance, coalesce(m.total, 0) AS movements, s.seq, coalesce(m.n, 0) AS n
          FROM ledger_subaccount s
          LEFT JOIN (SELECT subaccount_id, sum(amount) AS total, count(*) AS n FROM ledger_movement GROUP BY 1) m
            ON m.subaccount_id = s.id
         WHERE s.carried + s.current_year <> coalesce(m.total, 0) OR s.seq <> coalesce(m.n, 0)
        """,
    ),
    Invariant(
        "ledger.balance_after_runs",
        "每条明细的余额等于上一条的余额加本条金额",
        """
        SELECT id AS movement, subaccount_id AS subaccount, seq, balance_after, running
          FROM (SELECT id, subaccount_id, seq, balance_after,
                       sum(amount) OVER (PARTITION BY subaccount_id ORDER BY seq) AS running
                  FROM ledger_movement) t
         WHERE balance_after <> running
        """,
    ),
    Invariant(
        "ledger.balance_product_recomputed",
        "每个分户账的积数等于由明细重新累计的积数",
        """
        SELECT s.id AS subaccount, s.balance_product, coalesce(m.product, 0) AS recomputed
          FROM ledger_subaccount s
          LEFT JOIN (SELECT m.subaccount_id, sum(m.amount * (s2.product_on - m.booked_on)) AS product
                       FROM ledger_movement m JOIN ledger_subaccount s2 ON s2.id = m.subaccount_id GROUP BY 1) m
            ON m.subaccount_id = s.id
         WHERE s.balance_product <> coalesce(m.product, 0)
        """,
        "TL-21",
    ),
    Invariant(
        "ledger.trial_balance",
        "全部科目借方合计等于贷方合计",
        "SELECT sum(debit) AS debit, sum(credit) AS credit FROM ledger_leg HAVING sum(debit) <> sum(credit)",
    ),
    Invariant(
        "ledger.fund_is_sum_of_people",
        "201 科目余额等于全部分户账余额之和",
        """
        SELECT f.net AS fund, p.total AS people
          FROM (SELECT coalesce(sum(credit - debit), 0) AS net FROM ledger_leg WHERE subject_id = '201') f,
               (SELECT coalesce(sum(carried + current_year), 0) AS total FROM ledger_subaccount) p
         WHERE f.net <> p.total
        """,
    ),
    Invariant(
        "ledger.no_orphans",
        "每条分录、每条明细都有凭证，每条明细都有分户账",
        """
        SELECT 'leg' AS kind, l.id FROM ledger_leg l LEFT JOIN ledger_voucher v ON v.id = l.voucher_id WHERE v.id IS NULL
        UNION ALL
        SELECT 'movement', m.id FROM ledger_movement m LEFT JOIN ledger_voucher v ON v.id = m.voucher_id WHERE v.id IS NULL
        UNION ALL
        SELECT 'movement', m.id FROM ledger_movement m LEFT JOIN ledger_subaccount s ON s.id = m.subaccount_id WHERE s.id IS NULL
        UNION ALL
        SELECT 'leg', l.id FROM ledger_leg l LEFT JOIN ledger_subject s ON s.code = l.subject_id WHERE s.code IS NULL
        """,
    ),
    Invariant(
        "ledger.movement_day_is_voucher_day",
        "明细的记账日就是凭证的记账日",
        """
        SELECT m.id AS movement, m.booked_on, v.booked_on AS voucher_day
          FROM ledger_movement m JOIN ledger_voucher v ON v.id = m.voucher_id WHERE m.booked_on <> v.booked_on
        """,
    ),
    Invariant(
        "ledger.holds_add_up",
        "分户账的冻结金额等于未解冻的冻结之和",
        """
        SELECT s.id AS subaccount, s.held, coalesce(h.total, 0) AS holds
          FROM ledger_subaccount s
          LEFT JOIN (SELECT subaccount_id, sum(amount) AS total FROM ledger_hold WHERE released_at IS NULL GROUP BY 1) h
            ON h.subaccount_id = s.id
         WHERE s.held <> coalesce(h.total, 0)
        """,
    ),
    Invariant(
        "ledger.suspense_not_negative",
        "任何单位的暂存（219）不为负",
        """
        SELECT party, sum(credit - debit) AS suspense FROM ledger_leg WHERE subject_id = '219'
         GROUP BY party HAVING sum(credit - debit) < 0
        """,
    ),
    Invariant(
        "ledger.reversal_mirrors",
        "冲账凭证与它冲的凭证借贷正好对调",
        """
        SELECT r.id AS reversal, r.reverses_id AS original
          FROM ledger_voucher r
          JOIN ledger_leg l ON l.voucher_id = r.reverses_id
          LEFT JOIN ledger_leg k ON k.voucher_id = r.id AND k.no = l.no AND k.subject_id = l.subject_id
               AND k.debit = l.credit AND k.credit = l.debit
         WHERE k.id IS NULL
        """,
    ),
    Invariant(
        "ledger.guards_in_place",
        "守着账的触发器一个不少、没有被关掉",
        """
        SELECT want.relation, want.name
          FROM (VALUES ('ledger_voucher', 'append_only'), ('ledger_voucher', 'append_only_all'), ('ledger_voucher', 'voucher_balances'),
                       ('ledger_leg', 'append_only'), ('ledger_leg', 'append_only_all'), ('ledger_leg', 'no_late_rows'),
                       ('ledger_movement', 'append_only'), ('ledger_movement', 'append_only_all'), ('ledger_movement', 'no_late_rows')
               ) AS want(relation, name)
          LEFT JOIN pg_trigger t ON t.tgrelid = want.relation::regclass AND t.tgname = want.name AND t.tgenabled = 'O'
         WHERE t.oid IS NULL
        UNION ALL
        SELECT c.relname, want.name
          FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
         CROSS JOIN (VALUES ('append_only'), ('append_only_all'), ('no_late_rows')) AS want(name)
          LEFT JOIN pg_trigger t ON t.tgrelid = c.oid AND t.tgname = want.name AND t.tgenabled = 'O'
         WHERE i.inhparent = 'ledger_movement'::regclass AND t.oid IS NULL
        """,
    ),
    Invariant(
        "ledger.reversed_by_two",
        "批准了的冲账正好冲了批的那一张；从改成两个人起，人冲的每一张都有一份生效的审批",
        """
        WITH agreed AS (SELECT p.id, (p.result->>'voucher')::bigint AS made, (p.content->>'voucher')::bigint AS voucher, p.effected_at
                          FROM approvals_proposal p
                         WHERE p.status = 'effective' AND p.kind IN ('ledger.reverse', 'deposits.unclaim'))
        SELECT a.id AS approval, v.id AS voucher
          FROM agreed a
          FULL JOIN (SELECT id, reverses_id FROM ledger_voucher
                      WHERE reverses_id IS NOT NULL AND posted_person IS NOT NULL
                        AND posted_at >= (SELECT min(effected_at) FROM agreed)) v ON v.id = a.made
         WHERE a.id IS NULL OR v.id IS NULL OR v.reverses_id <> a.voucher
        """,
    ),
)
