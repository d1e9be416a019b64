"""拨动演示时钟：manage.py clock --set 2026-12-01T00:00 · --reset。"""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from gjj import clock
from gjj.periods.days import SHANGHAI


class Command(BaseCommand):
    """把演示环境的业务时间拨到某一刻（北京时间），或者拨回真实时间。"""

    help = "拨动演示时钟（北京时间），只在演示环境可用。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        choice = parser.add_mutually_exclusive_group(required=True)
        choice.add_argument("--set", dest="moment", metavar="2026-12-01T00:00", help="拨到这一刻（北京时间）")
        choice.add_argument("--reset", action="store_true", help="拨回真实时间")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.GJJ_DEMO:
            raise CommandError("只有演示环境（GJJ_DEMO=1）可以拨动时钟，时间没有变。")
        if options["reset"]:
            clock.reset()
        else:
            clock.set_to(self._moment(options["moment"]))
        self.stdout.write(f"业务时间：{clock.now().astimezone(SHANGHAI):%Y-%m-%d %H:%M}")

    def _moment(self, text: str) -> datetime:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError as error:
            raise CommandError(f"看不懂时间「{text}」，请写成 2026-12-01T00:00。时间没有变。") from error
        return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)
