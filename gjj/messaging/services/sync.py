"""把声明的模板补成行：没有的添，改了的添一版。中心自己改过的话不覆盖：声明的别的地方改了，跟着添一版；那些话用不得了才回到声明的。"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from gjj.declarations.messages import MessageTemplate
from gjj.messaging.models import Template
from gjj.messaging.services.texts import problems_with, texts_of

KEPT = ("category", "audience", "title", "text", "sms", "url_name", "about", "urgent", "in_inbox")


def values_of(one: MessageTemplate) -> dict[str, object]:
    """声明的一版写成列。"""
    return {**{name: getattr(one, name) for name in KEPT}, "variables": sorted(one.variables)}


@transaction.atomic
def sync_templates(templates: Iterable[MessageTemplate], at: datetime) -> int:
    """补上没有的、改过声明的模板，返回新写几版。"""
    added = 0
    for one in templates:
        last = Template.objects.filter(code=one.code).order_by("-version").first()
        wanted = _wanted(one, last)
        if last is not None and {name: getattr(last, name) for name in wanted} == wanted:
            continue
        Template.objects.create(code=one.code, version=last.version + 1 if last else 1, created_at=at, **wanted)
        added += 1
    return added


def _wanted(one: MessageTemplate, last: Template | None) -> dict[str, Any]:
    """该用的一版：中心改过、还用得的话留着，别的照声明。"""
    declared: dict[str, Any] = {**values_of(one), "origin": "declared"}
    if last is None or last.origin == "declared" or problems_with(one, texts_of(last)):
        return declared
    return {**declared, **texts_of(last), "origin": "edited", "approval_id": last.approval_id}
