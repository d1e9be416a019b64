"""审计的应用配置。"""

from django.apps import AppConfig

from gjj.declarations.permissions import register


class AuditConfig(AppConfig):
    """审计。"""

    name = "gjj.audit"
    label = "audit"
    verbose_name = "审计"

    def ready(self) -> None:
        from gjj.audit.permissions import PERMISSIONS

        register(PERMISSIONS)
