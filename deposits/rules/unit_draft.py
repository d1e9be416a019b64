"""要开户的单位：登记表上填的，和填得对不对。只看填的本身，认不认得这个单位、这个人由 selectors/opening.py 看。"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from deposits.rules.adjust import article_against
from deposits.rules.name_letters import odd_letters
from gjj.idnumbers import id_card, mobile, uscc
from gjj.money.amounts import percent_json
from gjj.periods.month import Month
from gjj.periods.said import day_said

FIRST_MONTH = Month(1999, 4)
"""《住房公积金管理条例》从这个月起施行。"""
PAYER_DIGITS = range(8, 31)
"""付款账号几位数字。"""


@dataclass(frozen=True)
class UnitDraft:
    """要开户的单位：登记、比例、付款账号、第一位管理员、柜面合同；比例是百分数，空着的管理部是中心直接管。

    设立日期空着是不知道，发薪日空着照本市的，没有在柜面签合同的两栏空着。
    """

    uscc: str
    unit_name: str
    employer_ratio: Decimal
    personal_ratio: Decimal
    first_month: Month
    bank_account: str
    name: str
    id_no: str
    mobile: str
    new_username: str
    registered_address: str = ""
    legal_representative: str = ""
    founded_on: date | None = None
    payday: int | None = None
    area: str = "*"
    branch: int | None = None
    contract_no: str = ""
    contract_on: date | None = None

    def as_json(self) -> dict[str, Any]:
        """写得进 JSON 的样子：比例、年月、日子写成文字。"""
        told = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value if isinstance(value, int | str | None) else str(value) for name, value in told.items()}

    @classmethod
    def of_json(cls, told: Mapping[str, Any]) -> "UnitDraft":
        """照 as_json 写的读回来；多出来的不看。"""
        given = {one.name: told[one.name] for one in fields(cls) if one.name in told}
        for name in ("employer_ratio", "personal_ratio"):
            given[name] = Decimal(str(given[name]))
        for name in ("founded_on", "contract_on"):
            if given.get(name):
                given[name] = date.fromisoformat(str(given[name]))
        return cls(**{**given, "first_month": Month.parse(str(given["first_month"]))})


@dataclass(frozen=True)
class Fault:
    """一处不对：哪一栏、怎么不对。"""

    field: str
    said: str


def faults(draft: UnitDraft, *, low: Decimal, high: Decimal, on: date, text_from: date) -> list[Fault]:
    """填得不对的每一处，逐栏说；都对为空。low、high 是缴存比例的范围，on 是办理那天，text_from 是现在的合同文本从哪天起用。"""
    return [
        *_of_unit(draft, on),
        *_of_contract(draft, on, text_from),
        *_of_ratios(draft, low, high),
        *_of_person(draft),
    ]


def _of_unit(draft: UnitDraft, on: date) -> Iterator[Fault]:
    problem = uscc.problem(draft.uscc)
    if problem:
        yield Fault("uscc", f"统一社会信用代码不对：{problem}。请照营业执照或登记证书重填。")
    if draft.founded_on is not None and draft.founded_on > on:
        yield Fault("founded_on", "成立日期不能晚于今天。")
    digits = draft.bank_account
    if not (digits.isascii() and digits.isdigit() and len(digits) in PAYER_DIGITS):
        yield Fault("bank_account", "付款账号要是 8 到 30 位数字，户名和单位名称一致，不带空格。")
    last = Month.of(on) + 1
    if not FIRST_MONTH <= draft.first_month <= last:
        yield Fault("first_month", f"首个汇缴年月太早或太晚，请写 {FIRST_MONTH.label}到{last.label}之间的月份。")


def _of_contract(draft: UnitDraft, on: date, text_from: date) -> Iterator[Fault]:
    """签的是现在的文本：签订日期在它起用以后、今天以前（都含）。"""
    if draft.contract_on is None:
        return
    if draft.contract_on > on:
        yield Fault("contract_on", "合同的签订日期不能晚于今天。")
    elif draft.contract_on < text_from:
        said = f"现在的合同文本从{day_said(text_from)}起用，签订日期不能比它早"
        yield Fault("contract_on", f"{said}；那以前签的是从前的文本，请单位签现在的一版再登记。")


def _of_ratios(draft: UnitDraft, low: Decimal, high: Decimal) -> Iterator[Fault]:
    for field, side, ratio in (
        ("employer_ratio", "单位", draft.employer_ratio), ("personal_ratio", "个人", draft.personal_ratio),
    ):  # fmt: skip
        if article_against(ratio, low, high):
            said = f"{side}缴存比例 {percent_json(ratio)}% 不在 {percent_json(low)}% 到 {percent_json(high)}% 之间"
            yield Fault(field, f"{said}，请填这个范围里的（条例第十八条、指导意见第二条）。")


def _of_person(draft: UnitDraft) -> Iterator[Fault]:
    odd = odd_letters(draft.name)
    if odd:
        yield Fault("name", f"姓名里有姓名没有的字「{odd}」，请照身份证写。")
    for field, title, problem in (
        ("id_no", "证件号码", id_card.problem(draft.id_no)), ("mobile", "手机号", mobile.problem(draft.mobile)),
    ):  # fmt: skip
        if problem:
            yield Fault(field, f"{title}不对：{problem}。请照身份证件核对后重填。")
