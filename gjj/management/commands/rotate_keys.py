"""换密钥：manage.py rotate_keys [--check]，以属主身份跑（GJJ_DATABASE_ROLE=owner）。

先在 GJJ_KEYS 里添一把新的、current 指向它，重起各进程（新写的就用新的，旧的照样读得出）；再跑这一条，业务不用停。
--check 只数各列还有几行用旧的，一行也没有了以 0 退出，旧的那一把才可以从 GJJ_KEYS 里拿掉。
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from gjj.crypto import box
from gjj.crypto.rotation import columns, counted, rotate


class Command(BaseCommand):
    """换密钥。"""

    help = "把旧密钥加密的列换成现在的密钥；--check 只数还剩几行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="只数，不换")

    def handle(self, *args: Any, **options: Any) -> None:
        now, left, changed = box.current_number(), 0, 0
        for column in columns():
            if not options["check"]:
                done = sum(rotate(column))
                changed += done
                if done:
                    self.stdout.write(f"{column.about}：换了 {done:,} 行")
            for number, rows in sorted(counted(column).items()):
                if number != now:
                    left += rows
                    self.stdout.write(f"{column.about}：还有 {rows:,} 行用第 {number} 把密钥")
        told = f"看过 {len(columns())} 列" + ("" if options["check"] else f"，换了 {changed:,} 行")
        if left:
            self.stdout.write(f"{told}；还有 {left:,} 行用旧密钥，旧的那一把不能拿掉，请再跑一遍。")
            raise SystemExit(1)
        self.stdout.write(f"{told}；都用第 {now} 把密钥，旧的可以从 GJJ_KEYS 里拿掉了。")
