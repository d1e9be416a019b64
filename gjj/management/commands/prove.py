"""查账：manage.py prove [--on DATE] [--json]。每条恒等式都查，有违反的列出来并以 1 退出。"""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from gjj.work.proving import SHOWN, Finding, check_all


def single_role() -> bool:
    """应用是不是用属主身份连的库：那样数据库的授权就守不住账。"""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege(current_user, 'ledger_movement', 'UPDATE')")
        return bool(cursor.fetchone()[0])


class Command(BaseCommand):
    """查账。"""

    help = "查每一条恒等式；有违反的以 1 退出并列出违反的行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, help="在结果里注明查账日；账总是查到最新")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = check_all()
        amber = single_role()
        self._print(findings, amber, options)
        if any(one.count for one in findings):
            raise SystemExit(1)

    def _print(self, findings: list[Finding], amber: bool, options: dict[str, Any]) -> None:
        bad = [one for one in findings if one.count]
        if options["json"]:
            body = {
                "status": "red" if bad else "amber" if amber else "green",
                "on": options["on"].isoformat() if options["on"] else None,
                "checked": len(findings),
                "violations": [
                    {"id": one.invariant.id, "title": one.invariant.title, "count": one.count, "rows": one.rows}
                    for one in bad
                ],
            }
            self.stdout.write(json.dumps(body, ensure_ascii=False, default=str, indent=2))
            return
        for one in findings:
            self.stdout.write(f"{'✗' if one.count else '✓'} {one.invariant.id}  {one.invariant.title}")
            for row in one.rows:
                self.stdout.write(f"    {row}")
            if one.count > SHOWN:
                self.stdout.write(f"    …共 {one.count} 行")
        if amber:
            self.stdout.write("△ 应用正用属主身份连接数据库，授权守不住账：请分开 gjj_owner 与 gjj_app 两个身份。")
        self.stdout.write(
            f"{len(findings)} 条恒等式，{len(bad)} 条不成立。" if bad else f"{len(findings)} 条恒等式全部成立。"
        )
