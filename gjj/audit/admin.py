"""后台：审计记录只读。"""

from django.contrib import admin

from gjj.audit.models import AuditEntry
from gjj.backoffice.readonly import ReadOnlyAdmin


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """审计记录。"""

    view_action = "audit.view"
    list_display = ("at", "name", "role", "channel", "action", "object_type", "object_id", "summary", "result")
    list_filter = ("role", "action", "result")
    search_fields = ("username", "name", "object_id", "summary")
    date_hierarchy = "at"
