"""后台：参数与工作日，目前只读。"""

from django.contrib import admin

from gjj.backoffice.readonly import ReadOnlyAdmin
from gjj.parameters.models import Parameter, WorkDay
from gjj.regulations.lookup import title


@admin.register(Parameter)
class ParameterAdmin(ReadOnlyAdmin):
    """参数。"""

    view_action = "parameters.view"
    list_display = ("label", "value", "area", "valid_from", "valid_to", "basis", "note")
    list_filter = ("area", "kind", "code")
    search_fields = ("code", "label", "note")

    @admin.display(description="生效日", ordering="valid")
    def valid_from(self, row: Parameter) -> str:
        """从哪天起。"""
        return f"{row.valid.lower}"

    @admin.display(description="失效日")
    def valid_to(self, row: Parameter) -> str:
        """到哪天止（不含）。"""
        return f"{row.valid.upper or '至今'}"

    @admin.display(description="依据")
    def basis(self, row: Parameter) -> str:
        """条款名。"""
        return title(row.article) if row.article else "—"


@admin.register(WorkDay)
class WorkDayAdmin(ReadOnlyAdmin):
    """工作日。"""

    view_action = "parameters.view"
    list_display = ("day", "is_workday", "label", "estimated")
    list_filter = ("is_workday", "estimated")
    date_hierarchy = "day"
