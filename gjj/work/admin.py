"""后台：发件箱、任务进度只读；办不成的可以重新执行。"""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from gjj import clock
from gjj.backoffice.readonly import ReadOnlyAdmin
from gjj.declarations.errors import BizError
from gjj.declarations.permissions import allowed
from gjj.work.models import Job, OutboxRow
from gjj.work.services import rerun


@admin.register(OutboxRow)
class OutboxRowAdmin(ReadOnlyAdmin):
    """发件箱。"""

    view_action = "work.view"
    list_display = ("id", "task", "key", "status", "attempts", "created_at", "done_at", "last_error")
    list_filter = ("status", "task")
    search_fields = ("task", "key")
    exclude = ("secret",)
    actions = ("run_again",)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """没有权限的人看不到按钮。"""
        found = super().get_actions(request)
        actor: Any = getattr(request, "actor", None)
        return found if actor and allowed(actor, "work.rerun") else {}

    @admin.action(description="重新执行办不成的")
    def run_again(self, request: HttpRequest, queryset: QuerySet[OutboxRow]) -> None:
        """逐件放回待办。"""
        for row in queryset:
            try:
                rerun(by=request.actor, row_id=row.pk, at=clock.now())  # type: ignore[attr-defined]
                messages.success(request, f"{row} 已放回待办。")
            except BizError as error:
                messages.warning(request, f"{row}：{error.detail}")


@admin.register(Job)
class JobAdmin(ReadOnlyAdmin):
    """任务进度。"""

    view_action = "work.view"
    list_display = ("id", "title", "kind", "status", "done", "total", "errors", "started_at", "finished_at")
    list_filter = ("status", "kind")
    search_fields = ("title",)
