"""发布了的信息：现在看得到的、过了期的、撤下的；各渠道看各自的。"""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from gjj.publications.models import Edition

PORTAL, HALL = "portal", "online"
"""公共网站、网上业务大厅。"""
MOST_PINNED = 3


def latest() -> QuerySet[Edition]:
    """各则的最后一版；置顶的在前，新发布的在前。"""
    later = Edition.objects.filter(publication=OuterRef("publication"), version__gt=OuterRef("version"))
    return Edition.objects.filter(~Exists(later)).order_by("-is_top", "-first_at", "-id")


def shown(at: datetime, channel: str) -> QuerySet[Edition]:
    """这个渠道现在看得到的：没有撤下、没有过期。"""
    return published(channel).filter(Q(until=None) | Q(until__gt=at), is_withdrawn=False)


def published(*channels: str) -> QuerySet[Edition]:
    """发到这几个渠道里哪一个的，过了期的、撤下的也在。"""
    return latest().filter(channels__overlap=channels)


def over(at: datetime, channel: str) -> QuerySet[Edition]:
    """这个渠道过了期的。"""
    return published(channel).filter(until__lte=at, is_withdrawn=False)


def searched(rows: QuerySet[Edition], text: str, category: str = "") -> QuerySet[Edition]:
    """标题、正文里有这一段的，这一类的；空的不管。"""
    if category:
        rows = rows.filter(category=category)
    return rows.filter(Q(title__icontains=text) | Q(text__icontains=text)) if text else rows


def pinned(at: datetime) -> list[Edition]:
    """大厅里置顶的几则。"""
    return list(shown(at, HALL).filter(is_top=True)[:MOST_PINNED])


def standing_of(row: Edition, at: datetime) -> str:
    """在发布、已过期、已撤下。"""
    if row.is_withdrawn:
        return "withdrawn"
    return "over" if row.until is not None and row.until <= at else "shown"


def with_standing(rows: Iterable[Edition], at: datetime) -> list[Edition]:
    """各写上现在怎么样。"""
    found = list(rows)
    for row in found:
        row.standing = standing_of(row, at)
    return found


def last_of(publication: int) -> Edition | None:
    """一则的最后一版；没有这一则为空。"""
    return Edition.objects.filter(publication_id=publication).order_by("-version").first()
