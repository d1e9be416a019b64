"""查找的词不写进网址：搜索框用 POST 交上来，封好（加密）再放进地址；翻页、导出、存下的筛选照旧带着它，看不出查的是谁。

封的时候绑着登录：别人拿着这个地址，打得开页，看不到、用不上查的词。没有脚本也一样。
"""

import base64
from urllib.parse import urlencode

from cryptography.exceptions import InvalidTag
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from gjj.crypto import box

MARK = "~"
"""封好的词的头一个字。"""
SEARCHING = "searching"
"""搜索表单里的记号：交上来的是查找，不是办理。"""
TERM, WHO = "q", "who"
NAMES = (TERM, WHO)
"""要封的：查找的词，按办事人的姓名筛的词。"""
LONGEST = 100
SKIPPED = (SEARCHING, "csrfmiddlewaretoken")


def seal(term: str, login_id: int | None) -> str:
    """封好的词；空的还是空。"""
    if not term:
        return ""
    sealed = box.encrypt(term[:LONGEST].encode(), f"search.{login_id}")
    return MARK + base64.urlsafe_b64encode(sealed).decode().rstrip("=")


def opened(value: str, login_id: int | None) -> str | None:
    """地址里的词：没有封的照原样；封着的打开，别人封的、旧密钥封的、改过的打不开为空（None）。"""
    if not value.startswith(MARK):
        return value
    try:
        raw = base64.urlsafe_b64decode(value[1:] + "=" * (-len(value[1:]) % 4))
        return box.decrypt(raw, f"search.{login_id}").decode()
    except (InvalidTag, KeyError, IndexError, ValueError):
        return None


def is_search(request: HttpRequest) -> bool:
    """交上来的是搜索框。"""
    return request.method == "POST" and SEARCHING in request.POST


def searched(request: HttpRequest) -> HttpResponse:
    """换成地址：词封好，别的条件照旧，没填的不写；还没登录的不带词。"""
    fields = [(name, one) for name, values in request.POST.lists() if name not in SKIPPED for one in values if one]
    user = request.user.pk if request.user.is_authenticated else None
    asked = [
        (name, seal(one.strip(), user) if name in NAMES else one) for name, one in fields if user or name not in NAMES
    ]
    text = urlencode([(name, one) for name, one in asked if one])
    return HttpResponseRedirect(request.path + (f"?{text}" if text else ""))
