"""后台：人、单位、网点，只读；证件号和手机号遮掩。登录在 gjj/own，授权在 gjj/grants。"""

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from gjj.actors.actor import Actor
from gjj.audit.units import unit_of
from gjj.backoffice.branches import of_branch
from gjj.backoffice.columns import column
from gjj.backoffice.filters import period_filter, word_filter
from gjj.backoffice.finders import as_written
from gjj.backoffice.posted_search import PostedSearch, Sought
from gjj.backoffice.readonly import ReadOnlyAdmin
from gjj.backoffice.things import Link, Thing, listing, page_of, register_thing, roads_from
from gjj.backoffice.words import register_words
from gjj.crypto.blind import blind_index
from gjj.crypto.masking import mask_id_no, mask_mobile
from gjj.identity.labels import ACTIONS, TASKS
from gjj.identity.models import GRANTABLE, Branch, Employer, Grant, Login, Person
from gjj.identity.selectors import scope
from gjj.identity.selectors.people import employer_name
from gjj.idnumbers.whole import whole_number

VIEW = "identity.view"

register_words("action", ACTIONS)
register_words("task", TASKS)
register_words("role.granted", GRANTABLE)
register_thing(Thing("person", "自然人", "identity_person"))
register_thing(Thing("employer", "缴存单位", "identity_employer", employer_name))
register_thing(Thing("login", "登录", "identity_login", lambda pk: _username(pk)))
register_thing(Thing("grant", "授权", "identity_grant", lambda pk: _grant(pk)))


of_branch("audit.auditentry")(scope.entries)
of_branch("identity.grant")(scope.grants)
of_branch("identity.login")(scope.logins)
unit_of("employer")(lambda pk: [pk])
unit_of("grant")(lambda pk: Grant.objects.filter(pk=pk).values_list("employer_id", flat=True))
unit_of("login")(lambda pk: Grant.objects.filter(login_id=pk).values_list("employer_id", flat=True))


def _username(pk: int) -> str | None:
    return Login.objects.filter(pk=pk).values_list("username", flat=True).first()


def _grant(pk: int) -> str | None:
    found = Grant.objects.select_related("login").filter(pk=pk).first()
    return str(found) if found else None


@admin.register(Person)
class PersonAdmin(PostedSearch):
    """自然人：可按姓名、拼音、完整证件号或手机号查。"""

    seen_as = "资料页"
    view_action = VIEW
    place = 10
    list_display = ("name", "masked_id_no", "masked_mobile", "created_at")
    list_filter = (period_filter("created_at"),)
    search_fields = ("name",)
    search_help_text = "姓名或拼音的开头、拼音首字母，或完整的证件号、手机号"
    fields = ("name", "name_pinyin", "masked_id_no", "masked_mobile", "created_at")

    @column("证件号码", is_short=True)
    def masked_id_no(self, person: Person) -> str:
        """遮掩过的证件号。"""
        return mask_id_no(person.id_no)

    @column("手机号", is_short=True)
    def masked_mobile(self, person: Person) -> str:
        """遮掩过的手机号。"""
        return mask_mobile(person.mobile) if person.mobile else ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        """只有看得到的人。"""
        return scope.persons(request.actor).order_by("name_pinyin", "id")  # type: ignore[attr-defined]

    def person_of(self, row: Person) -> int | None:
        """他自己。"""
        return int(row.pk)

    def sought(self, request: HttpRequest, term: str) -> Sought | None:
        """完整的证件号、手机号走盲索引。"""
        if len(term) == 18 and term[:17].isdigit():
            number, found = "证件号码", Q(id_no_index=blind_index("id_no", term.upper()))
        elif len(term) == 11 and term.isdigit():
            number, found = "手机号", Q(mobile_index=blind_index("mobile", term))
        else:
            return None
        actor: Any = request.actor  # type: ignore[attr-defined]
        pools = [self.get_queryset(request), *([scope.served(actor)] if actor.scope == "branch" else [])]
        keys = list(dict.fromkeys(pk for pool in pools for pk in pool.filter(found).values_list("pk", flat=True)))
        return Sought(number, keys, keys)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """清单里的一个，或者来柜面轮得到他替办的：从前在本网点的、哪里都没有账户的。"""
        found = super().get_object(request, object_id, from_field)
        if found is None and (pk := whole_number(object_id)):
            return scope.served(request.actor).filter(pk=pk).first()  # type: ignore[attr-defined]
        return found

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Person], search_term: str
    ) -> tuple[QuerySet[Person], bool]:
        """姓名、拼音按开头找，几百万人也用得上索引。"""
        term = as_written(search_term)
        if not term:
            return queryset, False
        if term.isascii():
            return queryset.filter(Q(name_pinyin__startswith=term.lower()) | Q(name_initials=term.lower())), False
        return queryset.filter(name__startswith=term), False


@admin.register(Employer)
class EmployerAdmin(ReadOnlyAdmin):
    """缴存单位。"""

    nobody = "说的是单位"
    view_action = VIEW
    place = 20
    list_display = ("name", "uscc", "created_at")
    list_filter = (period_filter("created_at"),)
    search_fields = ("name", "=uscc", "^name_pinyin")
    search_help_text = "单位名称的任何一段、拼音的开头，或完整的统一社会信用代码"
    fields = ("name", "name_pinyin", "uscc", "created_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Employer]:
        """只有看得到的单位。"""
        return scope.employers(request.actor).order_by("name_pinyin", "id")  # type: ignore[attr-defined]


@admin.register(Branch)
class BranchAdmin(ReadOnlyAdmin):
    """管理部与网点。"""

    common = True
    nobody = "说的是网点"
    view_action = VIEW
    place = 50
    words = {"area": "area"}
    list_display = ("code", "name", "area")
    list_filter = (word_filter("area", "area"),)
    search_fields = ("name", "=code")
    search_help_text = "代码、名称"
    fields = ("code", "name", "area")


@roads_from("identity.employer")
def people_of_employer(employer: Employer, actor: Actor) -> list[Link]:
    """替这个单位办事的人。"""
    return [Link("办事人的授权", listing("identity_grant", employer__id__exact=employer.pk))]


@roads_from("identity.person")
def logins_of_person(person: Person, actor: Actor) -> list[Link]:
    """这个人的登录；清单里没有、轮得到他替办的，直接到那一个。"""
    known = scope.logins(actor, Login.objects.filter(person=person))
    if actor.scope == "branch" and not known.exists():
        own = Login.objects.filter(person=person, person__in=scope.served(actor)).values_list("pk", flat=True)
        return [Link("登录", page_of("identity_login", pk)) for pk in own]
    return [Link("登录", listing("identity_login", person__id__exact=person.pk))]
