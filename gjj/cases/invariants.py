"""办件的恒等式：查出来的都是违反者。"""

from gjj.declarations.invariants import Invariant

INVARIANTS = (
    Invariant(
        "cases.status_is_last_event",
        "每件办件的状态就是最后一笔经过之后的状态",
        """
        SELECT c.id AS "case", c.status, e.status AS told
          FROM cases_case c
          LEFT JOIN LATERAL (SELECT status FROM cases_caseevent WHERE case_id = c.id ORDER BY id DESC LIMIT 1) e ON true
         WHERE c.status IS DISTINCT FROM e.status
        """,
    ),
    Invariant(
        "cases.closed_case_has_no_task",
        "办完的办件没有待办；等申请人的办件有申请人的待办；退回补正的有一件答复退回的待办，别的没有",
        """
        SELECT c.id AS "case", c.status, count(t.id) AS open_tasks
          FROM cases_case c LEFT JOIN cases_casetask t ON t.case_id = c.id AND t.status = 'open'
         GROUP BY c.id HAVING (c.status IN ('done', 'refused', 'cancelled') AND count(t.id) > 0)
             OR (c.status = 'waiting' AND count(t.id) FILTER (WHERE t.side = 'applicant') = 0)
             OR (count(t.id) FILTER (WHERE t.is_answer) <> (c.status = 'returned')::int)
        """,
    ),
)
