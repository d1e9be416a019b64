"""改订阅：一类的短信收不收；法定的、保护本人的不能关。"""

from datetime import datetime

from django.db import transaction

from gjj.actors.actor import Actor
from gjj.audit.services import record
from gjj.declarations.errors import BizError
from gjj.declarations.messages import CATEGORIES
from gjj.declarations.permissions import require
from gjj.messaging.models import Subscription
from gjj.messaging.selectors.subscriptions import subscriptions, whose


@transaction.atomic
def subscribe(*, by: Actor, category: str, is_on: bool, at: datetime) -> bool:
    """一类的短信收或不收，返回改了没有；不能关的抛 BizError，不是这个身份会收到的一类也抛。"""
    require(by, "messaging.subscribe")
    choice = next((one for one in subscriptions(by) if one.category == category), None)
    if choice is None:
        raise BizError("category_unknown", "没有这一类消息，没有改动。", fix="请刷新页面，从列出的类别里选。")
    if choice.must and not is_on:
        raise BizError(
            "subscription_locked", f"「{choice.title}」的短信不能关，没有改动：{choice.must}",
            fix="别的类别可以关；夜里的短信本来就等到早上再发。",
        )  # fmt: skip
    if choice.is_on == is_on:
        return False
    Subscription.objects.update_or_create(
        **whose(by), category=category, channel="sms",
        defaults={"is_on": is_on, "changed_at": at},
    )  # fmt: skip
    record(
        by=by, action="messaging.subscribe", object_type="person", object_id=by.person_id or "", at=at,
        summary=f"{'收' if is_on else '不收'}「{CATEGORIES[category].title}」短信",
    )  # fmt: skip
    return True
