"""后台：审计记录只读。"""

from django.contrib import admin

from gjj.actors.roles import ROLES
from gjj.audit.models import AuditEntry
from gjj.backoffice.readonly import ReadOnlyAdmin


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """审计记录。"""

    view_action = "audit.view"
    list_display = ("at", "name", "role_name", "channel", "action", "object_type", "object_id", "summary", "result")
    list_filter = ("role", "action", "result")
    search_fields = ("=username", "name", "=object_id", "summary")
    search_help_text = "完整的用户名或对象编号，办事人姓名、摘要里的任何一段"
    date_hierarchy = "at"

    @admin.display(description="身份", ordering="role")
    def role_name(self, entry: AuditEntry) -> str:
        """身份的中文名；登录时还没选身份。"""
        return ROLES.get(entry.role, "—")
