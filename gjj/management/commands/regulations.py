"""条款对照：manage.py regulations [编号]。"""

from argparse import ArgumentParser
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from gjj.declarations.collect import collect
from gjj.regulations.implements import IMPLEMENTATIONS
from gjj.regulations.report import Trace, trace

LINES = ("deposits", "loans")


class Command(BaseCommand):
    """列出每条条款由哪些规则、参数、测试、页面落实。"""

    help = "条款 → 规则（文件:行）→ 参数 → 测试 → 页面。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("article", nargs="?", help="条款编号，如 TL-18；不写则列全部")

    def handle(self, *args: Any, **options: Any) -> None:
        # 规则多在 rules 里，也有写在服务和查询上的：整条业务线都载入，登记才齐
        for line in LINES:
            for module in walk_packages(import_module(line).__path__, f"{line}."):
                import_module(module.name)
        parameters = collect([config.name for config in apps.get_app_configs()], "parameters", "PARAMETERS")
        try:
            traces = trace(Path(settings.BASE_DIR), IMPLEMENTATIONS, parameters, options["article"])
        except KeyError as error:
            raise CommandError(f"条款目录里没有 {options['article']}，不带编号运行可以看全部。") from error
        for one in traces:
            self._print(one)

    def _print(self, one: Trace) -> None:
        article = one.article
        until = f"至 {article.valid_to}（不含）" if article.valid_to else "至今"
        self.stdout.write(
            f"{article.id}  {article.title}  {article.valid_from} {until}{'' if article.sure else '  ※待对原文'}"
        )
        self.stdout.write(f"    {article.text}")
        for label, places in (("规则", one.rules), ("参数", one.parameters), ("测试", one.tests), ("页面", one.pages)):
            for place in places:
                self.stdout.write(f"    {label}  {place}")
