"""后台：看一个人完整的号码；查看记录；夜里看的、看得多的提醒安全管理员，由他核对。"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.cache import never_cache

from gjj import clock
from gjj.actors.actor import Actor
from gjj.backoffice.branches import of_branch
from gjj.backoffice.columns import column
from gjj.backoffice.filters import period_filter, word_filter
from gjj.backoffice.notices import Notice, notice
from gjj.backoffice.opening import use_look_teller
from gjj.backoffice.readonly import ReadOnlyAdmin
from gjj.backoffice.show import EMPTY, moment
from gjj.backoffice.things import (
    Link,
    Thing,
    anchor,
    doing_on,
    listing,
    page_of,
    register_thing,
    roads_from,
    thing_link,
)
from gjj.backoffice.words import register_words
from gjj.crypto.masking import mask_card, mask_id_no, mask_mobile
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import allowed
from gjj.identity.models import Person
from gjj.identity.selectors import scope
from gjj.looks.labels import ACTIONS, ALERT, FIELDS, PAGE, PAGES, PEOPLE, REASONS, REVEAL, WATCH, WHY
from gjj.looks.masked import listed, opened, paged, sought
from gjj.looks.models import Look
from gjj.looks.selectors import (
    findings_of,
    note_of,
    people_of,
    seen_looks,
    seen_said,
    to_watch,
    with_visible,
    without_finding,
)
from gjj.looks.services import read_paper, reveal
from gjj.looks.settling import settle
from gjj.periods.days import business_date

of_branch("looks.look")(seen_looks)
register_thing(Thing("look", "查看记录", "looks_look"))
register_words("action", ACTIONS)
register_words("looks.kind", {REVEAL: "看完整的号码", **ACTIONS})
MASKS = {"id_no": mask_id_no, "mobile": mask_mobile, "bank_card": mask_card}


class WatchFilter(admin.SimpleListFilter):
    """只看要留意的。"""

    title = "留意"
    parameter_name = "watch"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """全部的，还没有人核对的。"""
        return [("1", "夜间、看得多的"), ("open", "还没有核对的")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Look]) -> QuerySet[Look]:
        """写了留意的。"""
        if not self.value():
            return queryset
        found = queryset.filter(after__has_key=WATCH)
        return without_finding(found) if self.value() == "open" else found


@admin.register(Look)
class LookAdmin(ReadOnlyAdmin):
    """查看记录：谁在何时为什么看了谁的什么。"""

    nobody = "查看记录本身：看它再记一条，一条生一条"
    view_action = "looks.watch"
    place = 60
    words = {"role": "role", "channel": "audit.channel", "action": "looks.kind"}
    list_display = ("seen_at", "name", "role", "action", "whom", "what", "why", "watched", "finding")
    list_filter = (period_filter("at"), WatchFilter, word_filter("action", "looks.kind"), word_filter("role", "role"))
    search_fields = ("=username", "name", "=object_id")
    search_help_text = "完整的用户名、看的人的姓名，或被看的人的编号"
    fields = ("seen_at", "name", "role", "channel", "ip", "action", "whom", "what", "why", "note", "watched", "finding")
    date_hierarchy = "at"

    def get_urls(self) -> list[Any]:
        """看完整的号码是一个人的一个动作。"""
        own = path("person/<int:pk>/", self.admin_site.admin_view(never_cache(self.reveal)), name="looks_reveal")
        done = path("<int:pk>/settle/", self.admin_site.admin_view(never_cache(self.settle)), name="looks_look_settle")
        return [own, done, *super().get_urls()]

    def reveal(self, request: HttpRequest, pk: int) -> HttpResponse:
        """选看哪几项、为什么；记下来才显示，只显示这一次。"""
        actor: Any = request.actor  # type: ignore[attr-defined]
        if not allowed(actor, "looks.reveal"):
            raise PermissionDenied
        person = scope.persons(actor).filter(pk=pk).first()
        if person is None:
            raise Http404
        opened(by=actor, person_id=pk, seen=PAGE, at=clock.now())
        error, found = None, None
        if request.method == "POST":
            try:
                found = reveal(
                    by=actor, person_id=pk, fields=request.POST.getlist("field"), reason=request.POST.get("reason", ""),
                    note=request.POST.get("note", ""), at=clock.now(),
                )  # fmt: skip
            except BizError as refused:
                error = refused
        context = {
            **self.admin_site.each_context(request),
            **_shown(person, request.POST),
            "error": error,
            "found": found,
        }
        return TemplateResponse(request, "admin/looks/reveal.html", context, status=error.status if error else 200)

    def settle(self, request: HttpRequest, pk: int) -> HttpResponse:
        """核对一条要留意的：看是谁、那时看了什么，写下结论。"""
        actor: Any = request.actor  # type: ignore[attr-defined]
        if not allowed(actor, "looks.settle"):
            raise PermissionDenied
        row = self.get_queryset(request).filter(pk=pk, after__has_key=WATCH).first()
        if row is None:
            raise Http404
        error = None
        if request.method == "POST":
            try:
                settle(by=actor, look_id=pk, finding=request.POST.get("finding", ""), at=clock.now())
            except BizError as refused:
                error = refused
            else:
                messages.success(request, "记下了：谁核对的、几时、结论都写在这一条上。")
                return HttpResponseRedirect(page_of("looks_look", pk))
        context = {
            **self.admin_site.each_context(request), "title": "核对要留意的查看", "row": row, "what": seen_said(row), "error": error,
            "at": self.seen_at(row), "around": around(row), "finding": request.POST.get("finding", ""),
            "watched": self.watched(row), "home": page_of("looks_look", pk),
        }  # fmt: skip
        return TemplateResponse(request, "admin/looks/settle.html", context, status=error.status if error else 200)

    @column("时间", ordering="at", is_short=True)
    def seen_at(self, row: Look) -> str:
        """到秒。"""
        return f"{moment(row.at)}:{row.at:%S}"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Look]:
        """看得到的记录，写上被看的人看不看得到。"""
        return with_visible(request.actor, super().get_queryset(request))  # type: ignore[attr-defined]

    def fill(self, rows: Sequence[Look]) -> None:
        """被看的人、核对的结论，一页一次查出。"""
        found, told = people_of(rows), findings_of(rows)
        for row in rows:
            row.whom = found.get(row.object_id)  # type: ignore[attr-defined]
            row.finding = told.get(str(row.pk), "")  # type: ignore[attr-defined]

    @column("看谁")
    def whom(self, row: Look) -> str:
        """被看的人：姓名、遮着的证件号码；不归来人看的只说是自然人。"""
        if row.action in (PAGES, ALERT):
            return f"{len((row.after or {}).get(PEOPLE, ())):,} 人" if row.action == PAGES else EMPTY
        person: Person | None = getattr(row, "whom", None)
        if person is None:
            return thing_link("person", row.object_id)
        return anchor(page_of("identity_person", person.pk), f"{person.name} {mask_id_no(person.id_no)}")

    @column("看了")
    def what(self, row: Look) -> str:
        """哪几项号码、打开的哪一样、拿哪种号码找的。"""
        return seen_said(row)

    @column("为什么")
    def why(self, row: Look) -> str:
        """选的原因。"""
        return str((row.after or {}).get(WHY, ""))

    @column("说明")
    def note(self, row: Look) -> str:
        """写的说明。"""
        return note_of(row)

    @column("留意")
    def watched(self, row: Look) -> str:
        """夜间、看得多。"""
        return "、".join((row.after or {}).get(WATCH, ()))

    @column("谁核对")
    def finding(self, row: Look) -> str:
        """要留意的，谁核对的、结论是什么。"""
        known = str(getattr(row, "finding", ""))
        return known or ("还没有" if WATCH in (row.after or {}) else EMPTY)


def _shown(person: Person, given: Mapping[str, Any]) -> dict[str, Any]:
    """这一页要的：这个人、遮着的各项、填过的。"""
    masked = [(name, said, MASKS[name](value)) for name, said in FIELDS.items() if (value := getattr(person, name))]
    chosen = given.getlist("field") if hasattr(given, "getlist") else []
    return {
        "title": f"看 {person.name} 完整的号码", "person": person, "masked": masked, "chosen": chosen, "reasons": REASONS,
        "reason": given.get("reason", ""), "note": given.get("note", ""),
    }  # fmt: skip


@roads_from("identity.person")
def to_reveal(person: Person, actor: Actor) -> list[Link]:
    """自然人 → 看完整的号码；谁看过他。清单里没有、只是轮得到替他办的，不看号码：照他带来的证件录。"""
    is_seen = actor.scope == "all" or scope.persons(actor).filter(pk=person.pk).exists()
    seeing = [Link("看完整的号码", reverse("admin:looks_reveal", args=[person.pk]))]
    watching = [Link("谁看过他", listing("looks_look", q=person.pk))]
    return [
        *(seeing if is_seen and allowed(actor, "looks.reveal") else []),
        *(watching if allowed(actor, "looks.watch") else []),
    ]


def around(row: Look) -> str:
    """看的人那一天的查看记录：清单的地址。"""
    day = business_date(row.at).isoformat()
    return listing("looks_look", q=row.username, at_from=day, at_to=day)


@roads_from("looks.look")
def to_settle(row: Look, actor: Actor) -> list[Link]:
    """查看记录 → 他那一天看的；要留意、还没有核对的，去核对。"""
    mine = row.login_id == actor.login_id
    is_open = WATCH in (row.after or {}) and not findings_of([row]) and not mine and allowed(actor, "looks.settle")
    doing = [Link("核对", reverse("admin:looks_look_settle", args=[row.pk]))] if is_open else []
    return [Link("他那一天看的", around(row)), *doing]


@doing_on("looks.look")
def to_settle_next(actor: Actor) -> list[Link]:
    """查看记录的清单 → 核对最早的、不是自己看的一条。"""
    if not allowed(actor, "looks.settle"):
        return []
    first = seen_looks(actor, to_watch()).exclude(login_id=actor.login_id).order_by("id").first()
    return [Link("核对最早的一条", reverse("admin:looks_look_settle", args=[first.pk]))] if first else []


class Looked:
    """后台各页看了谁，都记成审计。"""

    def opened(self, *, by: Actor, person_id: int, seen: str) -> None:
        """打开了一样。"""
        opened(by=by, person_id=person_id, seen=seen, at=clock.now())

    def paper(self, *, by: Actor, person_id: int, paper: str, why: str) -> None:
        """下载了一样材料。"""
        read_paper(by=by, person_id=person_id, paper=paper, why=why, at=clock.now())

    def sought(self, *, by: Actor, people: Sequence[int], number: str) -> None:
        """拿号码找人。"""
        sought(by=by, people=people, number=number, at=clock.now())

    def listed(self, *, by: Actor, people: Sequence[int], seen: str) -> None:
        """查出来的一页里列着几个人。"""
        listed(by=by, people=people, seen=seen, at=clock.now())

    def paged(self, *, by: Actor, people: Sequence[int], seen: str) -> None:
        """翻看的一页里列着几个人。"""
        paged(by=by, people=people, seen=seen, at=clock.now())


use_look_teller(Looked())


@notice(55)
def looks_to_watch(actor: Actor, today: date) -> Notice | None:
    """夜间看的、看得多的，还没有人核对的。"""
    if not allowed(actor, "looks.watch"):
        return None
    count = seen_looks(actor, to_watch()).count()
    told = (
        "夜间看的，或一小时内看得多的，还没有人核对；点进去看是谁、看了什么。"
        if count
        else "夜间的、大量的查看都有人核对过，或者没有。"
    )
    url = listing("looks_look", watch="open")
    return Notice("要留意的查看", count, "次", told, url, "look" if count else "calm")
