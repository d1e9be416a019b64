"""只读后台页的基类：能查、能筛、能钻取，不能增、改、删。"""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from gjj.declarations.permissions import allowed


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


class ReadOnlyAdmin(ByAction, admin.ModelAdmin):
    """只读的一类记录。"""

    list_per_page = 50
    show_full_result_count = False


class ReadOnlyTabular(ByAction, admin.TabularInline):
    """只读的明细行。"""

    extra = 0
    can_delete = False
    show_change_link = True
