"""消息的恒等式：每条查出来的都是违反者。"""

from gjj.declarations.invariants import Invariant

INVARIANTS = (
    Invariant(
        "messaging.waiting_is_queued",
        "每条待发的短信都在发件箱里排着，没有落下的",
        """
        SELECT d.id AS delivery
          FROM messaging_delivery d
         WHERE d.status = 'waiting'
           AND d.id NOT IN (SELECT jsonb_array_elements_text(o.payload->'deliveries')::bigint
                              FROM work_outboxrow o
                             WHERE o.task IN ('messaging.deliver', 'messaging.deliver_now') AND o.status IN ('pending', 'running', 'dead'))
        """,
    ),
    Invariant(
        "messaging.person_and_category_agree",
        "每条消息和它的模板给的是同一类人、同一类别",
        """
        SELECT m.id AS message FROM messaging_message m JOIN messaging_template t ON t.id = m.template_id
         WHERE t.code <> m.code OR t.category <> m.category OR (t.audience <> 'unit') <> (m.person_id IS NOT NULL)
        """,
    ),
    Invariant(
        "messaging.edited_by_two",
        "中心改过的模板，每一版都有一份生效的审批",
        """
        SELECT t.id AS template, t.code, t.version, t.approval_id AS approval
          FROM messaging_template t LEFT JOIN approvals_proposal a ON a.id = t.approval_id
         WHERE (t.origin = 'edited' AND t.approval_id IS NULL)
            OR (t.approval_id IS NOT NULL AND (a.kind <> 'messaging.template' OR a.status <> 'effective'))
        """,
    ),
    Invariant(
        "messaging.secret_erased",
        "发出去的验证码短信，内容已从发件箱抹掉",
        "SELECT id AS outbox FROM work_outboxrow WHERE task LIKE 'messaging.deliver%' AND status = 'done' AND secret IS NOT NULL",
    ),
)
