"""查草稿：一页上的，一个人的。只有自己的。"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from gjj.actors.actor import Actor
from gjj.crypto.box import hmac_hex
from gjj.drafts.models import Draft


@dataclass(frozen=True)
class Typed:
    """一份草稿：栏名 → 写的字（同名的几栏各一个）、最后写的是哪一栏、哪一页、几时存的、留到几时。"""

    id: int
    form: str
    fields: dict[str, list[str]]
    last: str
    page: str
    title: str
    saved_at: datetime
    expires_at: datetime


def place_of(login_id: int, grant_id: int | None, page: str) -> str:
    """哪一页的散列：换了人、换了身份（另一个单位）就是另一页；地址里的姓名、号码不露。"""
    return hmac_hex("draft", f"{login_id}|{grant_id}|{page}")


def _live(actor: Actor, at: datetime) -> QuerySet[Draft]:
    return Draft.objects.filter(login_id=actor.login_id or 0, content__isnull=False, expires_at__gt=at)


def _typed(row: Draft) -> Typed:
    kept: dict[str, Any] = json.loads(str(row.content))
    return Typed(
        row.pk, row.form, kept["fields"], kept["last"], kept["page"], kept["title"], row.saved_at, row.expires_at
    )


def drafts_on(actor: Actor, page: str, at: datetime) -> dict[str, Typed]:
    """这一页上的草稿：哪张表 → 草稿。"""
    rows = _live(actor, at).filter(place=place_of(actor.login_id or 0, actor.grant_id, page))
    return {row.form: _typed(row) for row in rows}


def drafts_of(actor: Actor, at: datetime) -> list[Typed]:
    """自己没交的草稿，新的在前；别的身份写的也在，打开那一页要先换身份。"""
    return [_typed(row) for row in _live(actor, at).order_by("-saved_at")]


def count_of(login_id: int, at: datetime, *, besides: str, grants: Iterable[int]) -> int:
    """这个登录有几份没交的草稿；``besides`` 这一页上的（这几个身份的）不算，打开就看得到。"""
    rows = Draft.objects.filter(login_id=login_id, content__isnull=False, expires_at__gt=at)
    return rows.exclude(place__in=[place_of(login_id, one, besides) for one in grants]).count()
