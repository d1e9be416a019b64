"""把声明的模板补成行：没有的添，改了的添一版；中心自己改过的从不覆盖。"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from gjj.declarations.messages import MessageTemplate
from gjj.messaging.models import Template

KEPT = ("category", "audience", "title", "text", "sms", "url_name", "about", "urgent", "in_inbox")


def _values(one: MessageTemplate) -> dict[str, object]:
    return {**{name: getattr(one, name) for name in KEPT}, "variables": sorted(one.variables)}


@transaction.atomic
def sync_templates(templates: Iterable[MessageTemplate], at: datetime) -> int:
    """补上没有的、改过声明的模板，返回新写几版。"""
    added = 0
    for one in templates:
        wanted, last = _values(one), Template.objects.filter(code=one.code).order_by("-version").first()
        if last is not None and (last.origin != "declared" or {name: getattr(last, name) for name in wanted} == wanted):
            continue
        Template.objects.create(code=one.code, version=last.version + 1 if last else 1, created_at=at, **wanted)
        added += 1
    return added
