"""后台：授权。谁以什么角色、管到哪里、到哪天；提出授权、收回要另一个人批。"""

from datetime import date, timedelta
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse

from gjj import clock
from gjj.actors.actor import Actor
from gjj.actors.roles import COUNTER
from gjj.backoffice.columns import column
from gjj.backoffice.filters import period_filter, word_filter
from gjj.backoffice.notices import Notice, notice
from gjj.backoffice.readonly import ReadOnlyAdmin
from gjj.backoffice.things import Link, listing, roads_from
from gjj.backoffice.unit_filter import unit_filter
from gjj.declarations.permissions import allowed
from gjj.grants.login_admin import login_urls
from gjj.grants.pages import end_page, give_page
from gjj.identity.models import Grant, Login
from gjj.identity.parameters import GRANT_NOTICE
from gjj.identity.ports import parameters_on

VIEW = "identity.view"
FIELDS = ("role", "scope", "employer", "branch", "valid_from", "valid_to")


class EndingFilter(admin.SimpleListFilter):
    """按现在有没有效筛。"""

    title = "有效"
    parameter_name = "now"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """三种。"""
        return [("live", "现在有效"), ("ending", "快到期的柜面授权"), ("over", "到期或收回了")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Grant]) -> QuerySet[Grant]:
        """和业务日比。"""
        today = clock.today()
        match self.value():
            case "live":
                return queryset.filter(valid_from__lte=today).exclude(valid_to__lte=today)
            case "ending":
                return ending(queryset, today)
            case "over":
                return queryset.filter(valid_to__lte=today)
        return queryset


def ending(rows: QuerySet[Grant], today: date) -> QuerySet[Grant]:
    """现在有效、提醒的天数以内到期的柜面授权，登录还在用的。"""
    until = today + timedelta(days=parameters_on([GRANT_NOTICE], on=today)[GRANT_NOTICE])
    return rows.filter(
        role__in=COUNTER, login__is_active=True, valid_from__lte=today, valid_to__gt=today, valid_to__lte=until
    )


@admin.register(Grant)
class GrantAdmin(ReadOnlyAdmin):
    """授权：谁在什么时间里以什么角色、管到哪里。"""

    view_action = VIEW
    place = 40
    list_display = ("holder", "role", "scope", "employer", "branch", "valid_from", "valid_to")
    list_filter = (
        EndingFilter,
        unit_filter("employer", "employer"),
        word_filter("role", "role.granted"),
        "scope",
        period_filter("valid_from"),
    )
    search_fields = ("=login__username", "login__person__name", "employer__name")
    search_help_text = "完整的用户名、姓名、单位名称"
    fields = ("login", *FIELDS)
    list_select_related = ("login__person", "employer", "branch")
    ordering = ("-id",)

    def person_of(self, row: Grant) -> int | None:
        """授给谁的。"""
        return int(row.login.person_id)

    def get_urls(self) -> list[Any]:
        """提出授权、提出收回各一页；登录的几件事的页。"""
        own = [
            path("give/", self.admin_site.admin_view(self.give), name="identity_grant_give"),
            path("<int:pk>/end/", self.admin_site.admin_view(self.end), name="identity_grant_end"),
        ]
        return [*own, *login_urls(self.admin_site), *super().get_urls()]

    def give(self, request: HttpRequest) -> HttpResponse:
        """提出给一个登录授权。"""
        return give_page(request, self.admin_site.each_context(request))

    def end(self, request: HttpRequest, pk: int) -> HttpResponse:
        """提出收回一项授权。"""
        grant = self.get_queryset(request).filter(pk=pk).first()
        if grant is None:
            raise Http404
        return end_page(request, grant, self.admin_site.each_context(request))

    @column("办事人", ordering="login__username")
    def holder(self, grant: Grant) -> str:
        """谁。"""
        return f"{grant.login.person.name}（{grant.login.username}）"


@roads_from("identity.login")
def to_give(login: Login, actor: Actor) -> list[Link]:
    """给这个登录授权。"""
    may = allowed(actor, "grants.propose") and login.is_active
    return [Link("提出授权", f"{reverse('admin:identity_grant_give')}?username={login.username}")] if may else []


@roads_from("identity.grant")
def to_end(grant: Grant, actor: Actor) -> list[Link]:
    """收回这项授权。"""
    is_over = grant.valid_to is not None and grant.valid_to <= clock.today()
    may = allowed(actor, "grants.propose") and not is_over and grant.role != "person"
    return [Link("提出收回", reverse("admin:identity_grant_end", args=[grant.pk]))] if may else []


@notice(70)
def soon_over(actor: Actor, today: date) -> Notice | None:
    """快到期的柜面授权。"""
    if not allowed(actor, "grants.propose"):
        return None
    count = ending(Grant.objects.all(), today).count()
    told = "到期自己失效；还在这个岗位的请先提出再授" if count else "近期没有到期的"
    return Notice(
        "快到期的柜面授权", count, "项", told, listing("identity_grant", now="ending"), "look" if count else "calm"
    )
