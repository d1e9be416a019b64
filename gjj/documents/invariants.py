"""单证的恒等式。"""

from gjj.declarations.invariants import Invariant

INVARIANTS = (
    Invariant(
        "documents.one_valid_paper",
        "同一件业务、同一件事的同一种单证，有效的最多一份",
        """
        SELECT d.kind, d.subject_type, d.subject_id, d.topic, count(*) AS papers
          FROM documents_document d
         WHERE NOT EXISTS (SELECT FROM documents_documentmark m WHERE m.document_id = d.id)
         GROUP BY 1, 2, 3, 4 HAVING count(*) > 1
        """,
    ),
    Invariant(
        "documents.successor_is_of_the_same_paper",
        "已更正的单证指着的新一份，是同一件业务的同一种，出具在后",
        """
        SELECT m.document_id, m.successor_id
          FROM documents_documentmark m JOIN documents_document d ON d.id = m.document_id
          JOIN documents_document s ON s.id = m.successor_id
         WHERE (s.kind, s.subject_type, s.subject_id, s.topic) IS DISTINCT FROM (d.kind, d.subject_type, d.subject_id, d.topic)
            OR s.id <= d.id
        """,
    ),
)
