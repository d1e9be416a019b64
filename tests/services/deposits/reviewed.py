"""开着双人复核的单位：交、同意、退回的写法，给几个测试文件用。"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from deposits.models import Review
from deposits.services.decide_review import approve_review, switch_review
from gjj.actors.actor import Actor
from gjj.actors.levels import VERIFIED
from gjj.declarations.errors import BizError
from tests import situations as s

LATER = s.NOON + timedelta(hours=1)


def asked(work: Callable[[], Any]) -> Review:
    """办了，没有生效，成了一份复核单。"""
    with pytest.raises(BizError) as caught:
        work()
    assert caught.value.code == "review_pending"
    return Review.objects.get(pk=caught.value.extra["review"])


def agreed(
    of: s.Unit, row: Review, *, by: Actor | None = None, digest: str | None = None, at: datetime = LATER
) -> str:  # fmt: skip
    """复核人看着这一份同意；他实名核验过。"""
    reviewer = replace(by or of.reviewer, level=VERIFIED)
    return approve_review(by=reviewer, review_id=row.pk, digest=digest or row.digest, at=at)


def refusal(work: Callable[[], Any]) -> str:
    """没办成，为什么。"""
    with pytest.raises(BizError) as caught:
        work()
    assert caught.value.money or caught.value.code == "not_permitted"
    return caught.value.code


def switched_on(of: s.Unit) -> s.Unit:
    """经办提，复核同意，开了。"""
    agreed(of, asked(lambda: switch_review(by=of.agent, is_on=True, at=s.NOON)))
    return of
