"""访问令牌：manage.py token USERNAME，只在演示环境。"""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from gjj import clock
from gjj.identity.selectors.grants import login_by_username
from gjj.identity.tokens import issue_token, scopes_for


class Command(BaseCommand):
    """给某个登录发一个访问令牌，打印出来。"""

    help = "打印某个登录的访问令牌（Authorization: Bearer …），只在演示环境可用。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", metavar="USERNAME", help="用户名，如 unit-a")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.GJJ_DEMO:
            raise CommandError("只有演示环境（GJJ_DEMO=1）可以用命令发令牌，没有发。")
        at = clock.now()
        login = login_by_username(options["username"])
        if login is None:
            raise CommandError(f"没有 {options['username']} 这个登录，或者它已经停用，没有发令牌。")
        scopes = scopes_for(login, clock.today())
        if not scopes:
            raise CommandError(f"{options['username']} 今天没有有效的授权，没有发令牌。")
        self.stdout.write(issue_token(login_id=login.pk, scopes=scopes, at=at))
