"""后台：发件箱、任务进度只读；办不成的可以重新执行。"""

from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from gjj import clock
from gjj.actors.actor import Actor
from gjj.audit.selectors import sealer_silent
from gjj.backoffice.columns import column
from gjj.backoffice.filters import period_filter, word_filter
from gjj.backoffice.finders import as_key, finder_for
from gjj.backoffice.notices import Notice, notice
from gjj.backoffice.reading import lines, read
from gjj.backoffice.readonly import ReadOnlyAdmin
from gjj.backoffice.show import EMPTY, moment
from gjj.backoffice.things import Link, Thing, links_in, listing, page_of, register_thing, roads_from, thing_link
from gjj.backoffice.unit_filter import unit_filter
from gjj.backoffice.words import register_words, word
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import allowed
from gjj.periods.days import business_date
from gjj.periods.said import day_said
from gjj.work.labels import JOBS, KEYS, RESULTS, fault
from gjj.work.models import Job, OutboxRow
from gjj.work.proving import CHAIN, KIND
from gjj.work.services import rerun
from gjj.work.task import TASKS

LONG_WAIT_ATTEMPTS = 20
"""试过这么多次还在等，就算等得太久：大约几分钟。"""

register_words("key", KEYS)
register_words("key", RESULTS)
register_words("job", JOBS)
register_thing(Thing("outbox", "后台工作", "work_outboxrow"))


def task_title(name: str) -> str:
    """一件任务叫什么：登记的说法，没有的取任务函数说明的第一句。"""
    said = word("task", name)
    if said != name or name not in TASKS:
        return said
    return (TASKS[name].__doc__ or name).split("。")[0].strip()


@finder_for("work.outboxrow", "work.job")
def by_number(term: str) -> Q | None:
    """编号。"""
    number = as_key(term)
    return Q(pk=number) if number else None


@admin.register(OutboxRow)
class OutboxRowAdmin(ReadOnlyAdmin):
    """发件箱。"""

    nobody = "只有编号，内容保密的不显示"
    view_action = "work.view"
    place = 10
    chips = {"status": {"pending": "doing", "running": "doing", "done": "done", "dead": "over"}}
    list_display = ("id", "title", "about", "status", "attempts", "created_at", "done_at", "reason")
    list_filter = ("status", word_filter("task", "task"), period_filter("created_at"))
    search_fields = ("last_error",)
    search_help_text = "编号、汇缴书号、没办成的原因"
    fieldsets = (
        (None, {"fields": ("id", "title", "content", "status", "attempts", "reason")}),
        ("时间", {"fields": ("created_at", "due_at", "retry_at", "lease_until", "done_at")}),
    )
    actions = ("run_again",)

    def named(self, row: OutboxRow) -> str:
        """第几件，叫什么。"""
        return f"第 {row.pk} 件 {task_title(row.task)}"

    @admin.display(description="选中")
    def action_checkbox(self, obj: OutboxRow) -> SafeString:
        """选中这一件的方框。"""
        told = f"选中{self.named(obj)}"
        return format_html(
            '<input type="checkbox" class="action-select" name="{}" value="{}" aria-label="{}">',
            ACTION_CHECKBOX_NAME, obj.pk, told,
        )  # fmt: skip

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """没有权限的人看不到按钮。"""
        found = super().get_actions(request)
        actor: Any = getattr(request, "actor", None)
        return found if actor and allowed(actor, "work.rerun") else {}

    @admin.action(description="重新执行办不成的")
    def run_again(self, request: HttpRequest, queryset: QuerySet[OutboxRow]) -> None:
        """逐件放回待办。"""
        for row in queryset:
            name = f"第 {row.pk} 件「{task_title(row.task)}」"
            try:
                rerun(by=request.actor, row_id=row.pk, at=clock.now())  # type: ignore[attr-defined]
                messages.success(request, f"{name}已放回待办。")
            except BizError as error:
                messages.warning(request, f"{name}：{error.detail}")

    @column("任务", ordering="task", is_short=True)
    def title(self, row: OutboxRow) -> str:
        """叫什么。"""
        return task_title(row.task)

    @column("对象", is_short=True)
    def about(self, row: OutboxRow) -> str:
        """为哪一件。"""
        found = [thing_link(key.removesuffix("_id"), value) for key, value in row.payload.items() if _is_number(value)]
        return lines(found) if found else EMPTY

    @column("内容")
    def content(self, row: OutboxRow) -> str:
        """内容，指着的东西可以点过去；保密的不显示。"""
        return lines(
            [*links_in(row.payload), *(_told(key, value) for key, value in row.payload.items() if key in KEYS)]
        )

    @column("最近一次没办成的原因", ordering="last_error")
    def reason(self, row: OutboxRow) -> str:
        """没办成的原因。"""
        return fault(row.last_error)


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _told(key: str, value: Any) -> str:
    said = moment(datetime.fromisoformat(value)) if key.endswith("_at") else str(value)
    return f"{word('key', key)}：{said}"


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """任务进度。"""

    nobody = "说的是一件工作，只有编号和件数"
    view_action = "work.view"
    place = 20
    words = {"kind": "job"}
    chips = {"status": {"running": "doing", "done": "done", "failed": "back"}}
    list_display = ("id", "title", "kind", "status", "done", "total", "errors", "started_at", "finished_at")
    list_filter = (
        unit_filter("employer_id", "employer"),
        "status",
        word_filter("kind", "job"),
        period_filter("started_at"),
    )
    search_fields = ("title",)
    search_help_text = "编号、名称、单位名称"
    fields = (
        "title", "kind", "status", "total", "done", "errors", "outcome", "employer", "login", "started_at",
        "finished_at",
    )  # fmt: skip

    @column("结果")
    def outcome(self, row: Job) -> str:
        """办出来的是什么。"""
        return read(row.result)

    @column("单位")
    def employer(self, row: Job) -> str:
        """哪个单位的。"""
        return thing_link("employer", row.employer_id, full=True) if row.employer_id else EMPTY

    @column("办事人")
    def login(self, row: Job) -> str:
        """谁交办的。"""
        return thing_link("login", row.login_id, full=True) if row.login_id else EMPTY


@roads_from("work.job")
def work_of_job(row: Job, actor: Actor) -> list[Link]:
    """任务 → 替它办事的那一件后台工作：没办成的在那里重新执行。"""
    # 带上任务名，唯一索引才用得上
    found = OutboxRow.objects.filter(task__in=sorted(TASKS), key=f"job:{row.pk}").values_list("id", flat=True).first()
    return [Link("后台工作", page_of("work_outboxrow", found))] if found else []


@notice(40)
def dead(actor: Actor, today: date) -> Notice | None:
    """办不成的后台工作。"""
    if not allowed(actor, "work.view"):
        return None
    count = OutboxRow.objects.filter(status="dead").count()
    told = "试过多次仍没办成，主任或系统管理员可以重新执行" if count else "都在办或已办完"
    return Notice(
        "办不成的后台工作",
        count,
        "件",
        told,
        listing("work_outboxrow", status__exact="dead"),
        "wrong" if count else "calm",
    )


@notice(45)
def waiting(actor: Actor, today: date) -> Notice | None:
    """等外面的系统等得太久的后台工作。"""
    if not allowed(actor, "work.view"):
        return None
    count = OutboxRow.objects.filter(status="pending", attempts__gte=LONG_WAIT_ATTEMPTS).count()
    told = "银行、短信等外面的系统一直没有应答，恢复后会自动接着办" if count else "没有等得太久的"
    url = listing("work_outboxrow", status__exact="pending", attempts__gte=LONG_WAIT_ATTEMPTS)
    return Notice("等得太久的后台工作", count, "件", told, url, "look" if count else "calm")


@notice(35)
def proved(actor: Actor, today: date) -> Notice | None:
    """最近一次查账：有不成立的、没查完的、隔了一天没查的。"""
    if not allowed(actor, "work.view"):
        return None
    return _checked(
        KIND, today, "查账", "条", "每天零点半查每一条恒等式", "全部成立",
        "有恒等式不成立：请停止记账，点进去看是哪几条，照运维手册处理",
    )  # fmt: skip


@notice(36)
def chained(actor: Actor, today: date) -> Notice | None:
    """最近一次查验审计链：封的停了、有断口的、没查完的、隔了一天没查的；看得到审计的人才有。"""
    if not allowed(actor, "work.view") or not allowed(actor, "audit.view"):
        return None
    if silent := sealer_silent():
        told = "封审计的这么久没有来了，这以后的记录都没有封：请看工作进程、定时任务活着没有"
        return Notice(
            "封审计的停了", silent // timedelta(minutes=1), "分钟", told, listing("work_job", kind=CHAIN), "wrong"
        )
    return _checked(
        CHAIN, today, "查验审计链", "处", "每天零点四十分从头走一遍，再对外锚", "一环扣一环",
        "有断口：请保留现场，点进去看是哪一条，照运维手册按泄密事件处理",
    )  # fmt: skip


def _checked(kind: str, today: date, title: str, unit: str, first: str, good: str, bad: str) -> Notice:
    """每天查的一件：最近一次怎么样。"""
    last = Job.objects.filter(kind=kind).first()
    url = listing("work_job", kind=kind)
    if last is None:
        return Notice(title, 0, unit, f"{first}，还没有到第一次", url, "calm")
    day = business_date(last.started_at)
    if last.status == "failed":
        return Notice(title, last.errors, unit, f"{day_said(day)}查的，{bad}", url, "wrong")
    if (today - day).days > 1 or last.status == "running" and day < today:
        return Notice(title, 0, unit, f"{day_said(day)}以后没有查完过，请看定时任务和工作进程", url, "look")
    return Notice(title, 0, unit, f"{day_said(day)}查的，{good}", url, "calm")
