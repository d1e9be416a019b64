"""授权的应用配置。"""

from django.apps import AppConfig

from gjj.declarations.permissions import register


class GrantsConfig(AppConfig):
    """授权。"""

    name = "gjj.grants"
    label = "grants"
    verbose_name = "授权"

    def ready(self) -> None:
        from gjj.approvals.ports import register_handler
        from gjj.grants.changing import GrantChange
        from gjj.grants.logins import LoginChange
        from gjj.grants.permissions import PERMISSIONS

        register(PERMISSIONS)
        register_handler(GrantChange())
        register_handler(LoginChange())
