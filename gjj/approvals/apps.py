"""审批的应用配置。"""

from django.apps import AppConfig

from gjj.declarations.permissions import register


class ApprovalsConfig(AppConfig):
    """审批。"""

    name = "gjj.approvals"
    label = "approvals"
    verbose_name = "审批"

    def ready(self) -> None:
        from gjj.approvals.permissions import PERMISSIONS

        register(PERMISSIONS)
