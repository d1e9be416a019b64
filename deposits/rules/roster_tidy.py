"""整齐的行走近路：写得规规矩矩的行不必逐格收拾，判断的结果和 roster_rows.py 逐格判断的一样。

规则只有一套：同一种样子（类型、出生年月、性别、账户情形、比例怎么写）的第一行总是逐格判断，
没有错误、没有提醒的，后面同样的行才照着办；一格写得稍有不同，就回到逐格判断。
一段按列读：一列里的格子一起认，认得的给读出来的值，认不得的留空。
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence, Set
from decimal import Decimal
from typing import Any, NamedTuple

from deposits.roster.model import FIELDS, RosterRow
from deposits.roster.rows import SheetRows
from deposits.rules.contribution import amounts_of
from deposits.rules.roster_facts import AccountFact, CheckedRow, RosterFacts
from deposits.rules.roster_rows import PLAIN_ID, check_row
from gjj.idnumbers import id_card
from gjj.money.amounts import FEN, ZERO
from gjj.periods.month import Month

NAME = re.compile(r"[\u4e00-\u9fa5]{2,16}").fullmatch
MOBILE = re.compile(r"1[3-9][0-9]{9}").fullmatch
AMOUNT = re.compile(r"[1-9][0-9]{0,8}(?:\.[0-9]{1,2})?").fullmatch
EMPTY = (None, "")
ODD = "13579"
MIDDLE = "年纪不大不小"
UNSEEN: Any = object()
"""还没有见过的样子。"""
WHOLE = 10**15
TAIL = 1e-7
"""表格软件算出来的小数带着的尾差；逐格判断许到百万分之一。"""


Money = tuple[Decimal, Decimal, Decimal]
"""基数、单位部分、个人部分（元）。"""


class TidyRow(NamedTuple):
    """整齐的一行：读出来的值、repairs 是类型、比例改过的写法，没有改过为空；place 是名单里的第几个人。"""

    row: int
    type: str
    name: str
    id_no: str
    mobile: str
    money: Money
    before: Decimal
    repairs: list[dict[str, str]]
    place: int


class _Births(dict[str, str]):
    """出生日期 → 年月；与办理日同月出生的，分生日过了没有（满几周岁差在这里）；不可能的日期为空。

    年纪不大不小、离退休还早的，没有哪条规则看他哪年哪月出生：都算同一种。
    """

    def __init__(self, facts: RosterFacts) -> None:
        super().__init__()
        self.on = facts.on
        soonest = min(terms.age for tracks in facts.retirement.values() for terms in tracks)
        self.not_before = facts.month - soonest * 12
        self.years = range(facts.on.year - facts.oldest, facts.on.year - facts.youngest)

    def __missing__(self, text: str) -> str:
        key = self[text] = self._of(text) if id_card.birth_ok("000000" + text, self.on) else ""
        return key

    def _of(self, text: str) -> str:
        born = Month(int(text[:4]), int(text[4:6]))
        if born.year in self.years and born > self.not_before:
            return MIDDLE
        if born.month != self.on.month:
            return text[:6]
        return text[:6] + ("≤" if int(text[6:]) <= self.on.day else ">")


class _Moneys(dict[Any, Money | None]):
    """一格写的基数 → 基数和月缴存额；不在上下限之间的、要收拾的为空。只问数和文字：真假在字典里和 1、0 分不开。"""

    def __init__(self, facts: RosterFacts) -> None:
        super().__init__()
        self.facts = facts

    def __missing__(self, value: Any) -> Money | None:
        found = self[value] = self.of(_fen_of(value) if value.__class__ is float else _amount_of(value))
        return found

    def of(self, base: Decimal | None) -> Money | None:
        """一个基数的月缴存额；没有基数、不在上下限之间的为空。"""
        facts = self.facts
        if base is None or not facts.floor <= base <= facts.cap:
            return None
        return base, *amounts_of(base, facts.employer_ratio, facts.personal_ratio, facts.rounding)


def _fen_of(value: float) -> Decimal | None:
    """表格里的数读成两位小数；不止两位的、不是正数的为空。"""
    fen = round(value * 100) if 0 < value < WHOLE else 0
    return Decimal(fen) * FEN if abs(fen / 100 - value) < TAIL else None


def _amount_of(value: Any) -> Decimal | None:
    """写成文字的规矩的金额；别的为空。"""
    return Decimal(value).quantize(FEN) if value.__class__ is str and AMOUNT(value) else None


def _mobile_of(value: Any) -> str | None:
    """规矩的手机号，空着的是空串；要收拾的为空。"""
    if value in EMPTY:
        return ""
    if value.__class__ is float and value.is_integer() and abs(value) < WHOLE:
        value = str(int(value))
    return value if value.__class__ is str and MOBILE(value) else None


def _is_sound(text: str) -> bool:
    """规矩的证件号码，校验码也对。"""
    return PLAIN_ID(text) is not None and id_card.check_code(text[:17]) == text[17]


def _repeated(ids: Sequence[str]) -> set[str]:
    """写了不止一遍的证件号码。"""
    if len(set(ids)) == len(ids):
        return set()
    return {text for text, times in Counter(ids).items() if times > 1}


class TidyJudge:
    """按先后判断一份名单的行：整齐的给 TidyRow，其余逐格判断给 CheckedRow。

    ids 是名单里全部读得出的证件号码，sound 是其中已经对过样子和校验码的。
    """

    def __init__(self, rows: SheetRows, facts: RosterFacts, ids: Sequence[str], sound: Set[str] = frozenset()) -> None:
        self.rows, self.facts, self.sound = rows, facts, sound
        self.first_seen: dict[str, RosterRow] = {}
        # 写了不止一遍的号码都逐格判断：谁先谁后由那里记，整齐的行不用记
        self.repeated = _repeated(ids)
        self.births, self.moneys = _Births(facts), _Moneys(facts)
        self.templates: dict[tuple[Any, ...], tuple[str, list[dict[str, str]]] | None] = {}
        self.same_columns = {facts.column(name) for name in ("type", "employer_ratio", "personal_ratio")}

    def judge(self, start: int, stop: int) -> list[TidyRow | CheckedRow]:
        """从第 start 个人到第 stop 个（不含）；要从头按先后调用，重复的证件号才认得。"""
        part = self.rows[start:stop]
        cells = part.columns(FIELDS)
        accounts = [self.facts.accounts.get(text) if text.__class__ is str else None for text in cells["id_no"]]
        read = zip(
            range(start, start + len(part)), part.numbers, cells["type"], self._names(cells, accounts), cells["id_no"],
            self._born(cells["id_no"]), [_mobile_of(one) for one in cells["mobile"]], cells["base"],
            self._money(cells["base"], accounts), cells["employer_ratio"], cells["personal_ratio"], accounts,
            strict=True,
        )  # fmt: skip
        return list(self._rows(read))

    def _rows(self, read: Iterable[tuple[Any, ...]]) -> Iterable[TidyRow | CheckedRow]:
        """一行行看：七格都认得、样子见过的照着办，其余逐格判断。"""
        formulas, repeated, templates = self.rows.formulas, self.repeated, self.templates
        new = tuple.__new__  # 一列不多一列不少，不必再经 TidyRow 自己的造法
        for index, number, kind, name, id_no, born, mobile, wage, money, employer, personal, account in read:
            if not (name and born and money) or mobile is None or id_no in repeated or number in formulas:
                yield self._cell_by_cell(index)
                continue
            if account and account.adjusted and money[0] != account.base:  # 今年调过的要改基数：逐人看还能不能
                yield self._cell_by_cell(index)
                continue
            key = (
                kind, born, id_no[16] in ODD, not mobile, employer, personal,
                account and (account.has_mobile, money[0] == account.base, wage in EMPTY),
            )  # fmt: skip
            template = templates.get(key, UNSEEN)
            if template is UNSEEN:
                yield self._first_of(key, index)
            elif template is None:
                yield self._cell_by_cell(index)
            else:
                before = account.amount if account else ZERO
                yield new(TidyRow, (number + 1, template[0], name, id_no, mobile, money, before, template[1], index))

    def _cell_by_cell(self, index: int) -> CheckedRow:
        row = check_row(self.rows[index], self.facts, self.first_seen)
        if row.id_no not in self.repeated:  # 只写了一遍的不会再来：不记着，十万行的名单才不占地方
            self.first_seen.pop(row.id_no, None)
        return row

    def _first_of(self, key: tuple[Any, ...], index: int) -> CheckedRow:
        """一种样子的第一行：逐格判断；没有错误和提醒、只有类型和比例的写法改过，后面的照着办。"""
        row = self._cell_by_cell(index)
        is_same = all(one["column"] in self.same_columns for one in row.repairs)
        is_clean = not row.errors and not row.warnings and is_same and row.type != "seal"
        self.templates[key] = (row.type, row.repairs) if is_clean else None
        return row

    def _born(self, ids: Sequence[Any]) -> list[str]:
        """校验得对的证件号的出生年月；不是的为空。"""
        births, sound = self.births, self.sound
        return [
            births[text[6:14]] if text.__class__ is str and (text in sound or _is_sound(text)) else "" for text in ids
        ]

    def _names(self, cells: dict[str, list[Any]], accounts: Sequence[AccountFact | None]) -> list[str]:
        """规矩的姓名，而且：没有账户的，登记的姓名没有不同；有账户的，在本单位正常缴存、姓名相同。不是的为空。"""
        known = self.facts.known_names
        return [
            name
            if name.__class__ is str
            and NAME(name)
            and (
                account.is_here and account.status == "active" and account.name == name
                if account
                else not known or known.get(id_no, name) == name
            )
            else ""
            for name, id_no, account in zip(cells["name"], cells["id_no"], accounts, strict=True)
        ]

    def _money(self, wages: Sequence[Any], accounts: Sequence[AccountFact | None]) -> list[Money | None]:
        """基数和月缴存额，空着的用账户现在的基数；要收拾的、要提醒的为空。"""
        moneys = self.moneys
        return [
            moneys[wage] if wage.__class__ is float or (wage.__class__ is str and wage)
            else moneys.of(account.base) if account and wage in EMPTY
            else None
            for wage, account in zip(wages, accounts, strict=True)
        ]  # fmt: skip
