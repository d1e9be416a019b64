"""整齐的行走近路：写得规规矩矩的行不必逐格收拾，判断的结果和 roster_rows.py 逐格判断的一样。

规则只有一套：同一种样子（类型、出生年月、性别、账户情形、比例怎么写）的第一行总是逐格判断，
没有错误、没有提醒的，后面同样的行才照着办；一格写得稍有不同，就回到逐格判断。
"""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any, NamedTuple

from deposits.roster.model import FIELDS
from deposits.roster.rows import SheetRows
from deposits.rules.contribution import amounts_of
from deposits.rules.roster_facts import AccountFact, CheckedRow, RosterFacts
from deposits.rules.roster_rows import check_row
from gjj.idnumbers import id_card
from gjj.money.amounts import FEN, ZERO

NAME = re.compile(r"[\u4e00-\u9fa5]{2,16}").fullmatch
MOBILE = re.compile(r"1[3-9][0-9]{9}").fullmatch
AMOUNT = re.compile(r"[1-9][0-9]{0,8}(?:\.[0-9]{1,2})?").fullmatch
EMPTY = (None, "")
ODD = "13579"
UNSEEN: Any = object()
"""还没有见过的样子。"""
WHOLE = 10**15
TAIL = 1e-7
"""表格软件算出来的小数带着的尾差；逐格判断许到百万分之一。"""


class TidyRow(NamedTuple):
    """整齐的一行：读出来的值、金额（元）；repairs 是比例一格改过的写法，没有改过为空；place 是名单里的第几个人。"""

    row: int
    type: str
    name: str
    id_no: str
    mobile: str
    base: Decimal
    employer_amount: Decimal
    personal_amount: Decimal
    before: Decimal
    repairs: list[dict[str, str]]
    place: int


class _Sums(dict[str, int]):
    """号码的一段对校验和的贡献，算过的记着。"""

    def __init__(self, start: int) -> None:
        super().__init__()
        self.start = start

    def __missing__(self, text: str) -> int:
        weights = id_card.WEIGHTS[self.start :]
        found = self[text] = sum(int(digit) * weight for digit, weight in zip(text, weights, strict=False))
        return found


class _Births(dict[str, str]):
    """出生日期 → 年月；与办理日同月出生的，分生日过了没有（满几周岁差在这里）；不可能的日期为空。"""

    def __init__(self, on: date) -> None:
        super().__init__()
        self.on = on

    def __missing__(self, text: str) -> str:
        whole = "000000" + text
        is_possible = id_card.birth_ok(whole, self.on)
        key = text[:6] if is_possible else ""
        if key and int(text[4:6]) == self.on.month:
            key += "≤" if int(text[6:]) <= self.on.day else ">"
        self[text] = key
        return key


def _getter(places: list[int | None]) -> Callable[[list[Any]], tuple[Any, ...]]:
    """从一行格子里取出七列；表里没有的列是空。"""
    if None not in places:
        return itemgetter(*places)
    return lambda cells: tuple(None if place is None else cells[place] for place in places)


class TidyJudge:
    """按先后判断一份名单的行：整齐的给 TidyRow，其余逐格判断给 CheckedRow。"""

    def __init__(self, rows: SheetRows, facts: RosterFacts) -> None:
        self.rows, self.facts = rows, facts
        self.first_seen: dict[str, int] = {}
        self.cells_of = _getter([rows.places.get(name) for name in FIELDS])
        self.areas, self.days, self.tails = _Sums(0), _Sums(6), _Sums(14)
        self.births = _Births(facts.on)
        self.templates: dict[tuple[Any, ...], tuple[str, list[dict[str, str]]] | None] = {}
        self.ratio_columns = {facts.column("employer_ratio"), facts.column("personal_ratio")}

    def judge(self, start: int, stop: int) -> list[TidyRow | CheckedRow]:
        """从第 start 个人到第 stop 个（不含）；要从头按先后调用，重复的证件号才认得。"""
        one = self._one
        return [one(index) or self._cell_by_cell(index) for index in range(start, min(stop, len(self.rows)))]

    def _cell_by_cell(self, index: int) -> CheckedRow:
        return check_row(self.rows[index], self.facts, self.first_seen)

    def _one(self, index: int) -> "TidyRow | CheckedRow | None":
        """整齐的一行；不整齐的为空；一种样子的第一行当场逐格判断。"""
        number, facts = self.rows.numbers[index], self.facts
        try:
            kind, name, id_no, phone, wage, employer, personal = self.cells_of(self.rows.cells[number])
        except IndexError:  # CSV 各行长短不一
            return None
        born = self._born(id_no)
        if not born or id_no in self.first_seen or name.__class__ is not str or not NAME(name):
            return None
        account = facts.accounts.get(id_no)
        if not self._is_his(account, id_no, name):
            return None
        mobile, base = self._mobile(phone), self._base(wage, account)
        if mobile is None or base is None or number in self.rows.formulas:
            return None
        key = (
            kind, born, id_no[16] in ODD, not mobile, employer, personal, wage in EMPTY,
            account and (account.has_mobile, base == account.base),
        )  # fmt: skip
        template = self.templates.get(key, UNSEEN)
        if template is UNSEEN:
            return self._first_of(key, index)
        if template is None:
            return None
        self.first_seen[id_no] = number + 1
        amounts = amounts_of(base, facts.employer_ratio, facts.personal_ratio, facts.rounding)
        before = account.amount if account else ZERO
        return TidyRow(number + 1, template[0], name, id_no, mobile, base, *amounts, before, template[1], index)

    def _first_of(self, key: tuple[Any, ...], index: int) -> CheckedRow:
        """一种样子的第一行：逐格判断；没有错误和提醒、只有比例的写法改过，后面的照着办。"""
        row = self._cell_by_cell(index)
        only_ratios = all(one["column"] in self.ratio_columns for one in row.repairs)
        is_clean = not row.errors and not row.warnings and only_ratios and row.type != "seal"
        self.templates[key] = (row.type, row.repairs) if is_clean else None
        return row

    def _born(self, id_no: Any) -> str:
        """校验得对的证件号的出生年月；不是的为空。"""
        if id_no.__class__ is not str or len(id_no) != 18 or not id_no.isascii() or not id_no[:17].isdigit():
            return ""
        total = self.areas[id_no[:6]] + self.days[id_no[6:14]] + self.tails[id_no[14:17]]
        return self.births[id_no[6:14]] if id_card.CHECK_CODES[total % 11] == id_no[17] else ""

    def _is_his(self, account: AccountFact | None, id_no: str, name: str) -> bool:
        """没有账户、登记的姓名没有不同；或在本单位正常缴存、姓名相同。"""
        if account is None:
            return self.facts.known_names.get(id_no, name) == name
        return account.is_here and account.status == "active" and account.name == name

    def _mobile(self, value: Any) -> str | None:
        """规矩的手机号，空着的是空串；要收拾的为空。"""
        if value in EMPTY:
            return ""
        if value.__class__ is float and value.is_integer() and abs(value) < WHOLE:
            value = str(int(value))
        return value if value.__class__ is str and MOBILE(value) else None

    def _base(self, value: Any, account: AccountFact | None) -> Decimal | None:
        """上下限之间的基数，空着的用账户现在的；要收拾、要提醒的为空。"""
        if value.__class__ is float:
            fen = round(value * 100) if 0 < value < WHOLE else 0
            base = Decimal(fen).scaleb(-2) if abs(fen / 100 - value) < TAIL else None
        elif value in EMPTY:
            base = account.base if account else None
        else:
            base = Decimal(value).quantize(FEN) if value.__class__ is str and AMOUNT(value) else None
        return base if base is not None and self.facts.floor <= base <= self.facts.cap else None
