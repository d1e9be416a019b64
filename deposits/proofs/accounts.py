"""单位和职工的账户：比例、月缴存额、调整书、缴至年月。"""

from gjj.declarations.invariants import Invariant
from gjj.money.rounding import rounded_in_sql

ACCOUNTS = (
    Invariant(
        "deposits.amount_is_base_times_ratio",
        "正常缴存的职工用的是单位登记的比例，月缴存额两侧各自等于基数乘以比例再取整；没有存推导的也算不成立",
        f"""
        SELECT a.id AS account, a.base, a.employer_amount, a.personal_amount
          FROM deposits_account a JOIN deposits_employeraccount e ON e.id = a.employer_account_id
         WHERE a.status = 'active' AND (
               (a.terms->>'er')::numeric IS DISTINCT FROM e.employer_ratio
            OR (a.terms->>'pr')::numeric IS DISTINCT FROM e.personal_ratio
            OR (a.terms->>'base')::numeric IS DISTINCT FROM a.base
            OR a.employer_amount IS DISTINCT FROM {rounded_in_sql("a.base * e.employer_ratio / 100", "a.terms->>'r'")}
            OR a.personal_amount IS DISTINCT FROM {rounded_in_sql("a.base * e.personal_ratio / 100", "a.terms->>'r'")})
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
        "deposits.ratio_is_the_last_adjusted",
        "单位登记的比例就是最近一份算数的调整书调到的，每份调整书从前一份算数的接着调",
        """
        SELECT employer_account, adjustment, ratio_after, ratio_next
          FROM (SELECT d.employer_account_id AS employer_account, d.id AS adjustment,
                       ARRAY[d.employer_ratio_after, d.personal_ratio_after] AS ratio_after,
                       coalesce(lead(ARRAY[d.employer_ratio_before, d.personal_ratio_before]) OVER w,
                                ARRAY[e.employer_ratio, e.personal_ratio]) AS ratio_next
                  FROM deposits_adjustment d JOIN deposits_employeraccount e ON e.id = d.employer_account_id
                 WHERE d.kind = 'ratio' AND d.status = 'applied'
                WINDOW w AS (PARTITION BY d.employer_account_id ORDER BY d.id)) s
         WHERE ratio_after <> ratio_next
        """,
        "TL-18",
    ),
    Invariant(
        "deposits.employer_paid_through",
        "单位的缴至年月等于最近一份入账（连冲销了、等补缴的）汇缴书的年月，中间没有空月",
        """
        SELECT e.id AS employer_account, e.paid_through, max(r.month) AS last, count(r.id) AS months
          FROM deposits_employeraccount e
          LEFT JOIN deposits_remittance r ON r.employer_account_id = e.id AND r.status IN ('allocated', 'reversed') AND r.kind = 'remittance'
         GROUP BY e.id HAVING e.paid_through IS DISTINCT FROM max(r.month)
             OR (count(r.id) > 0 AND count(r.id) <> (extract(year FROM age(max(r.month), e.first_month)) * 12
                 + extract(month FROM age(max(r.month), e.first_month)) + 1))
        """,
        "TL-20",
    ),
    Invariant(
        "deposits.account_paid_through",
        "个人的缴至年月等于他最近一份入账、没有冲销的汇缴书、补缴书的年月",
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
)
