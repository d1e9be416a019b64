"""发布的信息的恒等式：每条查出来的都是违反者。"""

from gjj.declarations.invariants import Invariant

INVARIANTS = (
    Invariant(
        "publications.agreed_by_two",
        "发布出去的每一版，每一项都和一份生效的审批一个字不差",
        """
        SELECT e.id AS edition, e.publication_id AS publication, e.version, e.approval_id AS approval
          FROM publications_edition e JOIN approvals_proposal a ON a.id = e.approval_id
         WHERE a.kind <> 'publications.publish' OR a.status <> 'effective'
            OR a.content->'as'->>'title' <> e.title OR a.content->'as'->>'text' <> e.text
            OR a.content->'as'->>'category' <> e.category OR a.content->'as'->'channels' <> to_jsonb(e.channels)
            OR (a.content->'as'->>'is_top')::boolean <> e.is_top OR coalesce(a.content->>'why', '') <> e.why_withdrawn
            OR (nullif(a.content->'as'->>'until', '')::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai' IS DISTINCT FROM e.until
            OR (a.content->>'do' = 'withdraw') <> e.is_withdrawn
        """,
    ),
)
