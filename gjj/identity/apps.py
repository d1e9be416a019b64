"""身份的应用配置。"""

from django.apps import AppConfig

from gjj.declarations.permissions import register


class IdentityConfig(AppConfig):
    """身份。"""

    name = "gjj.identity"
    label = "identity"
    verbose_name = "身份与授权"

    def ready(self) -> None:
        from gjj.identity.permissions import PERMISSIONS

        register(PERMISSIONS)
