"""事项与渠道的恒等式：停和恢复都有两个人，一个人急停的到点自己恢复。"""

from gjj.declarations.invariants import Invariant

INVARIANTS = (
    Invariant(
        "catalog.closed_by_two",
        "商定的暂停、接着停的急停、批准了的恢复，都有一份生效的审批；急停没有批准的写着几时恢复",
        """
        SELECT c.id AS closure, c.how, c.approval_id AS approval, c.lift_approval_id AS lift_approval
          FROM catalog_closure c
          LEFT JOIN approvals_proposal a ON a.id = c.approval_id
          LEFT JOIN approvals_proposal b ON b.id = c.lift_approval_id
         WHERE (c.approval_id IS NOT NULL AND (a.kind <> 'catalog.switch' OR a.status <> 'effective'))
            OR (c.lift_approval_id IS NOT NULL AND (b.kind <> 'catalog.switch' OR b.status <> 'effective'))
            OR (c.how = 'agreed' AND c.approval_id IS NULL)
            OR (c.how = 'urgent' AND c.approval_id IS NULL AND c.until IS NULL)
            OR (c.how = 'agreed' AND c.lifted_at IS NOT NULL AND c.lift_approval_id IS NULL)
        """,
    ),
)
