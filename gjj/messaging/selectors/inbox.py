"""收件箱：看得到谁的消息、怎么找、一条给人看的样子。"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.urls import reverse

from gjj.actors.actor import Actor
from gjj.database.listings import Listing, Written, by_number, instant
from gjj.declarations.messages import CATEGORIES, fill
from gjj.messaging.models import Message
from gjj.messaging.selectors.waiting import Why, whys_of

MOST_COUNTED = 100
READ = {"unread": "未读", "read": "已读"}


def messages(actor: Actor) -> QuerySet[Message]:
    """看得到的消息：职工看本人的，单位的人看本单位的；别处没有第二道口子。"""
    rows = Message.objects.filter(in_inbox=True)
    if actor.scope == "self" and actor.person_id is not None:
        return rows.filter(person_id=actor.person_id)
    if actor.scope == "employer" and actor.employer_id is not None:
        return rows.filter(employer_id=actor.employer_id)
    return rows.none()


def found(actor: Actor, *, text: str = "", category: str = "", read: str = "") -> QuerySet[Message]:
    """按话里的一段、类别、读没读找；没写的不限。"""
    rows = messages(actor).select_related("template")
    if category in CATEGORIES:
        rows = rows.filter(category=category)
    if read in READ:
        rows = rows.filter(read_at__isnull=read == "unread")
    for word in text.split():
        rows = rows.annotate(said=Cast("variables", TextField())).filter(
            Q(said__icontains=word) | Q(template__title__icontains=word) | Q(template__text__icontains=word)
        )
    return rows


def _told_written(row: dict[str, Any]) -> dict[str, Any]:
    variables, about_id = row.pop("variables"), row.pop("about_id")
    row["title"], row["text"] = fill(row["title"], variables), fill(row["text"], variables)
    row["link"] = link_of(row["link"], about_id)
    return row


def _listed(name: str, recipient: str) -> Listing:
    """一种收件人的清单，由数据库写，话照模板填好，新的在前；条件和 found 一样。"""
    return Listing(
        name,
        owner="SELECT %s::bigint AS id, %s::bigint AS reader",
        tables=f"""
  FROM messaging_message m JOIN messaging_template t ON t.id = m.template_id
 WHERE m.in_inbox AND m.{recipient} = owner.id""",  # noqa: S608  收件人只有下面两处写的
        row={
            "id": "m.id", "at": instant("m.created_at"), "category": "m.category", "title": "t.title", "text": "t.text",
            "is_read": "m.read_at IS NOT NULL", "link": "t.url_name", "variables": "m.variables",
            "about_id": "CASE WHEN t.about THEN m.about_id END",
            "sms_waiting": """(SELECT d.id FROM messaging_delivery d
 WHERE d.message_id = m.id AND d.channel = 'sms' AND d.person_id = owner.reader AND d.status = 'waiting')""",
        },
        key=by_number("m.id"),
        descending=True,
        filters={
            "category": "m.category = %s", "unread": "m.read_at IS NULL", "read": "m.read_at IS NOT NULL",
            "words": """NOT EXISTS (SELECT FROM unnest(%s::text[]) word WHERE NOT (upper(m.variables::text) LIKE upper(word)
 OR upper(t.title) LIKE upper(word) OR upper(t.text) LIKE upper(word)))""",
        },
        finish=_told_written,
    )  # fmt: skip


OF_PERSON = _listed("messages_of_person", "person_id")
OF_EMPLOYER = _listed("messages_of_employer", "employer_id")


def _told_waiting(rows: list[str], now: Callable[[], datetime]) -> list[str]:
    """有待发短信的几行，短信的编号换成它在等什么；一页一起问，没有待发的不问，也不看钟。"""
    known = {place: json.loads(row) for place, row in enumerate(rows) if '"sms_waiting":null' not in row}
    if not known:
        return rows
    whys = whys_of([row["sms_waiting"] for row in known.values()], now())
    for place, row in known.items():
        row["sms_waiting"] = waiting_json(whys[row["sms_waiting"]])
        rows[place] = json.dumps(row, ensure_ascii=False, separators=(",", ":"))
    return rows


def waiting_json(why: Why | None) -> dict[str, str] | None:
    """待发的短信在等什么；没有待发的为空。"""
    return {"reason": why.code, "said": why.said} if why else None


def written(
    actor: Actor, *, now: Callable[[], datetime], text: str = "", category: str = "", read: str = ""
) -> Written:
    """看得到的消息由数据库写成 JSON：谁看谁的、怎么找，和 found 一样；发到他手机的短信还没发的，说在等什么。"""
    listing = OF_EMPLOYER if actor.scope == "employer" else OF_PERSON
    owner = {"employer": actor.employer_id, "self": actor.person_id}.get(actor.scope)
    given: dict[str, Any] = {
        "category": category if category in CATEGORIES else "", read if read in READ else "": True,
        "words": [f"%{connection.ops.prep_for_like_query(word)}%" for word in text.split()],
    }  # fmt: skip
    return Written(listing, [owner, actor.person_id], given, dress=lambda rows: _told_waiting(rows, now))


def unread_count(actor: Actor) -> int:
    """几条没读；一百条以上只数到一百。"""
    return messages(actor).filter(read_at=None)[:MOST_COUNTED].count()


def categories_in(actor: Actor) -> dict[str, str]:
    """收到过的类别 → 说法。"""
    codes = set(messages(actor).order_by().values_list("category", flat=True).distinct())
    return {code: one.title for code, one in CATEGORIES.items() if code in codes}


@dataclass(frozen=True)
class Told:
    """一条消息给人看的样子；``url_name`` 和 ``about_id`` 是它通向的页。"""

    id: int
    at: datetime
    category: str
    category_title: str
    title: str
    text: str
    read_at: datetime | None
    read_by: str
    url_name: str
    about_id: int | None

    @property
    def link(self) -> str:
        """它通向的页；没有为空。"""
        return link_of(self.url_name, self.about_id)


def link_of(url_name: str, about_id: int | None) -> str:
    """一页的地址；没有页的为空。"""
    return reverse(url_name, args=[about_id] if about_id else []) if url_name else ""


def told(row: Message) -> Told:
    """照它那一版模板填好。"""
    kept = row.template
    return Told(
        row.pk, row.created_at, row.category, row.get_category_display(), fill(kept.title, row.variables),
        fill(kept.text, row.variables), row.read_at, row.read_by, kept.url_name, row.about_id if kept.about else None,
    )  # fmt: skip
