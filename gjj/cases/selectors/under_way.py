"""一个事项、一个渠道还有几件没办完：暂停之前给人看。"""

from django.db.models import Count

from gjj.cases.models import Case
from gjj.cases.workflow import FOR_STAFF, OPEN
from gjj.declarations.items import CHANNEL_OF_ACTOR


def under_way(item: str | None, channel: str | None) -> dict[str, int]:
    """没办完的办件，按状态：说法 → 几件；item、channel 是编码，空是不论。"""
    rows = Case.objects.filter(status__in=OPEN)
    if item is not None:
        rows = rows.filter(item=item)
    if channel is not None:
        rows = rows.filter(channel__in=[door for door, leads in CHANNEL_OF_ACTOR.items() if leads == channel])
    counted = dict(rows.order_by().values_list("status").annotate(Count("pk")))
    return {FOR_STAFF[status]: counted[status] for status in OPEN if status in counted}
