"""后台：人、单位、网点、登录、授权，只读；证件号和手机号遮掩。"""

from collections.abc import Sequence

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from gjj.backoffice.posted_search import PostedSearch
from gjj.backoffice.readonly import ReadOnlyAdmin, ReadOnlyTabular
from gjj.crypto.blind import blind_index
from gjj.crypto.masking import mask_id_no, mask_mobile
from gjj.identity.models import Branch, Employer, Grant, Login, Person
from gjj.identity.selectors import scope


@admin.register(Person)
class PersonAdmin(PostedSearch):
    """自然人：可按姓名、拼音、完整证件号或手机号查。"""

    view_action = "identity.view"
    list_display = ("name", "masked_id_no", "masked_mobile", "created_at")
    search_fields = ("name",)
    search_help_text = "姓名或拼音的开头、拼音首字母，或完整的证件号、手机号"
    fields = ("name", "name_pinyin", "masked_id_no", "masked_mobile", "created_at")

    @admin.display(description="证件号码")
    def masked_id_no(self, person: Person) -> str:
        """遮掩过的证件号。"""
        return mask_id_no(person.id_no)

    @admin.display(description="手机号")
    def masked_mobile(self, person: Person) -> str:
        """遮掩过的手机号。"""
        return mask_mobile(person.mobile) if person.mobile else "—"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        """只有看得到的人。"""
        return scope.persons(request.actor).order_by("name_pinyin", "id")  # type: ignore[attr-defined]

    def keys_of_number(self, request: HttpRequest, term: str) -> Sequence[int] | None:
        """完整的证件号、手机号走盲索引。"""
        people = self.get_queryset(request)
        if len(term) == 18 and term[:17].isdigit():
            return list(people.filter(id_no_index=blind_index("id_no", term.upper())).values_list("pk", flat=True))
        if len(term) == 11 and term.isdigit():
            return list(people.filter(mobile_index=blind_index("mobile", term)).values_list("pk", flat=True))
        return None

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Person], search_term: str
    ) -> tuple[QuerySet[Person], bool]:
        """姓名、拼音按开头找，几百万人也用得上索引。"""
        term = search_term.strip()
        if not term:
            return queryset, False
        if term.isascii():
            return queryset.filter(Q(name_pinyin__startswith=term.lower()) | Q(name_initials=term.lower())), False
        return queryset.filter(name__startswith=term), False


@admin.register(Employer)
class EmployerAdmin(ReadOnlyAdmin):
    """缴存单位。"""

    view_action = "identity.view"
    list_display = ("name", "uscc", "created_at")
    search_fields = ("name", "=uscc", "^name_pinyin")
    search_help_text = "单位名称的任何一段、拼音的开头，或完整的统一社会信用代码"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Employer]:
        """只有看得到的单位。"""
        return scope.employers(request.actor).order_by("name_pinyin", "id")  # type: ignore[attr-defined]


@admin.register(Branch)
class BranchAdmin(ReadOnlyAdmin):
    """管理部与网点。"""

    view_action = "identity.view"
    list_display = ("code", "name", "area")
    search_fields = ("name", "code")


class GrantInline(ReadOnlyTabular):
    """登录的授权。"""

    view_action = "identity.view"
    model = Grant
    fields = ("role", "scope", "employer", "branch", "valid_from", "valid_to")


@admin.register(Login)
class LoginAdmin(ReadOnlyAdmin):
    """登录。"""

    view_action = "identity.view"
    list_display = ("username", "person", "is_active", "last_login")
    list_filter = ("is_active", "grants__role")
    list_select_related = ("person",)
    search_fields = ("username", "person__name", "person__name_pinyin")
    search_help_text = "用户名、姓名、拼音"
    fields = ("username", "person", "is_active", "last_login", "created_at")
    inlines = (GrantInline,)
