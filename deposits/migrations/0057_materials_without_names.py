"""开户办件的材料不写文件名（名字里会有人的姓名、号码）：从前写着的改成哪一种文件、多大。"""

from django.db import migrations

from gjj.database.upgrading import FillInBatches

NAMELESS = """
UPDATE cases_casematerial m
   SET filename = coalesce(nullif(upper(p.kind), ''), '文件') || '，' || CASE WHEN p.size >= 1048576
       THEN round(p.size / 1048576.0, 1) || ' MB' ELSE greatest(1, round(p.size / 1024.0)) || ' KB' END
  FROM deposits_applicationpaper p JOIN cases_case k ON k.key = 'opening:' || p.application_id
 WHERE m.case_id = k.id AND m.code = p.code AND m.digest = p.sha256 AND m.filename <> ''
   AND m.id > %(after)s AND m.id <= %(upto)s
"""


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("deposits", "0056_papers_kept"), ("cases", "0010_branch")]
    operations = [FillInBatches("cases_casematerial", NAMELESS)]
