"""后台：登录那一页上的几件事——新建、停用、恢复、紧急停用；它们的地址、通到它们的路、等确认的提醒。"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse

from gjj.actors.actor import Actor
from gjj.approvals.history import roads_of
from gjj.approvals.models import Proposal
from gjj.backoffice.notices import Notice, notice
from gjj.backoffice.things import Link, doing_on, listing, roads_from
from gjj.backoffice.words import register_words
from gjj.declarations.permissions import allowed
from gjj.grants.labels import ACTIONS
from gjj.grants.login_pages import close_page, new_page, open_page, reopen_page, stop_page
from gjj.grants.staff_logins import KIND
from gjj.identity.closable import OWN
from gjj.identity.models import Login, Person

register_words("action", ACTIONS)
Page = Callable[[HttpRequest, Login, dict[str, Any]], HttpResponse]
DEEDS: dict[str, Page] = {"close": close_page, "restore": reopen_page, "stop": stop_page}


def login_urls(site: Any) -> list[Any]:
    """各页的地址；挂在授权那一类下面。"""

    def new(request: HttpRequest) -> HttpResponse:
        return new_page(request, site.each_context(request))

    def opened(request: HttpRequest, pk: int) -> HttpResponse:
        return open_page(request, pk, site.each_context(request))

    def deed(page: Page) -> Callable[[HttpRequest, int], HttpResponse]:
        def answer(request: HttpRequest, pk: int) -> HttpResponse:
            return page(request, _login(site, request, pk), site.each_context(request))

        return answer

    return [
        path("login/new/", site.admin_view(new), name="identity_login_new"),
        path("login/new/<int:pk>/", site.admin_view(opened), name="identity_login_open"),
        *(
            path(f"login/<int:pk>/{name}/", site.admin_view(deed(page)), name=f"identity_login_{name}")
            for name, page in DEEDS.items()
        ),
    ]


def _login(site: Any, request: HttpRequest, pk: int) -> Login:
    """看得到的这个登录。"""
    found: Login | None = site._registry[Login].get_queryset(request).select_related("person").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@doing_on("identity.login", "identity.grant")
def new_login(actor: Actor) -> list[Link]:
    """登录、授权的清单 → 新建柜面登录。"""
    may = allowed(actor, "grants.login.propose")
    return [Link("新建柜面登录", reverse("admin:identity_login_new"))] if may else []


@roads_from("identity.person")
def to_open(person: Person, actor: Actor) -> list[Link]:
    """没有登录的人 → 新建柜面登录。"""
    may = allowed(actor, "grants.login.propose") and not Login.objects.filter(person=person).exists()
    return [Link("提出新建柜面登录", reverse("admin:identity_login_open", args=[person.pk]))] if may else []


@roads_from("identity.login")
def to_stop(login: Login, actor: Actor) -> list[Link]:
    """在用的 → 提出停用、紧急停用（不停自己的）；中心停用着的 → 提出恢复；历次审批。"""
    found = []
    if allowed(actor, "grants.login.propose"):
        if login.is_active:
            found.append(Link("提出停用", reverse("admin:identity_login_close", args=[login.pk])))
        elif login.closed_because != OWN:
            found.append(Link("提出恢复", reverse("admin:identity_login_restore", args=[login.pk])))
    if allowed(actor, "grants.login.stop") and login.is_active and login.person_id != actor.person_id:
        found.append(Link("紧急停用", reverse("admin:identity_login_stop", args=[login.pk])))
    return [*found, *roads_of(f"login:{login.pk}", actor)]


@notice(6)
def stopped_waiting(actor: Actor, today: date) -> Notice | None:
    """紧急停用了、等第二个人确认的登录。"""
    if not allowed(actor, "grants.login.confirm"):
        return None
    count = Proposal.objects.filter(kind=KIND, status="proposed", content__do="keep").count()
    if not count:
        return None
    told = "一位安全管理员先停的，没有第二个人确认，到点自己恢复"
    return Notice(
        "紧急停用等确认的登录", count, "个", told, listing("approvals_proposal", kind=KIND, status="proposed"), "wrong"
    )
