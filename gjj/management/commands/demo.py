"""演示城市：manage.py demo --employers 60 --employees 5000 --months 14 [--seed 1] [--on DATE]。"""

import json
import os
import time
from argparse import ArgumentParser
from datetime import date, datetime
from datetime import time as clock_time
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from deposits.roster.template import write_roster
from deposits.selectors.scope import employer_accounts
from gjj import clock
from gjj.actors.actor import system_actor
from gjj.identity.models import Login
from gjj.management.city.build import Builder, Built
from gjj.management.city.cast import PASSWORD
from gjj.management.city.people import card_number
from gjj.management.city.plan import UNIT_A, Firm, Limits, Plan, roster_of_this_month, write_plan
from gjj.parameters import selectors as parameters
from gjj.periods.days import SHANGHAI
from gjj.periods.month import Month

VERSION = 4
"""演示数据的版本；变了，bin/run --rebuild 才会重建。"""


class Command(BaseCommand):
    """建一座演示城市。"""

    help = "按种子建一座虚构的城市，全部经真实的服务；只在空库、演示环境里运行。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--employers", type=int, default=60)
        parser.add_argument("--employees", type=int, default=5000)
        parser.add_argument("--months", type=int, default=14)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--on", type=date.fromisoformat, help="哪一天看这座城，默认今天；历史到它的上个月为止")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.GJJ_DEMO:
            raise CommandError("只有演示环境（GJJ_DEMO=1）可以建演示城市，没有任何改动。")
        if employer_accounts(system_actor()).exists():
            raise CommandError("库里已经有单位，不能再建演示城市，没有任何改动。要重建请用 bin/run --rebuild。")
        if (
            options["employers"] < 3
            or options["employees"] < options["employers"] * 8
            or not 5 <= options["months"] <= 60
        ):
            raise CommandError("至少 3 家单位，平均每家至少 8 人，5 到 60 个月。没有任何改动。")
        started = time.perf_counter()
        on = options["on"] or clock.today()
        this_month = Month.of(on)
        plan = write_plan(
            seed=options["seed"], employers=options["employers"], employees=options["employees"],
            months=options["months"], this_month=this_month, limits=_limits_of(this_month, options["months"]),
        )  # fmt: skip
        now = datetime.combine(on, clock_time(9), SHANGHAI)
        built = Builder(plan, this_month, now, self._say if options["verbosity"] else lambda text: None).build()
        Login.objects.update(password_set_at=now)  # 演示的口令算今天设的：登录一进门不提醒换
        path = self._write(plan, built, this_month, options["seed"])
        seconds = time.perf_counter() - started
        if options["verbosity"]:
            self.stdout.write(f"演示城市建好了，用时 {seconds:.1f} 秒；登录与名单见 {path}")

    def _say(self, text: str) -> None:
        self.stdout.write(text)

    def _write(self, plan: Plan, built: Built, this_month: Month, seed: int) -> Path:
        """demo-accounts.json 和甲公司这个月的名单。"""
        folder = Path(settings.GJJ_DATA)
        folder.mkdir(parents=True, exist_ok=True)
        roster = folder / f"unit-a-{this_month}.xlsx"
        roster.write_bytes(_roster_of_unit_a(plan.firms[0], plan, this_month, seed))
        path = folder / "demo-accounts.json"
        body = {
            "version": VERSION,
            "password": PASSWORD,
            "logins": [vars(one) for one in built.logins],
            "unit_a_roster": str(roster),
            "newcomer": _newcomer(plan),
            "simulators": {
                "bank": os.environ.get("GJJ_BANK_URL", settings.GJJ_BANK_URL), "sms": settings.GJJ_SMS_URL,
                "police": settings.GJJ_POLICE_URL, "cards": settings.GJJ_CARDS_URL, "face": settings.GJJ_FACE_URL,
            },
        }  # fmt: skip
        path.write_text(json.dumps(body, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        return path


def _newcomer(plan: Plan) -> dict[str, str]:
    """甲公司一名还没有登录的职工，演示自己注册用；卡号是编的。"""
    known = {one.id_no for one in (plan.zhangsan, plan.lisi, plan.wangwu)}
    who = next(one for one in plan.firms[0].active if one.id_no not in known)
    return {"name": who.name, "id_no": who.id_no, "mobile": who.mobile, "bank_card": card_number(who.mobile)}


def _limits_of(this_month: Month, months: int) -> Limits:
    """这些月份的基数上下限；参数没有那么早的，说清最早能从哪个月起。"""
    known: dict[Month, tuple[Decimal, Decimal]] = {}
    for month in (this_month.previous(step) for step in range(months + 1)):
        try:
            found = parameters.values(("deposits.base_floor", "deposits.base_cap"), on=month.first_day)
        except parameters.ParameterMissing:
            raise CommandError(
                f"{month.label}还没有基数上下限的参数，演示城市的历史最早从 {month + 1} 起；请减少月数。没有任何改动。"
            ) from None
        known[month] = (found["deposits.base_floor"], found["deposits.base_cap"])
    return known.__getitem__


def _roster_of_unit_a(firm: Firm, plan: Plan, month: Month, seed: int) -> bytes:
    keep = frozenset(one.id_no for one in (plan.zhangsan, plan.lisi, plan.wangwu))
    lines = roster_of_this_month(firm, month, plan.crowd, Random(seed + 1), keep)
    people = [
        (line.kind, line.who.name, line.who.id_no, line.who.mobile, line.base, firm.ratio, firm.ratio, "")
        for line in lines
    ]
    return write_roster(unit_name=UNIT_A, month=month, people=people)
