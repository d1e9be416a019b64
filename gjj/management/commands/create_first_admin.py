"""首位系统管理员、首位安全管理员：manage.py create_first_admin [--security] [--url http://…]，打印一次性链接。"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from gjj import clock
from gjj.declarations.errors import BizError
from gjj.identity.services.first_admin import start_first_admin


class Command(BaseCommand):
    """打印首位系统管理员（--security 是安全管理员）设口令的一次性链接。"""

    help = "打印首位系统管理员设口令的链接（一次有效，24 小时内）；以前没用的链接作废；已经有的不给。两位管理员都要有：一位提授权，一位批。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--security", action="store_true", help="给首位安全管理员的：授权由他批准")
        parser.add_argument("--url", default="http://127.0.0.1:8000", help="大厅的地址，默认 http://127.0.0.1:8000")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            token = start_first_admin(at=clock.now(), role="security_admin" if options["security"] else "system_admin")
        except BizError as error:
            raise CommandError(f"{error.detail}{error.fix}") from error
        path = reverse("portal:first_admin", kwargs={"token": token})
        self.stdout.write(f"{options['url'].rstrip('/')}{path}")
