"""汇缴书、补缴书：人数金额对得上每人一行，入账对得上账，月份不断。"""

from deposits.selectors.owed import owed_sql
from gjj.declarations.invariants import Invariant
from gjj.money.rounding import rounded_in_sql

DUE = " + ".join(
    rounded_in_sql(f"d.base * (d.derivation->>'{side}')::numeric / 100", "d.derivation->>'r'") for side in ("er", "pr")
)
"""一行该缴的两侧之和（元）：基数乘以比例再取整。"""

BOOKS = (
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
        "deposits.line_is_base_times_ratio",
        "汇缴书、补缴书里每人一行，两侧各自等于那时的基数乘以那时的比例再取整；补缴的再减去那时已缴的；没有存推导的也算不成立",
        f"""
        SELECT l.id AS line, l.remittance_id AS remittance, l.base, l.employer_amount, l.personal_amount
          FROM deposits_remittanceline l,
               jsonb_to_record(CASE WHEN jsonb_typeof(l.derivation) = 'object' THEN l.derivation ELSE '{{}}' END)
               AS d (base numeric, er numeric, pr numeric, r text, paid_e numeric, paid_p numeric)
         WHERE d.base IS DISTINCT FROM l.base OR d.er IS NULL OR d.pr IS NULL OR d.r IS NULL
            OR l.employer_amount IS DISTINCT FROM greatest({rounded_in_sql("d.base * d.er / 100", "d.r")} - coalesce(d.paid_e, 0), 0)
            OR l.personal_amount IS DISTINCT FROM greatest({rounded_in_sql("d.base * d.pr / 100", "d.r")} - coalesce(d.paid_p, 0), 0)
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
        "入账的汇缴书（连冲销了的）正好有一张分配凭证，201 贷方就是应缴额",
        """
        SELECT r.id AS remittance, r.amount, sum(l.credit) AS booked
          FROM deposits_remittance r
          LEFT JOIN ledger_voucher v ON v.key = 'allocation:' || r.id
          LEFT JOIN ledger_leg l ON l.voucher_id = v.id AND l.subject_id = '201'
         GROUP BY r.id HAVING (r.status IN ('allocated', 'reversed')) <> (count(v.id) = 1)
             OR (r.status IN ('allocated', 'reversed') AND (sum(l.credit) IS DISTINCT FROM r.amount OR max(v.id) IS DISTINCT FROM r.voucher_id))
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
         WHERE r.status IN ('allocated', 'reversed') AND m.id IS NULL
        """,
    ),
    Invariant(
        "deposits.reversed_is_reversed",
        "分配凭证冲销了的汇缴书就是已冲销，没冲销的就不是",
        """
        SELECT r.id AS remittance, r.status, v.id AS reversal
          FROM deposits_remittance r LEFT JOIN ledger_voucher v ON v.reverses_id = r.voucher_id
         WHERE (r.status = 'reversed') <> (v.id IS NOT NULL)
        """,
    ),
    Invariant(
        "deposits.reversed_is_owed",
        "账上冲销了的每一行，那个月该缴的减去他账上有的和还在补的，差多少就列着多少等单位补缴",
        f"""
        SELECT l.id AS line, r.id AS remittance, r.month, s.due - s.booked - s.coming AS short, coalesce(o.owed_e + o.owed_p, 0) AS listed
          FROM deposits_remittance r JOIN ledger_voucher u ON u.reverses_id = r.voucher_id
          JOIN deposits_remittanceline l ON l.remittance_id = r.id
          JOIN deposits_account a ON a.id = l.account_id AND a.employer_account_id = r.employer_account_id
          JOIN LATERAL (
            SELECT (SELECT {DUE} FROM deposits_remittanceline d JOIN deposits_remittance p ON p.id = d.remittance_id
                     WHERE d.account_id = l.account_id AND p.month = r.month AND (p.status <> 'cancelled' OR p.voucher_id IS NOT NULL)
                     ORDER BY d.id DESC LIMIT 1) AS due,
                   (SELECT coalesce(sum(m.amount), 0) FROM ledger_movement m WHERE m.subaccount_id = l.subaccount_id AND m.month = r.month) AS booked,
                   (SELECT coalesce(sum(c.employer_amount + c.personal_amount), 0)
                      FROM deposits_remittanceline c JOIN deposits_remittance p ON p.id = c.remittance_id
                     WHERE c.account_id = l.account_id AND p.month = r.month AND p.status <> 'cancelled' AND p.voucher_id IS NULL) AS coming) s ON true
          LEFT JOIN ({owed_sql("r.employer_account_id")}) o ON o.account_id = l.account_id AND o.month = r.month
         WHERE s.due - s.booked - s.coming > coalesce(o.owed_e + o.owed_p, 0)
        """,
        "TL-20",
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
        "补缴书里每个人补的，算上那个月先有的，没有超过那个月应缴的；没有存那时已缴多少的也算不成立",
        """
        SELECT l.id AS line, l.remittance_id AS remittance, b.earlier
          FROM deposits_remittanceline l
          JOIN deposits_remittance r ON r.id = l.remittance_id AND r.kind = 'make_up' AND r.status NOT IN ('cancelled', 'reversed')
          JOIN LATERAL (SELECT coalesce(sum(o.employer_amount + o.personal_amount), 0) AS earlier
                          FROM deposits_remittanceline o
                          JOIN deposits_remittance p ON p.id = o.remittance_id AND p.month = r.month AND p.status NOT IN ('cancelled', 'reversed')
                         WHERE o.account_id = l.account_id AND o.id < l.id) b ON true
         WHERE (b.earlier <= (l.derivation->>'paid_e')::numeric + (l.derivation->>'paid_p')::numeric) IS NOT TRUE
        """,
        "WH5-06",
    ),
    Invariant(
        "deposits.no_month_before_its_time",
        "预缴的汇缴书，到了那个月才入账",
        "SELECT id AS remittance, month, paid_on FROM deposits_remittance WHERE status IN ('allocated', 'reversed') AND paid_on < month",
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
                 WHERE r.kind = 'remittance' AND r.status NOT IN ('allocated', 'reversed', 'cancelled')) s
         WHERE month <> due_month
        """,
        "TL-20",
    ),
)
