"""开好了的单位开户审批照单位归哪个网点看，不再照提的时候写的网点。"""

from django.db import migrations

OPENED = "kind = 'deposits.open_unit' AND status = 'effective' AND result ? 'account'"
FOLLOW = f"""
INSERT INTO approvals_proposalunit (proposal_id, unit_id)
SELECT id, (result->>'account')::bigint FROM approvals_proposal WHERE {OPENED} ON CONFLICT DO NOTHING;
UPDATE approvals_proposal
   SET about = (ARRAY(SELECT one FROM unnest(about) one WHERE one NOT LIKE 'branch:%' AND one NOT LIKE 'unit:%')
                || ('unit:' || (result->>'account'))::varchar)::varchar(64)[]
 WHERE {OPENED};
"""


class Migration(migrations.Migration):
    dependencies = [("deposits", "0058_openings_refused"), ("approvals", "0005_void_said")]
    operations = [migrations.RunSQL(FOLLOW, migrations.RunSQL.noop, elidable=True)]
