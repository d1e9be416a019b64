"""单位开户：manage.py open_unit，登记单位、开单位账户、给经办人登录；后台还没有开户的页面，单位从这里来。"""

from argparse import ArgumentParser
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from deposits.selectors import scope
from deposits.services.open_employer import open_employer_account
from gjj import clock
from gjj.actors.actor import system_actor
from gjj.declarations.errors import BizError
from gjj.identity.services.logins import create_login, give_grant
from gjj.identity.services.register import PersonDraft, register_employer, register_persons
from gjj.idnumbers import id_card, mobile
from gjj.money.amounts import is_coded
from gjj.periods.month import Month


class Command(BaseCommand):
    """登记一个单位、开单位账户、给一名经办人登录，打印单位账号；全办成或什么也不留。"""

    help = "登记一个单位、开单位账户、给一名经办人登录，打印单位账号；代码不对、已开过户、比例不在范围里的不办。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--uscc", required=True, help="统一社会信用代码，18 位")
        parser.add_argument("--name", required=True, help="单位名称，照营业执照或登记证书")
        parser.add_argument("--bank-account", required=True, help="付款账号，8 到 30 位数字；户名要和单位名称一致")
        parser.add_argument("--employer-ratio", required=True, help="单位缴存比例，百分数，如 8")
        parser.add_argument("--personal-ratio", required=True, help="个人缴存比例，百分数，如 8")
        parser.add_argument("--first-month", required=True, help="首个汇缴年月，如 2026-11")
        parser.add_argument("--agent-name", required=True, help="经办人姓名")
        parser.add_argument("--agent-id", required=True, help="经办人公民身份号码")
        parser.add_argument("--agent-mobile", required=True, help="经办人手机号，收验证码")
        parser.add_argument("--username", required=True, help="经办人的用户名；口令由本人点「忘记口令」凭短信设")
        parser.add_argument("--area", default="*", help="区域，默认全市")

    def handle(self, *args: Any, **options: Any) -> None:
        name, number = options["name"].strip(), options["bank_account"]
        if not name or not (number.isascii() and number.isdigit() and 8 <= len(number) <= 30):
            raise CommandError("单位名称不能空着，付款账号要是 8 到 30 位数字，没有开户。")
        wrong = id_card.problem(options["agent_id"]) or mobile.problem(options["agent_mobile"])
        if wrong:
            raise CommandError(f"经办人的证件号码或手机号不对：{wrong}。没有开户。")
        try:
            opened = self._open(name, number, options)
        except BizError as error:
            raise CommandError(f"{error.detail}{error.fix}") from error
        self.stdout.write(
            f"已开户：{name}，单位账号 {opened}。经办人 {options['username']} 请在登录页点「忘记口令」，凭短信设口令。"
        )

    @transaction.atomic
    def _open(self, name: str, number: str, options: dict[str, Any]) -> str:
        by, at = system_actor("开户命令"), clock.now()
        employer = register_employer(by=by, uscc=options["uscc"], name=name, at=at)
        account = open_employer_account(
            by=by, employer_id=employer, employer_ratio=_ratio(options["employer_ratio"]),
            personal_ratio=_ratio(options["personal_ratio"]), first_month=_month(options["first_month"]),
            bank_account=number, at=at, area=options["area"],
        )  # fmt: skip
        draft = PersonDraft(options["agent_name"].strip(), options["agent_id"], options["agent_mobile"])
        person = next(iter(register_persons(by=by, drafts=[draft], at=at).values()))
        login = create_login(by=by, username=options["username"], person_id=person, password=None, at=at)
        give_grant(by=by, login_id=login, role="unit_agent", scope="employer", employer_id=employer, at=at)
        return str(scope.employer_accounts(by).get(pk=account).number)


def _ratio(text: str) -> Decimal:
    try:
        ratio = None if is_coded(text) else Decimal(text)
    except InvalidOperation:
        ratio = None
    if ratio is None or not ratio.is_finite():
        raise CommandError(f"比例「{text}」要写成百分数，如 8，没有开户。")
    return ratio


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError as error:
        raise CommandError(f"首个汇缴年月「{text}」要写成 2026-11，没有开户。") from error
