"""登录的恒等式：中心停用的有两个人，一个人紧急停用的等着第二个人。"""

from gjj.declarations.invariants import Invariant

INVARIANTS = (
    Invariant(
        "grants.logins_closed_by_two",
        "中心停用的登录都有一份生效的审批；紧急停用的都有一份等人确认的；在用的不写几时、为什么停用",
        """
        SELECT l.id AS login, l.closed_because AS because FROM identity_login l
         WHERE (l.is_active AND (l.closed_at IS NOT NULL OR l.closed_because <> ''))
            OR (NOT l.is_active AND (l.closed_at IS NULL OR l.closed_because = ''))
            OR (l.closed_because = 'agreed' AND NOT EXISTS (
                SELECT FROM approvals_proposal p WHERE p.kind = 'grants.login' AND p.status = 'effective'
                   AND p.content ->> 'do' IN ('close', 'keep') AND (p.content ->> 'login')::bigint = l.id))
            OR (l.closed_because = 'urgent' AND NOT EXISTS (
                SELECT FROM approvals_proposal p WHERE p.kind = 'grants.login' AND p.status = 'proposed'
                   AND p.content ->> 'do' = 'keep' AND (p.content ->> 'login')::bigint = l.id))
        """,
    ),
)
