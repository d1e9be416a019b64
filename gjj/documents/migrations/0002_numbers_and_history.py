"""单证编号的序列；单证、记号、归档的文件只增不改。"""

from django.db import migrations

FORWARD = """
CREATE SEQUENCE documents_document_number;
SELECT gjj_make_append_only('documents_document');
SELECT gjj_make_append_only('documents_documentmark');
SELECT gjj_make_append_only('documents_documentfile');
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("gjj", "0001_floor")]
    operations = [migrations.RunSQL(FORWARD, "DROP SEQUENCE documents_document_number")]
