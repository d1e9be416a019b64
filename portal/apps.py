"""大厅的应用配置。"""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """大厅：没有自己的表。"""

    name = "portal"
    verbose_name = "大厅"
