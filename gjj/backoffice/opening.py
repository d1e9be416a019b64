"""打开了哪一件的详情：要记下谁看过的，由各房间登记。"""

from collections.abc import Callable
from typing import Any

from django.db import models

from gjj.actors.actor import Actor

Teller = Callable[[Any, Actor], None]
_TELLERS: dict[str, list[Teller]] = {}


def when_opened(label: str) -> Callable[[Teller], Teller]:
    """登记：这一类记录的详情被打开时做什么。``label`` 如 identity.person。"""

    def mark(teller: Teller) -> Teller:
        _TELLERS.setdefault(label, []).append(teller)
        return teller

    return mark


def tell_opened(row: models.Model, actor: Actor) -> None:
    """一件的详情打开了。"""
    for teller in _TELLERS.get(row._meta.label_lower, ()):
        teller(row, actor)
