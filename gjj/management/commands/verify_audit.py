"""查验审计：manage.py verify_audit [--json]。改、删、插、换序、截尾都查得出来；有断口的列出来并以 1 退出。"""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from gjj.audit.chain.verifying import KINDS, SHOWN, Verdict, verify


class Command(BaseCommand):
    """查验审计链。"""

    help = "从第一枚封条走到最后一枚，再对外锚；有断口的以 1 退出。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = verify()
        if options["json"]:
            self.stdout.write(json.dumps(asdict(verdict), ensure_ascii=False, indent=2))
        else:
            self._say(verdict)
        if verdict.count:
            raise SystemExit(1)

    def _say(self, verdict: Verdict) -> None:
        for one in verdict.breaks:
            which = f"审计记录 {one.audit_id}：" if one.audit_id is not None else ""
            self.stdout.write(f"✗ {KINDS[one.kind]}　{which}{one.said}")
        if verdict.count > SHOWN:
            self.stdout.write(f"  …共 {verdict.count} 处")
        seen = f"看过 {verdict.seals:,} 枚封条，对过 {verdict.anchors} 个外锚"
        self.stdout.write(f"{seen}，有 {verdict.count} 处断口。" if verdict.count else f"{seen}，一环扣一环。")
