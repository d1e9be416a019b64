"""审批的恒等式。"""

from gjj.declarations.invariants import Invariant

INVARIANTS = (
    Invariant(
        "approvals.two_persons",
        "批准过的申请，批的和提的不是同一个人，签的就是生效的那一份",
        """
        SELECT id FROM approvals_proposal
         WHERE status IN ('approved', 'effective')
           AND (decided_person IS NULL OR decided_person = proposed_person OR decided_login = proposed_login OR signed <> digest)
        """,
    ),
)
