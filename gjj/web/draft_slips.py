"""草稿的凭条：页面出来时每张要写字的表带一张，签了名，写明是谁、哪一页、哪张表、哪几栏。

凭它认草稿：登录已经断了，交上来的字也知道是谁的、放在哪里；凭条里没有的栏（口令、验证码）一律不存。
"""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from django.core import signing
from django.http import HttpRequest, QueryDict
from django.utils.http import urlencode

from gjj.actors.actor import Actor
from gjj.drafts.services import Slip

FIELD = "draft_slip"
SALT = "gjj.draft"
LIVES = timedelta(hours=24)
LONGEST_TITLE = 80


class Ticket(NamedTuple):
    """认出来的凭条：哪张表，许存哪几栏。"""

    slip: Slip
    names: frozenset[str]


def write_slip(actor: Actor, *, page: str, form: str, title: str, names: Sequence[str]) -> str:
    """写一张凭条；每次打开一页都是新的一张，认得出是不是这一次打开的。"""
    told = [actor.login_id, actor.grant_id, page, form, title[:LONGEST_TITLE], list(names), secrets.token_urlsafe(6)]
    return signing.dumps(told, salt=SALT, compress=True)


def read_slip(text: str) -> Ticket | None:
    """认一张凭条；不是我们写的、放了一天以上的为空。"""
    if not text:
        return None
    try:
        login_id, grant_id, page, form, title, names, _ = signing.loads(text, salt=SALT, max_age=LIVES)
    except signing.BadSignature:
        return None
    mark = hashlib.sha256(text.encode()).hexdigest()
    return Ticket(Slip(login_id, grant_id, page, form, title, mark), frozenset(names))


def typed_in(posted: QueryDict, ticket: Ticket) -> dict[str, list[str]]:
    """交上来的里面凭条许存的几栏。"""
    return {name: posted.getlist(name) for name in sorted(ticket.names) if name in posted}


PASSING = ("page", "draft")
"""地址里不算的：翻到第几页；后台从哪张清单来的（下划线开头）。"""


def page_of(request: HttpRequest) -> str:
    """这一页的地址，带着说明看的是哪一件的查询，照名字排好；自己换的一块（htmx）算它所在的那一页。"""
    htmx = getattr(request, "htmx", None)
    return page_at((htmx.current_url_abs_path if htmx else None) or request.get_full_path())


def page_at(address: str) -> str:
    """一个本站的地址是哪一页，和 page_of 认的一样。"""
    here = urlsplit(address)
    kept = sorted(
        (name, value) for name, value in parse_qsl(here.query, keep_blank_values=True)
        if name not in PASSING and not name.startswith("_")
    )  # fmt: skip
    return here.path + (f"?{urlencode(kept)}" if kept else "")
