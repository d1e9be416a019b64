"""单位开户：manage.py open_unit，登记单位、开单位账户、给经办人登录；平时单位在柜面或网上开户，这里是没有柜员的时候用的（头一家单位、批量导入以前）。"""

from argparse import ArgumentParser
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from deposits.rules.name_letters import odd_letters
from deposits.rules.unit_draft import FIRST_MONTH, UnitDraft
from deposits.services.open_unit import open_unit
from gjj import clock
from gjj.actors.actor import system_actor
from gjj.backoffice.words import words_of
from gjj.declarations.errors import BizError
from gjj.grants.places import place_of
from gjj.identity.usernames import SAID, is_username
from gjj.idnumbers import id_card, mobile
from gjj.money.amounts import is_coded
from gjj.parameters.selectors import ParameterMissing
from gjj.periods.month import Month


class Command(BaseCommand):
    """登记一个单位、开单位账户、给一名经办人登录，打印单位账号；全办成或什么也不留；单位、经办人、登录已有的用原来的。"""

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
        parser.add_argument(
            "--username", required=True, help="经办人的用户名，已有登录的用原来的；口令由本人点「忘记口令」凭短信设"
        )
        parser.add_argument("--area", default="*", help="区域，默认全市")
        parser.add_argument("--branch", default="", help="归哪个管理部，两位代码；空着由中心直接管")

    def handle(self, *args: Any, **options: Any) -> None:
        given = {name: value.strip() if isinstance(value, str) else value for name, value in options.items()}
        check(given)
        try:
            number, username, is_new = self._open(given)
        except ParameterMissing as error:
            raise wrong("首个汇缴年月", "那个月没有公布缴存基数的上下限", "请写有上下限的月份。") from error
        except BizError as error:
            raise CommandError(f"{error.detail}{error.fix}") from error
        how = "请在登录页点「忘记口令」，凭短信设口令" if is_new else "用原来的登录，口令照旧，登录后选这个单位"
        self.stdout.write(f"已开户：{given['name']}，单位账号 {number}。经办人 {username} {how}。")

    @transaction.atomic
    def _open(self, given: dict[str, Any]) -> tuple[str, str, bool]:
        """认得的单位、认得的人、有登录的人都用原来的，不另建。"""
        draft = UnitDraft(
            uscc=given["uscc"], unit_name=given["name"], employer_ratio=_ratio(given["employer_ratio"]),
            personal_ratio=_ratio(given["personal_ratio"]), first_month=_month(given["first_month"]),
            bank_account=given["bank_account"], name=given["agent_name"], id_no=given["agent_id"],
            mobile=given["agent_mobile"], new_username=given["username"], area=given["area"],
            branch=_branch(given["branch"]),
        )  # fmt: skip
        opened = open_unit(by=system_actor("开户命令"), draft=draft, at=clock.now())
        return opened.number, opened.administrator.username, opened.administrator.is_new


def wrong(field: str, why: str, then: str) -> CommandError:
    """哪一项不对、为什么、怎么办。"""
    return CommandError(f"{field}不对：{why}，没有开户。{then}")


def check(given: dict[str, Any]) -> None:
    """逐项看写得对不对；不对的抛 CommandError，什么也没有写。"""
    _named("单位名称", given["name"], 128, "请照营业执照或登记证书上的名称写。")
    number = given["bank_account"]
    if not (number.isascii() and number.isdigit() and 8 <= len(number) <= 30):
        raise wrong("付款账号", "要是 8 到 30 位数字", "请照开户银行的账号写，不带空格。")
    _ratio(given["employer_ratio"])
    _ratio(given["personal_ratio"])
    _month(given["first_month"])
    _named("经办人姓名", given["agent_name"], 64, "请照身份证上的姓名写。")
    odd = odd_letters(given["agent_name"])
    if odd:
        raise wrong("经办人姓名", f"有姓名里没有的字「{odd}」", "请照身份证上的姓名写。")
    for field, problem in (
        ("经办人的证件号码", id_card.problem(given["agent_id"])), ("经办人的手机号", mobile.problem(given["agent_mobile"])),
    ):  # fmt: skip
        if problem:
            raise wrong(field, problem, "请核对后重写。")
    if not is_username(given["username"]):
        raise wrong("用户名", f"要{SAID}", "请另起一个，例如 zhang-unit。")
    areas = words_of("area")
    if given["area"] not in areas:
        known = "、".join(f"{code}（{said}）" for code, said in areas.items())
        raise wrong("区域", f"没有「{given['area']}」这个区域", f"请写 {known} 里的一个。")
    _branch(given["branch"])


def _branch(code: str) -> int | None:
    if not code:
        return None
    try:
        return place_of("teller", code).branch
    except BizError as error:
        raise wrong("管理部", f"没有「{code}」这个代码", "请从管理部与网点的清单里照抄两位代码。") from error


def _named(field: str, text: str, most: int, then: str) -> None:
    if not text or len(text) > most or not text.isprintable():
        raise wrong(field, f"不能空着，最多 {most} 个字，不能换行", then)


def _ratio(text: str) -> Decimal:
    try:
        ratio = None if is_coded(text) else Decimal(text)
    except InvalidOperation:
        ratio = None
    if ratio is None or not ratio.is_finite() or not 0 < ratio <= 100 or ratio != round(ratio, 2):
        raise wrong("缴存比例", f"「{text}」要写成百分数，最多两位小数", "请写成 8 或 8.5 这样。")
    return ratio


def _month(text: str) -> Month:
    try:
        month = Month.parse(text)
    except ValueError as error:
        raise wrong("首个汇缴年月", f"「{text}」读不成年月", "请写成 2026-11 这样。") from error
    last = Month.of(clock.today()) + 1
    if month < FIRST_MONTH or month > last:
        raise wrong("首个汇缴年月", f"{month.label}太早或太晚", f"请写 {FIRST_MONTH.label}到{last.label}之间的月份。")
    return month
