"""每一页都过的一道：照着 HTML 里的表单发凭条，写过的填回去；交成了丢掉，登录断了的存下、请他登录再回来。

新的页面、新的表单什么都不用写。整张不要草稿的，在表单上写 ``data-no-draft``。
"""

import logging
import re
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qsl, urlsplit

from django.contrib import messages
from django.contrib.messages import get_messages
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode

from gjj import clock
from gjj.actors.actor import Actor
from gjj.drafts import services
from gjj.drafts.selectors import drafts_on
from gjj.web.access import PUBLIC
from gjj.web.draft_filling import Splice, note_places, refilled, spliced
from gjj.web.draft_forms import Form, forms_in
from gjj.web.draft_slips import FIELD, Ticket, page_of, read_slip, typed_in, write_slip

log = logging.getLogger("gjj.web")
MAY_HAVE = re.compile(rb"<form\b[^>]*method=\"post\"", re.IGNORECASE)
TITLE = re.compile(r"<title>(.*?) - [^<]*</title>", re.DOTALL)
LOST_KEPT = "kept"
"""登录页上说「写的字存成了草稿」的记号。"""


class DraftMiddleware:
    """草稿。"""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith("/api/"):
            return response
        ticket = read_slip(request.POST.get(FIELD, "")) if request.method == "POST" else None
        if ticket is not None and request.path_info != reverse("portal:keep_draft"):
            self._after(request, response, ticket)
        if has_form(response):
            self._offer(request, response, ticket)
        return response

    def _after(self, request: HttpRequest, response: HttpResponse, ticket: Ticket) -> None:
        """交上来了：登录断了的存下，交成了的丢掉；没交成、换了一页才说的也存下，留在原页的草稿还在。"""
        actor: Actor | None = getattr(request, "actor", None)
        is_done = response.status_code in (204, 302, 303) or "HX-Redirect" in response.headers
        try:
            if not actor:
                if keep_posted(request, ticket) and is_done:
                    _lead_back(response, ticket)
            elif is_done and _is_theirs(ticket, actor) and not actor.must_choose_password:
                if _is_refused(request) or _waits(request, response):
                    keep_posted(request, ticket)
                else:
                    services.discard(slip=ticket.slip, at=clock.now())
        except DatabaseError:  # 业务已经办完，答复照给；草稿没动成，最多多留几天
            log.exception("draft not kept or discarded path=%s", request.path)

    def _offer(self, request: HttpRequest, response: HttpResponse, ticket: Ticket | None) -> None:
        """发凭条；写过的填回去，写明是草稿。"""
        view = getattr(getattr(request.resolver_match, "func", None), "view_class", None)
        if view is not None and getattr(view, "permission", "") == PUBLIC:
            return
        html = response.content.decode()
        forms = forms_in(html, request.path)
        wanted = [form for form in forms if form.key]
        actor: Actor | None = getattr(request, "actor", None)
        if not actor or not (wanted or ticket):
            return
        page = ticket.slip.page if ticket and _is_theirs(ticket, actor) else page_of(request)
        # 办了一步又回到这一页的（看一遍再确认），接着用原来那张凭条
        again = request.POST.get(FIELD, "") if ticket and _is_theirs(ticket, actor) else ""
        splices = [_carry(form, again) for form in forms if again and not form.key and form.action == request.path]
        splices += self._slips(request, html, wanted, actor, page)
        response.content = spliced(html, splices)

    def _slips(self, request: HttpRequest, html: str, forms: list[Form], actor: Actor, page: str) -> list[Splice]:
        title = TITLE.search(html)
        said = unescape(title.group(1)) if title else ""
        kept = drafts_on(actor, page, clock.now()) if forms and request.method == "GET" else {}
        places, splices = note_places(html) if kept else {}, []
        for form in forms:
            slip = write_slip(actor, page=page, form=form.key, title=said, names=form.names)
            splices.append(_carry(form, slip))
            if draft := kept.get(form.key):
                splices += refilled(html, form, draft.fields, draft.last)
                note = render_to_string(
                    "components/draft_note.html",
                    {"slip": slip, "draft": draft, "token": get_token(request)},
                )
                spot = places.get(form.given.get("id", ""), form.start)
                splices.append((spot, spot, note))
        return splices


def keep_posted(request: HttpRequest, ticket: Ticket | None) -> bool:
    """没有办成的提交，照凭条存成草稿；存没存下。"""
    if ticket is None:
        return False
    return services.keep(slip=ticket.slip, fields=typed_in(request.POST, ticket), last="", at=clock.now()) is not None


def has_form(response: HttpResponse) -> bool:
    """一页有要提交的表单的 HTML。"""
    return (
        not response.streaming
        and response.headers.get("Content-Type", "").startswith("text/html")
        and MAY_HAVE.search(response.content) is not None
    )


def _waits(request: HttpRequest, response: HttpResponse) -> bool:
    """身份级别不够、先去核验的：还没有办，草稿留着，核验完接着交、交成了才丢。"""
    level = reverse("portal:level")
    return request.path_info != level and level in (
        response.headers.get("Location"),
        response.headers.get("HX-Redirect"),
    )


def _is_refused(request: HttpRequest) -> bool:
    """换了一页，那一页顶上说没办成：写的字不丢。"""
    return any(one.level >= messages.ERROR for one in getattr(get_messages(request), "_queued_messages", ()))


def _is_theirs(ticket: Ticket, actor: Actor | None) -> bool:
    """凭条就是登录着的这个人、这个身份的。"""
    return bool(actor) and (ticket.slip.login_id, ticket.slip.grant_id) == (actor.login_id, actor.grant_id)  # type: ignore[union-attr]


def _carry(form: Form, slip: str) -> Splice:
    """凭条放在表的最前面；脚本照 data-names 存。"""
    names = f' data-names="{" ".join(form.names)}"' if form.key else ""
    return form.end, form.end, format_html('<input type="hidden" name="{}" value="{}"', FIELD, slip) + names + ">"


def _lead_back(response: HttpResponse, ticket: Ticket) -> None:
    """请去登录的答复：登录以后回到写字的那一页，登录页说字存成了草稿。"""
    name = "HX-Redirect" if "HX-Redirect" in response.headers else "Location"
    going = urlsplit(response.headers.get(name, ""))
    doors = {reverse("portal:login"), reverse("portal:choose_hall")}
    query = {**dict(parse_qsl(going.query)), "next": ticket.slip.page, "lost": LOST_KEPT}
    path = going.path if going.path in doors else reverse("portal:login")
    response.headers[name] = f"{path}?{urlencode(query)}"
