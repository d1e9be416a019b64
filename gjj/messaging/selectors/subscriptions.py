"""订阅：一个人在一个身份下，每一类收不收短信，不能关的为什么。"""

from dataclasses import dataclass
from typing import Any

from gjj.actors.actor import Actor
from gjj.declarations.messages import CATEGORIES
from gjj.messaging.models import Subscription
from gjj.messaging.selectors.templates import declared

AUDIENCE_OF = {"employer": "unit", "self": "person"}


@dataclass(frozen=True)
class Choice:
    """一类：说法、说明、不能关的理由（能关为空）、现在收不收短信。"""

    category: str
    title: str
    note: str
    must: str
    is_on: bool


def whose(actor: Actor) -> dict[str, Any]:
    """这个身份的订阅：哪个人，替哪个单位（本人的为空）。"""
    return {"person_id": actor.person_id, "employer_id": actor.employer_id}


def subscriptions(actor: Actor) -> list[Choice]:
    """这个身份会收到的每一类；没有改过的是收。"""
    audience = AUDIENCE_OF.get(actor.scope, "")
    texted = {
        one.category
        for one in declared()
        if one.sms and one.audience in (audience, *(("person",) if one.urgent else ()))
    }
    rows = Subscription.objects.filter(**whose(actor), channel="sms")
    kept = dict(rows.values_list("category", "is_on"))
    return [
        Choice(code, one.title, one.note, one.must, kept.get(code, True))
        for code, one in CATEGORIES.items()
        if code in texted
    ]
