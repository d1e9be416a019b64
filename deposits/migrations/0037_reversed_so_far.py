"""以前冲销了分配的汇缴书、补缴书：状态改成已冲销，个人的缴至年月退到还算数的最近一个月。"""

from django.db import migrations

BOOKS = """
UPDATE deposits_remittance r SET status = 'reversed' FROM ledger_voucher v
 WHERE v.reverses_id = r.voucher_id AND r.status = 'allocated'
"""
PEOPLE = """
UPDATE deposits_account a SET paid_through = s.last
  FROM (SELECT l.account_id, (SELECT max(r.month) FROM deposits_remittanceline o JOIN deposits_remittance r ON r.id = o.remittance_id
                               WHERE o.account_id = l.account_id AND r.status = 'allocated') AS last
          FROM deposits_remittanceline l JOIN deposits_remittance b ON b.id = l.remittance_id
         WHERE b.status = 'reversed' GROUP BY l.account_id) s
 WHERE a.id = s.account_id AND a.paid_through IS DISTINCT FROM s.last
"""


def mark_reversed(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(BOOKS)
        if cursor.rowcount:
            cursor.execute(PEOPLE)


class Migration(migrations.Migration):

    dependencies = [
        ('deposits', '0036_reversed_books'),
        ('ledger', '0004_posted_person'),
    ]

    operations = [
        migrations.RunPython(mark_reversed, migrations.RunPython.noop, elidable=True),
    ]
