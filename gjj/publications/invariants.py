"""发布的信息的恒等式：每条查出来的都是违反者。"""

from gjj.declarations.invariants import Invariant

INVARIANTS = (
    Invariant(
        "publications.agreed_by_two",
        "发布出去的每一版，标题、正文、渠道都和一份生效的审批一个字不差",
        """
        SELECT e.id AS edition, e.publication_id AS publication, e.version, e.approval_id AS approval
          FROM publications_edition e JOIN approvals_proposal a ON a.id = e.approval_id
         WHERE a.kind <> 'publications.publish' OR a.status <> 'effective'
            OR a.content->'as'->>'title' <> e.title OR a.content->'as'->>'text' <> e.text
            OR a.content->'as'->'channels' <> to_jsonb(e.channels)
            OR (a.content->>'do' = 'withdraw') <> e.is_withdrawn
        """,
    ),
)
