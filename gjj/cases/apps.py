"""办件的应用配置。"""

from django.apps import AppConfig

from gjj.declarations.permissions import register


class CasesConfig(AppConfig):
    """办件。"""

    name = "gjj.cases"
    label = "cases"
    verbose_name = "办件"

    def ready(self) -> None:
        from gjj.cases.permissions import PERMISSIONS
        from gjj.cases.selectors.under_way import under_way
        from gjj.catalog.ports import use_under_way

        register(PERMISSIONS)
        use_under_way(under_way)
