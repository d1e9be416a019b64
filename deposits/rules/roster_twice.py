"""同一个证件号码写了两行：写的一样才删得了后一行；姓名不同的多半有一行号码填错，别处不同的留哪一行由人来定。"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from deposits.roster.model import Raw, RosterRow
from deposits.rules import roster_cells as cells
from deposits.rules import seal_reason
from deposits.rules.roster_facts import REMOVE, TYPE_WORDS, TYPES, AccountFact, Mend, RosterFacts
from gjj.declarations.dictionaries import SEAL_REASONS
from gjj.money.amounts import format_money, percent_json

EFFECTIVE = "第 {row} 行已经生效的，删去这一行，在下个月的清册里写「基数更正」"
BLANK = "没有写"
Meant = tuple[Any, str]
"""一格的意思：拿来比的、说给人听的。"""


@dataclass(frozen=True, slots=True)
class Twice:
    """后一行的错怎么说：怎么了、怎么改；mend 只在两行写的一样时有。"""

    message: str
    fix: str
    mend: Mend | None = None


def written_twice(
    earlier: RosterRow, later: RosterRow, facts: RosterFacts, account: AccountFact | None, registered: str
) -> Twice:
    """前后两行是同一个证件号码。account 是这个号码的账户，registered 是登记的姓名（没有登记过的是空串）。

    只有姓名和别的各格意思都一样，才给「删去这一行」：删错一行就漏了一个人。
    """
    first, second = (cells.read_name(row.values.get("name")).text for row in (earlier, later))
    if not first or first.casefold() != second.casefold():
        return _two_people(earlier.row, first, second, registered)
    effective = EFFECTIVE.format(row=earlier.row)
    apart = "；".join(_apart(earlier, later, facts, account))
    if apart:
        said = f"与第 {earlier.row} 行是同一个人写了两遍，写的不一样：{apart}"
        return Twice(said, f"留哪一行要您来定，系统不替您删：看清以后删去另一行；{effective}")
    said = f"与第 {earlier.row} 行是同一个证件号码，两行写的一样"
    return Twice(said, f"请删去其中一行；{effective}", REMOVE)


def _two_people(row: int, first: str, second: str, registered: str) -> Twice:
    """姓名不同（或者没写，认不出）：哪一行都不删。"""
    said = f"与第 {row} 行是同一个证件号码"
    if not first and not second:
        return Twice(f"{said}，两行都没有写姓名，认不出是不是同一个人", "请对照身份证写上姓名，再改填错的那一行")
    words = (f"是{first}" if first else "没有写姓名", f"是{second}" if second else "没有写姓名")
    said = f"{said}，姓名却不同（第 {row} 行{words[0]}，这一行{words[1]}）"
    if registered and registered == first:
        return Twice(
            f"{said}；登记的姓名与第 {row} 行相同，多半是这一行的号码填错了", "请对照身份证，改这一行的证件号码"
        )
    if registered and registered == second:
        return Twice(
            f"{said}；登记的姓名与这一行相同，多半是第 {row} 行的号码填错了", f"请对照身份证，改第 {row} 行的证件号码"
        )
    return Twice(f"{said}，多半有一行的号码填错了", "请对照两人的身份证，改填错的那一行；两个人都要在名单里，不要删")


def _apart(earlier: RosterRow, later: RosterRow, facts: RosterFacts, account: AccountFact | None) -> list[str]:
    """两行哪几格意思不同，各写的什么；手机号不写出来。"""
    meanings = _meanings(facts, account)
    found = {name: (meant(earlier.values.get(name)), meant(later.values.get(name))) for name, meant in meanings.items()}
    is_sealing = all(one[0] == "seal" for one in found["type"])
    # 封存的不看基数和比例，别的不看封存原因
    unused = ("base", "employer_ratio", "personal_ratio") if is_sealing else ("seal_reason",)
    told = []
    for name, (first, second) in found.items():
        if name not in unused and first[0] != second[0]:
            column = facts.column(name)
            words = f"第 {earlier.row} 行{first[1]}，这一行{second[1]}"
            told.append(f"{column}不同" if name == "mobile" else f"{column}{words}")
    return told


def _meanings(facts: RosterFacts, account: AccountFact | None) -> Mapping[str, Callable[[Raw], Meant]]:
    """各格怎么读出意思；空着的照账户、照单位的比例、照参数的封存原因。"""
    here = account if account is not None and account.is_here else None

    def kind(value: Raw) -> Meant:
        text = cells.read_plain(value).text
        found = TYPE_WORDS.get(text) if text else "unchanged" if here and here.status == "active" else None
        return found or text, f"「{TYPES[found]}」" if found else _quoted(text)

    def base(value: Raw) -> Meant:
        reading, amount = cells.read_amount(value)
        found = here.base if reading.is_empty and here else amount
        return (reading.text, _quoted(reading.original)) if found is None else (found, f" {format_money(found)}")

    def ratio(registered: Any) -> Callable[[Raw], Meant]:
        def meant(value: Raw) -> Meant:
            reading, read = cells.read_ratio(value)
            found = registered if reading.is_empty else read
            return (reading.text, _quoted(reading.original)) if found is None else (found, f" {percent_json(found)}%")

        return meant

    def reason(value: Raw) -> Meant:
        text = cells.read_plain(value).text
        found = seal_reason.code_of(text) if text else facts.seal_reason
        return found or text, f"「{SEAL_REASONS[found]}」" if found else _quoted(text)

    return {
        "type": kind, "mobile": lambda value: (cells.read_mobile(value).text, ""), "base": base,
        "employer_ratio": ratio(facts.employer_ratio), "personal_ratio": ratio(facts.personal_ratio),
        "seal_reason": reason,
    }  # fmt: skip


def _quoted(text: str) -> str:
    return f"「{text}」" if text else BLANK
