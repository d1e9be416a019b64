"""信息发布的应用配置。"""

from django.apps import AppConfig

from gjj.declarations import permissions


class PublicationsConfig(AppConfig):
    """信息发布。"""

    name = "gjj.publications"
    label = "publications"
    verbose_name = "信息发布"

    def ready(self) -> None:
        from gjj.approvals.ports import register_handler
        from gjj.publications.changing import PublicationChange
        from gjj.publications.permissions import PERMISSIONS

        permissions.register(PERMISSIONS)
        register_handler(PublicationChange())
