"""收件箱：看得到谁的消息、怎么找、一条给人看的样子。"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.urls import reverse

from gjj.actors.actor import Actor
from gjj.declarations.messages import CATEGORIES, fill
from gjj.messaging.models import Message

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
        return reverse(self.url_name, args=[self.about_id] if self.about_id else []) if self.url_name else ""


def told(row: Message) -> Told:
    """照它那一版模板填好。"""
    kept = row.template
    return Told(
        row.pk, row.created_at, row.category, row.get_category_display(), fill(kept.title, row.variables),
        fill(kept.text, row.variables), row.read_at, row.read_by, kept.url_name, row.about_id if kept.about else None,
    )  # fmt: skip
