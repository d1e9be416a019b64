"""后台：审计记录只读；动作、对象、渠道说中文，对象可以点过去，别处的详情也能点来看。"""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from gjj.actors.actor import Actor
from gjj.actors.roles import ROLES
from gjj.audit.labels import CHANNELS, RESULTS
from gjj.audit.models import AuditEntry
from gjj.backoffice.columns import column
from gjj.backoffice.filters import period_filter, word_filter
from gjj.backoffice.reading import read
from gjj.backoffice.readonly import ReadOnlyAdmin
from gjj.backoffice.show import EMPTY, day, moment
from gjj.backoffice.things import Link, anchor, listing, roads_from, thing_code, thing_link
from gjj.backoffice.unit_filter import unit_filter
from gjj.backoffice.words import register_words, word, words_of
from gjj.declarations.permissions import all_permissions, allowed
from gjj.periods.days import SHANGHAI

register_words("audit.channel", CHANNELS)
register_words("audit.result", RESULTS)
register_words("role", ROLES)


def action_title(action: str) -> str:
    """一个动作叫什么：权限的名称，没有权限的取登记的说法。"""
    permission = all_permissions().get(action)
    return permission.title if permission else word("action", action)


class ActionFilter(admin.SimpleListFilter):
    """按动作筛；查看类的不留审计，不列。"""

    title = "动作"
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """会改东西的动作，和没有权限的动作。"""
        doing = {code: one.title for code, one in all_permissions().items() if not code.endswith(".view")}
        return list({**doing, **words_of("action")}.items())

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """只要这个动作。"""
        return queryset.filter(action=self.value()) if self.value() else queryset


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """审计记录。"""

    nobody = "审计记录本身：查的是谁办了什么；看审计再记审计，一条生一条"
    view_action = "audit.view"
    words = {"channel": "audit.channel", "role": "role", "result": "audit.result"}
    chips = {"result": {"ok": "done", "refused": "back"}}
    list_display = ("seen_at", "name", "role", "channel", "doing", "target", "summary", "case", "result")
    list_filter = (unit_filter("employer_id", "employer"),
        period_filter("at"), word_filter("role", "role"), ActionFilter, word_filter("channel", "audit.channel"),
        word_filter("result", "audit.result"),
    )  # fmt: skip
    search_fields = ("=username", "name", "=object_id", "=case_number", "summary")
    search_help_text = "完整的用户名、对象编号或办件编号，办事人姓名、摘要里的任何一段"
    fieldsets = (
        (None, {"fields": ("seen_at", "doing", "full_target", "case", "summary", "result", "was", "became")}),
        ("谁", {"fields": ("name", "login", "role", "channel", "employer", "ip")}),
        ("关于", {"fields": ("about_employer",)}),
    )
    date_hierarchy = "at"

    def named(self, row: AuditEntry) -> str:
        """哪天谁做了什么。"""
        return f"{day(row.at.astimezone(SHANGHAI))} {row.name} {action_title(row.action)}"

    @column("时间", ordering="at", is_short=True)
    def seen_at(self, row: AuditEntry) -> str:
        """到秒。"""
        return f"{moment(row.at)}:{row.at:%S}"

    @column("动作", ordering="action", is_short=True)
    def doing(self, row: AuditEntry) -> str:
        """做了什么。"""
        return action_title(row.action)

    @column("对象", ordering="object_type", is_short=True)
    def target(self, row: AuditEntry) -> str:
        """对着哪类东西。"""
        return thing_link(row.object_type, row.object_id)

    @column("对象")
    def full_target(self, row: AuditEntry) -> str:
        """对着哪一件。"""
        return thing_link(row.object_type, row.object_id, full=True)

    @column("办件", ordering="case_number", is_short=True)
    def case(self, row: AuditEntry) -> str:
        """办的是哪一件；没有办件的空着。"""
        if not row.case_number:
            return EMPTY
        return anchor(listing("cases_case", number__exact=row.case_number), row.case_number)

    @column("单位")
    def employer(self, row: AuditEntry) -> str:
        """代表哪个单位。"""
        return thing_link("employer", row.employer_id, full=True) if row.employer_id else EMPTY

    @column("关于的单位")
    def about_employer(self, row: AuditEntry) -> str:
        """柜面的人办的，关于哪个单位。"""
        return thing_link("employer", row.about_employer_id, full=True) if row.about_employer_id else EMPTY

    @column("用户名")
    def login(self, row: AuditEntry) -> str:
        """用哪个登录；系统自己没有登录。"""
        return thing_link("login", row.login_id, full=True) if row.login_id else EMPTY

    @column("改前")
    def was(self, row: AuditEntry) -> str:
        """改之前。"""
        return read(row.before)

    @column("改后")
    def became(self, row: AuditEntry) -> str:
        """改之后。"""
        return read(row.after)


@roads_from("*")
def history_of(row: Any, actor: Actor) -> list[Link]:
    """谁动过这一件；看得到审计的人才有。"""
    code = thing_code(row)
    if not code or not allowed(actor, "audit.view"):
        return []
    moved = Link("谁动过它", listing("audit_auditentry", object_type__exact=code, object_id__exact=row.pk))
    if code != "case":
        return [moved]
    return [moved, Link("办它的每一步", listing("audit_auditentry", case_number__exact=row.number))]
