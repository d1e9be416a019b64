"""审计的恒等式：查出来的都是违反者。整条链另由 manage.py verify_audit 查验。"""

from gjj.declarations.invariants import Invariant

INVARIANTS = (
    Invariant(
        "audit.guarded",
        "审计记录的只增触发器都在、都开着，应用角色没有改、删、清空的权利",
        """
        SELECT name, wanted AS missing FROM unnest(ARRAY['append_only', 'append_only_all']) AS wanted
         CROSS JOIN unnest(ARRAY['audit_auditentry', 'audit_auditseal']) AS name
         WHERE NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = name::regclass
                              AND tgname = wanted AND tgenabled IN ('O', 'A'))
        UNION ALL
        SELECT tablename, right_ FROM unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) AS right_
          JOIN pg_roles r ON r.rolname = 'gjj_app'
          JOIN pg_tables ON tablename IN ('audit_auditentry', 'audit_auditseal') AND tableowner <> 'gjj_app'
         WHERE has_table_privilege('gjj_app', tablename, right_)
        """,
    ),
    Invariant(
        "audit.sealed_in_order",
        "审计封条照编号先后，每枚扣着前一枚，封好的范围以内没有漏封的记录",
        """
        SELECT audit_id FROM (
            SELECT audit_id, previous, lag(mac, 1, repeat('0', 64)) OVER (ORDER BY id) AS before,
                   lag(audit_id, 1, 0) OVER (ORDER BY id) AS earlier FROM audit_auditseal) AS links
         WHERE previous <> before OR audit_id <= earlier
        UNION ALL
        SELECT entry.id FROM audit_auditentry AS entry
         WHERE entry.id <= (SELECT max(audit_id) FROM audit_auditseal)
           AND NOT EXISTS (SELECT FROM audit_auditseal AS seal WHERE seal.audit_id = entry.id)
        """,
    ),
    Invariant(
        "audit.sealed_in_time",
        "审计记录一分钟以内封上：封的那一头一直在来；有长事务要等的，也不超过一小时",
        """
        SELECT entry.id, entry.written_at, horizon.looked_at
          FROM audit_auditentry AS entry LEFT JOIN audit_sealhorizon AS horizon ON horizon.id = 1
         WHERE entry.id > (SELECT coalesce(max(audit_id), 0) FROM audit_auditseal)
           AND (entry.written_at < now() - interval '1 hour'
                OR entry.written_at < now() - interval '60 seconds'
                   AND coalesce(horizon.looked_at, '-infinity') < now() - interval '60 seconds')
        """,
    ),
)
