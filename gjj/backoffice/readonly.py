"""只读后台页的基类：能查、能筛、能钻取，不能增、改、删；写明的列才显示。"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from gjj.backoffice.branches import seen_rows
from gjj.backoffice.columns import Shown
from gjj.backoffice.drilled import drilled
from gjj.backoffice.exporting import export_listing
from gjj.backoffice.finders import as_written, recognise
from gjj.backoffice.opening import look_teller
from gjj.backoffice.paginator import CappedPaginator
from gjj.backoffice.show import EMPTY
from gjj.backoffice.things import doings_of, roads
from gjj.backoffice.totals import NotCounted, TotalledList, TotalledRows
from gjj.declarations.permissions import allowed
from gjj.idnumbers.payment_code import payment_code_in


class ByAction:
    """看得见与否由动作权限决定，不由 Django 的模型权限决定；没写动作就谁也看不见。"""

    view_action: ClassVar[str] = ""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        actor: Any = getattr(request, "actor", None)
        # request.actor 是用到才取的壳：里面没有人时壳不是 None，只能看真假
        return bool(actor) and bool(self.view_action) and allowed(actor, self.view_action)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class PlainForm(forms.ModelForm):
    """标签后面不带冒号。"""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "label_suffix": ""})


class ReadOnlyAdmin(ByAction, Shown, admin.ModelAdmin):
    """只读的一类记录。

    ``fields`` 或 ``fieldsets`` 要写明详情显示哪些列，``totals`` 是清单里要合计的列 → 按库里的什么加（``not_counted`` 的行不算），
    ``place`` 是首页里的次序；``drill_only`` 的只能从别处点进来，首页不列。
    ``person_of`` 答一件是哪个自然人的，打开它、只列着他的清单都记进「谁看过」，``seen_as`` 是那里怎么说；不说哪个人的写 ``nobody`` 为什么。
    管全中心的人看得到全部的行；各网点都一样的东西（科目、参数）写 ``common``；按网点分得出的登记怎么分（branches.py），
    没登记的，管一个网点的人一行也看不到。
    """

    form = PlainForm
    list_per_page = 50
    list_max_show_all = 50
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = CappedPaginator
    empty_value_display = EMPTY
    totals: ClassVar[Mapping[str, Any]] = {}
    not_counted: ClassVar[NotCounted | None] = None
    place: ClassVar[int] = 100
    drill_only: ClassVar[bool] = False
    common: ClassVar[bool] = False
    seen_as: ClassVar[str] = ""
    nobody: ClassVar[str] = ""

    def person_of(self, row: Any) -> int | None:
        """这一件说的是哪个自然人，给编号，不另查；不是哪个人的为空。"""
        return None

    def named(self, row: Any) -> str:
        """这一件叫什么，写在标题上。"""
        return str(row)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return not self.drill_only and super().has_module_permission(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """看得到的行；没登记怎么按网点分的，按网点授权的人什么也看不到。"""
        rows = super().get_queryset(request)
        return rows if self.common else seen_rows(getattr(request, "actor", None), rows)

    def fill(self, rows: Sequence[Any]) -> None:
        """列里要另查的，给这些行一起查好写上：清单一页一次，导出一批一次，详情一件一次；多数的清单没有。"""

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """一件，要另查的也写上。"""
        found = super().get_object(request, object_id, from_field)
        if found is not None:
            self.fill([found])
        return found

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """没有这一件、看不到这一件：回到清单，说一声。"""
        messages.warning(request, f"没有这一件{opts.verbose_name}，或者您看不到它。")
        return HttpResponseRedirect(reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"))

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return self.columns_of(self.list_display, labelled=True)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        told = self.fieldsets or ((None, {"fields": self.fields or ()}),)
        return [(name, {**options, "fields": self.columns_of(options["fields"])}) for name, options in told]

    def get_action_choices(self, request: HttpRequest, default_choices: Any = None) -> Any:
        """没选的时候写「选择操作」，不写一排横线。"""
        return super().get_action_choices(request, [("", "选择操作")])

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[TotalledList]:
        return TotalledList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """填的是认得出的号码就直接找到它，不是才照普通的词查；缴款识别码照页面四位一组、全角抄的，先连起来。"""
        code, search_term = payment_code_in(search_term), as_written(search_term)
        known = recognise(self.opts.label_lower, search_term) if search_term else None
        if code:
            # 凭证流水号（日期加编号）碰巧也像一个识别码：两样都认
            as_code = recognise(self.opts.label_lower, code)
            known = known | as_code if known is not None and as_code is not None else as_code or known
            search_term = code
        if known is not None:
            return queryset.filter(known), True
        return super().get_search_results(request, queryset, search_term)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """清单：标题就是这类记录的名字；从别处点进来的说明正在只看什么。"""
        if "export" in request.GET:
            return export_listing(self, request)  # type: ignore[return-value]
        actor: Any = getattr(request, "actor", None)
        doings = list(doings_of(self.opts.label_lower, actor)) if actor else []
        context = {"title": self.opts.verbose_name_plural, "doings": doings, **(extra_context or {})}
        response = super().changelist_view(request, context)
        listed = (response.context_data or {}).get("cl") if isinstance(response, TemplateResponse) else None
        if listed is not None:
            listed.drilled = drilled(listed, request)
            self.tell_listed(request, listed.result_list)
        return response

    def tell_listed(self, request: HttpRequest, rows: Sequence[Any]) -> None:
        """清单上列的都是一个人的，和打开他的一件一样记下；查出来的一页有几个人的，一人一条；没有查、翻着看的几个人一页一条，不逐人记。"""
        people = {self.person_of(row) for row in rows}
        named, seen = sorted(one for one in people if one is not None), str(self.opts.verbose_name)
        if not named:
            return
        actor: Any = request.actor  # type: ignore[attr-defined]
        if len(people) == 1:
            self._tell_opened(request, named[0])
        elif request.GET.get("q", "").strip():
            look_teller().listed(by=actor, people=named, seen=seen)
        else:
            look_teller().paged(by=actor, people=named, seen=seen)

    def _tell_opened(self, request: HttpRequest, person_id: int | None) -> None:
        if person_id is not None:
            actor: Any = request.actor  # type: ignore[attr-defined]
            look_teller().opened(by=actor, person_id=person_id, seen=self.seen_as or str(self.opts.verbose_name))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """详情：标题写是哪一件，右上角是从它能走到的地方。"""
        row: Any = context["original"]
        actor: Any = request.actor  # type: ignore[attr-defined]
        self._tell_opened(request, self.person_of(row))
        context.update(
            title=f"{self.opts.verbose_name} {self.named(row)}", subtitle=None, roads=list(roads(row, actor))
        )
        return super().render_change_form(request, context, *args, **kwargs)


class ReadOnlyTabular(ByAction, Shown, admin.TabularInline):
    """只读的明细行；``totals`` 是要合计的列。"""

    extra = 0
    can_delete = False
    show_change_link = True
    template = "admin/readonly_tabular.html"
    formset = TotalledRows
    totals: ClassVar[Sequence[str]] = ()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        return self.columns_of(self.fields or (), labelled=True)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return [(None, {"fields": self.columns_of(self.fields or (), labelled=True)})]

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        made: Any = super().get_formset(request, obj, **kwargs)
        made.columns, made.totals = self.columns_of(self.fields or (), labelled=True), self.totals
        return made
