"""异议最迟哪天答复：它那件办件的承诺。"""

from django.db.models import QuerySet

from deposits.models import FilingFlag
from deposits.rules.filing_flag import FLAG_KEY
from gjj.cases.selectors.promised import promised_day


def with_due(rows: QuerySet[FilingFlag]) -> QuerySet[FilingFlag]:
    """添一列 reply_by：单位最迟哪天答复；答复过的不必看它。"""
    return rows.annotate(reply_by=promised_day(FLAG_KEY))
