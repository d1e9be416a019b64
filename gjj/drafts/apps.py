"""草稿的应用配置。"""

from django.apps import AppConfig

from gjj.declarations.permissions import register


class DraftsConfig(AppConfig):
    """草稿。"""

    name = "gjj.drafts"
    label = "drafts"
    verbose_name = "草稿"

    def ready(self) -> None:
        from gjj.drafts.permissions import PERMISSIONS

        register(PERMISSIONS)
