"""单证的应用配置。"""

from django.apps import AppConfig

from gjj.declarations.permissions import register


class DocumentsConfig(AppConfig):
    """单证。"""

    name = "gjj.documents"
    label = "documents"
    verbose_name = "单证"

    def ready(self) -> None:
        from gjj.documents.permissions import PERMISSIONS

        register(PERMISSIONS)
