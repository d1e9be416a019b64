"""参数的应用配置。"""

from django.apps import AppConfig

from gjj.declarations.permissions import register


class ParametersConfig(AppConfig):
    """参数。"""

    name = "gjj.parameters"
    label = "parameters"
    verbose_name = "参数"

    def ready(self) -> None:
        from gjj.approvals.ports import register_handler
        from gjj.identity.ports import register_parameter_reader
        from gjj.parameters import selectors
        from gjj.parameters.announcing import YearAnnouncement
        from gjj.parameters.changing import ParameterChange
        from gjj.parameters.permissions import PERMISSIONS

        register(PERMISSIONS)
        register_parameter_reader(selectors.values)
        register_handler(ParameterChange())
        register_handler(YearAnnouncement())
