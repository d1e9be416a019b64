"""身份级别不够时要办的那一下：地址和填的加密留在会话里，核验完接着交；交过就忘，半小时不办就交不成了。"""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest

from gjj.web.kept import forget, keep, kept

KEPT = "held_request"
MOST = 200_000
"""填的最多留多少字；再多的不留，请人核验完重新填。"""
SKIPPED = ("csrfmiddlewaretoken",)


@dataclass(frozen=True)
class Held:
    """留着的一下：哪个事项、什么方法、哪个地址、填的各栏；``is_whole`` 假的是有文件或太长，没有全留下。"""

    item: str
    method: str
    path: str
    fields: list[tuple[str, str]]
    is_whole: bool


def keep_request(request: HttpRequest, item: str, at: datetime) -> None:
    """留下。"""
    fields = [(name, one) for name, values in request.POST.lists() if name not in SKIPPED for one in values]
    is_short = len(urlencode(fields)) <= MOST
    data = {
        "item": item, "method": request.method, "path": request.get_full_path(), "fields": fields if is_short else [],
        "is_whole": is_short and not request.FILES,
    }  # fmt: skip
    keep(request, KEPT, data, at)


def held(request: HttpRequest, at: datetime) -> Held | None:
    """留着的；没有为空。"""
    found = kept(request, KEPT, at)
    if found is None:
        return None
    return Held(**{**found, "fields": [(name, one) for name, one in found["fields"]]})


def done_with(request: HttpRequest, at: datetime) -> None:
    """留着的那一下交上来了：不再留。"""
    if KEPT in request.session:
        found = held(request, at)
        if found is not None and found.path == request.get_full_path():
            forget(request, KEPT)
