"""看一份变更清册哪里不对：manage.py check_roster FILE [--unit NUMBER] [--month YYYY-MM]。什么也不存。"""

import json
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from deposits.roster.model import RosterFile
from deposits.rules.advice import advice_of
from deposits.rules.roster_facts import CellError, CheckedRow
from deposits.selectors.judged import Judged
from deposits.services.check_roster import Checked, check_roster
from gjj import clock
from gjj.actors.actor import system_actor
from gjj.declarations.errors import BizError
from gjj.money.amounts import ZERO, format_money, money_json
from gjj.periods.month import Month
from gjj.regulations.lookup import title

GAP = "　"


class Command(BaseCommand):
    """逐格说清一份名单哪里不对；有一处不对以 1 退出。和上传是同一套判断。"""

    help = (
        "逐格列出变更清册的错误：编码、行、列、姓名、是什么、依据、怎么改，最后是汇总；有错误以 1 退出，不存任何东西。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="变更清册：xlsx、xls 或 csv")
        parser.add_argument("--unit", metavar="NUMBER", help="单位账号；不写就按表里写的单位名称找")
        parser.add_argument("--month", type=Month.read, metavar="YYYY-MM", help="汇缴年月；不写就是单位应办的那个月")
        parser.add_argument("--json", action="store_true", help="以 JSON 输出")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            data = path.read_bytes()
        except OSError as error:
            raise CommandError(f"打不开 {path}：没有这个文件，或者没有权限读。") from error
        try:
            checked = check_roster(
                by=system_actor(), data=data, filename=path.name, at=clock.now(), unit_number=options["unit"] or "",
                month=options["month"],
            )  # fmt: skip
        except BizError as error:
            self._refused(error, as_json=options["json"])
            raise SystemExit(1) from error
        if options["json"]:
            self._json(_body(checked))
        else:
            self._print(path.name, checked)
        if any(row.errors for row in checked.result.rows):
            raise SystemExit(1)

    def _json(self, body: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(body, ensure_ascii=False, indent=2))

    def _refused(self, error: BizError, *, as_json: bool) -> None:
        if as_json:
            self._json({"code": error.code, "detail": error.detail, "article": error.article, "fix": error.fix})
            return
        rule = f"{GAP}依据：{title(error.article)}" if error.article else ""
        self.stdout.write(f"✗ {error.code}{GAP}{error.detail}{rule}{GAP}改法：{error.fix}")

    def _print(self, name: str, checked: Checked) -> None:
        file, result = checked.file, checked.result
        self.stdout.write(f"{name}{GAP}工作表「{file.sheet}」{GAP}表头在第 {file.header_row} 行")
        self.stdout.write(f"按 {checked.unit_name}（单位账号 {checked.unit_number}）{checked.month.label}判断")
        for warning in _told(checked):
            self.stdout.write(f"△ {warning['code']}{GAP}{warning['message']}")
        for row in result.rows:
            for error in row.errors:
                self.stdout.write(_line(row, error))
            for one in row.warnings:
                self.stdout.write(f"△ 第 {row.row} 行{GAP}{one['column']}{GAP}{one['code']}{GAP}{one['message']}")
        for text in _sums(file, result):
            self.stdout.write(text)


def _line(row: CheckedRow, error: CellError) -> str:
    """一格的错说成一行。"""
    rule = title(error.article) if error.article else "核对需要，没有专门条款"
    who = row.name or "（没有姓名）"
    return GAP.join(
        (
            f"✗ 第 {row.row} 行",
            error.column,
            error.code,
            who,
            error.message,
            f"依据：{rule}",
            f"改法：{advice_of(error.as_json())}",
        )
    )


def _counts(result: Judged) -> dict[str, int]:
    """行数的几个说法，和上传的答复一样。"""
    return {
        "rows": len(result.rows),
        "valid": sum(1 for row in result.rows if row.is_valid),
        "warnings": sum(1 for row in result.rows if row.repairs or row.warnings),
        "errors": sum(1 for row in result.rows if row.errors),
    }


def _sums(file: RosterFile, result: Judged) -> list[str]:
    """最后的几行汇总。"""
    counts, sums = _counts(result), result.summary
    amount = sum((row.amount for row in result.rows if row.is_valid), ZERO)
    repairs = sum(len(row.repairs) for row in result.rows)
    cells = sum(len(row.errors) for row in result.rows)
    return [
        f"读取 {counts['rows']} 行，跳过 {len(file.skipped)} 行；通过 {counts['valid']} 行，"
        f"有错误 {counts['errors']} 行共 {cells} 处；自动修复 {repairs} 处",
        f"清册金额 {format_money(amount)} 元",
        f"人数 上月 {sums.people_before} + 增 {sums.people_added} − 减 {sums.people_removed} = 本月 {sums.people_after}",
        f"金额 上月 {format_money(sums.amount_before)} + 增 {format_money(sums.amount_added)} "
        f"− 减 {format_money(sums.amount_removed)} = 本月 {format_money(sums.amount_after)}",
        "什么也没有存，账户没有任何变动。",
    ]


def _told(checked: Checked) -> list[Mapping[str, Any]]:
    """整份的提醒；这个月现在不能传的，先说。"""
    no = checked.not_now
    first = (
        [{"code": no.code, "message": f"{no.detail}下面照{checked.month.label}逐行核对，不影响结果。"}] if no else []
    )
    return [*first, *checked.result.warnings]


def _body(checked: Checked) -> dict[str, Any]:
    """JSON 的样子，和上传的答复用同样的名字。"""
    file, result = checked.file, checked.result
    return {
        "counts": _counts(result),
        "file": {"sheet": file.sheet, "header_row": file.header_row, "sha256": file.sha256},
        "repairs": [{"row": row.row, **one} for row in result.rows for one in row.repairs],
        "warnings": [*_told(checked), *({"row": row.row, **one} for row in result.rows for one in row.warnings)],
        "errors": [{"row": row.row, "name": row.name, **one.as_json()} for row in result.rows for one in row.errors],
        "list_totals": {
            "employees": _counts(result)["valid"],
            "amount": money_json(sum((row.amount for row in result.rows if row.is_valid), ZERO)),
        },
        "totals": {"employees": result.summary.people_after, "amount": money_json(result.summary.amount_after)},
    }
