"""审计的恒等式：查出来的都是违反者。"""

from gjj.declarations.invariants import Invariant

INVARIANTS = (
    Invariant(
        "audit.guarded",
        "审计记录的只增触发器都在、都开着，应用角色没有改、删、清空的权利",
        """
        SELECT wanted AS missing FROM unnest(ARRAY['append_only', 'append_only_all']) AS wanted
         WHERE NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = 'audit_auditentry'::regclass
                              AND tgname = wanted AND tgenabled IN ('O', 'A'))
        UNION ALL
        SELECT right_ FROM unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) AS right_
          JOIN pg_roles r ON r.rolname = 'gjj_app'
         WHERE has_table_privilege('gjj_app', 'audit_auditentry', right_)
           AND (SELECT tableowner FROM pg_tables WHERE tablename = 'audit_auditentry') <> 'gjj_app'
        """,
    ),
)
