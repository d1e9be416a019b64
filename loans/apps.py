"""贷款的应用配置。"""

from django.apps import AppConfig


class LoansConfig(AppConfig):
    """贷款：现在只有规则和利率参数，没有表。"""

    name = "loans"
    verbose_name = "贷款"
