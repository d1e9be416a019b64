"""以前冲销了分配的：入账以后、冲销以前出具的缴存证明和对账单算了那笔钱，记已更正；过完的年的对账单不算。"""

from django.db import migrations

TOLD = """
INSERT INTO documents_documentmark (document_id, status, reason, at, by)
SELECT DISTINCT ON (d.id) d.id, 'corrected',
       '出具以后，中心冲销了' || to_char(r.month, 'YYYY') || '年' || to_char(r.month, 'FMMM') || '月的入账，账户情况有变，请要一份新的',
       v.posted_at, '系统'
  FROM ledger_voucher v JOIN ledger_voucher o ON o.id = v.reverses_id AND o.source_type = 'remittance' AND o.kind = 'allocation'
  JOIN deposits_remittance r ON r.id = o.source_id
  JOIN LATERAL (SELECT 'account' AS what, l.account_id AS id FROM deposits_remittanceline l WHERE l.remittance_id = r.id
                UNION ALL SELECT 'employer_account', r.employer_account_id) t ON true
  JOIN documents_document d ON d.subject_type = t.what AND d.subject_id = t.id
   AND d.issued_at >= o.posted_at AND d.issued_at < v.posted_at
   AND (d.kind = 'deposit_certificate'
        OR d.kind IN ('person_statement', 'unit_statement') AND d.topic >= extract(year FROM v.booked_on)::text)
 WHERE NOT EXISTS (SELECT FROM documents_documentmark m WHERE m.document_id = d.id)
 ORDER BY d.id, v.id
    ON CONFLICT DO NOTHING
"""


def mark_told(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(TOLD)


class Migration(migrations.Migration):

    dependencies = [
        ('deposits', '0038_account_by_number'),
        ('documents', '0003_budget_in_all'),
        ('ledger', '0004_posted_person'),
    ]

    operations = [
        migrations.RunPython(mark_told, migrations.RunPython.noop, elidable=True),
    ]
