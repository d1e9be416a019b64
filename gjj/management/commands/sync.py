"""把各业务声明的初始参数、科目、工作日、事项与渠道、消息模板写进库：manage.py sync；已有的从不覆盖。"""

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand

from gjj import clock
from gjj.catalog.selectors.declared import declared_items
from gjj.catalog.services.sync import sync_catalog
from gjj.declarations.collect import collect
from gjj.ledger.services.subjects import sync_subjects
from gjj.messaging.selectors.templates import declared
from gjj.messaging.services.sync import sync_templates
from gjj.parameters.services import sync_calendar, sync_initial
from gjj.settlement.services.accounts import sync_center_account

FIRST_YEAR, LAST_YEAR = 2016, 2026
"""节假日库里已经照国务院公布的安排写好的年份；公布了新的一年、库也跟上之后，把 LAST_YEAR 加一再跑一遍 sync。"""
ESTIMATED = frozenset({LAST_YEAR + 1})
"""放假安排还没有公布、只有推算的年份：记下但不当作公布。"""


class Command(BaseCommand):
    """初始数据。"""

    help = "写入初始参数、科目、工作日、事项与渠道、消息模板；已有的不动。"

    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.now()
        rows = collect([config.name for config in apps.get_app_configs()], "parameters", "PARAMETERS")
        added = sync_initial(rows, at)
        years = sync_calendar(range(FIRST_YEAR, LAST_YEAR + 1)) + sync_calendar(ESTIMATED, ESTIMATED)
        sync_subjects()
        sync_center_account()
        items = sync_catalog(declared_items(), at)
        templates = sync_templates(declared(), at)
        if options["verbosity"]:
            self.stdout.write(
                f"初始数据已就位：新增参数 {added} 行、放假安排 {years} 年、事项 {items} 项、消息模板 {templates} 版。"
            )
