"""后台：登录，和柜面替来的人办的几件：恢复网上登录、解除动态口令、变更手机号、变更银行卡。"""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse

from gjj import clock
from gjj.actors.actor import Actor
from gjj.backoffice.columns import column
from gjj.backoffice.filters import period_filter, word_filter
from gjj.backoffice.readonly import ReadOnlyAdmin, ReadOnlyTabular
from gjj.backoffice.things import Link, roads_from
from gjj.backoffice.unit_filter import unit_filter
from gjj.declarations.permissions import allowed
from gjj.identity.models import Grant, Login, Person
from gjj.identity.selectors import scope
from gjj.identity.selectors.factors import has_totp
from gjj.idnumbers.whole import whole_number
from gjj.own.pages import NO_TOTP, REOPEN, card_page, deed_page, mobile_page
from gjj.own.services.at_counter import BY_OWNER, is_served, may_serve

VIEW = "identity.view"
GRANT_FIELDS = ("role", "scope", "employer", "branch", "valid_from", "valid_to")


class GrantInline(ReadOnlyTabular):
    """登录的授权。"""

    view_action = VIEW
    model = Grant
    fields = GRANT_FIELDS

    def get_queryset(self, request: HttpRequest) -> QuerySet[Grant]:
        """连单位、网点一起取。"""
        return super().get_queryset(request).select_related("employer", "branch")


@admin.register(Login)
class LoginAdmin(ReadOnlyAdmin):
    """登录。"""

    view_action = VIEW
    place = 30
    list_display = ("username", "person", "is_active", "last_login")
    list_filter = (
        unit_filter("grants__employer", "employer"),
        "is_active",
        word_filter("grants__role", "role.granted", "角色"),
        period_filter("last_login"),
    )
    list_select_related = ("person",)
    search_fields = ("username", "person__name", "^person__name_pinyin")
    search_help_text = "用户名、姓名、拼音的开头"
    fields = (
        "username",
        "person",
        "is_active",
        "closed_at",
        "closed_because",
        "name_verified_at",
        "verified",
        "second_factor",
        "last_login",
        "created_at",
    )
    inlines = (GrantInline,)

    @column("怎么核验的")
    def verified(self, login: Login) -> str:
        """公安、银行卡核对过，还是柜面看过证件、谁看的。"""
        return login.verified_said

    def person_of(self, row: Login) -> int | None:
        """谁的登录。"""
        return int(row.person_id)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """清单里的一个，或者来柜面轮得到他替办的人的。"""
        found = super().get_object(request, object_id, from_field)
        actor: Any = request.actor  # type: ignore[attr-defined]
        if found is None and (pk := whole_number(object_id)):
            return Login.objects.filter(pk=pk, person__in=scope.served(actor)).first()
        return found

    def get_urls(self) -> list[Any]:
        """柜面替来的人办的四页。"""
        shown = self.admin_site.admin_view
        own = [
            path("<int:pk>/reopen/", shown(self.reopen), name="identity_login_reopen"),
            path("<int:pk>/remove-totp/", shown(self.remove_totp), name="identity_login_remove_totp"),
            path("person/<int:pk>/mobile/", shown(self.change_mobile), name="identity_person_mobile"),
            path("person/<int:pk>/card/", shown(self.change_card), name="identity_person_card"),
        ]
        return [*own, *super().get_urls()]

    def reopen(self, request: HttpRequest, pk: int) -> HttpResponse:
        """恢复网上登录。"""
        return deed_page(request, pk, REOPEN, self.admin_site.each_context(request))

    def remove_totp(self, request: HttpRequest, pk: int) -> HttpResponse:
        """解除动态口令。"""
        return deed_page(request, pk, NO_TOTP, self.admin_site.each_context(request))

    def change_mobile(self, request: HttpRequest, pk: int) -> HttpResponse:
        """提出变更手机号。"""
        return mobile_page(request, pk, self.admin_site.each_context(request))

    def change_card(self, request: HttpRequest, pk: int) -> HttpResponse:
        """提出变更银行卡。"""
        return card_page(request, pk, self.admin_site.each_context(request))

    @column("第二样")
    def second_factor(self, login: Login) -> str:
        """有动态口令，还是短信。"""
        return "动态口令" if has_totp(login.pk) else "短信验证码"


@roads_from("identity.login")
def served_at_the_counter(login: Login, actor: Actor) -> list[Link]:
    """本人来柜面，这个登录上能替他办的。"""
    at, found = clock.now(), []
    if (
        not login.is_active
        and login.closed_because in BY_OWNER
        and allowed(actor, "own.reopen_login")
        and may_serve(actor, login, at)
    ):
        found.append(Link("恢复网上登录", reverse("admin:identity_login_reopen", args=[login.pk])))
    if has_totp(login.pk) and allowed(actor, "own.remove_totp") and may_serve(actor, login, at):
        found.append(Link("解除动态口令", reverse("admin:identity_login_remove_totp", args=[login.pk])))
    return found


@roads_from("identity.person", "identity.login")
def to_change_mobile(row: Person | Login, actor: Actor) -> list[Link]:
    """变更手机号。"""
    person = row.pk if isinstance(row, Person) else row.person_id
    may = allowed(actor, "own.mobile.propose") and actor.person_id != person and is_served(actor, int(person))
    return [Link("变更手机号", reverse("admin:identity_person_mobile", args=[person]))] if may else []


@roads_from("identity.person", "identity.login")
def to_change_card(row: Person | Login, actor: Actor) -> list[Link]:
    """变更银行卡。"""
    person = row.pk if isinstance(row, Person) else row.person_id
    may = allowed(actor, "own.counter_card.propose") and actor.person_id != person and is_served(actor, int(person))
    return [Link("变更银行卡", reverse("admin:identity_person_card", args=[person]))] if may else []
