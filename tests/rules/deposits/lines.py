"""造名单里的行：办理日、上下限、单位比例、几个已有账户的人；一行写得全对，要错哪格改哪格。"""

from datetime import date
from decimal import Decimal
from typing import Any

from deposits.roster.model import RosterRow
from deposits.rules.retirement import RetirementTerms
from deposits.rules.roster_facts import AccountFact, CheckedRow, RosterFacts
from deposits.rules.roster_rows import check_rows
from gjj.idnumbers.id_card import check_code
from gjj.periods.month import Month

TODAY = date(2026, 11, 24)
COLUMNS = {
    "type": "变动情况",
    "name": "姓名",
    "id_no": "身份证号",
    "mobile": "联系电话",
    "base": "工资基数",
    "employer_ratio": "单位比例",
    "personal_ratio": "职工比例",
}
"""各列在用户的文件里的叫法，没有一个是标准名。"""


def id_number(born: str = "19900101", serial: int = 1, area: str = "110105") -> str:
    """末位推算得对的身份证号；出生日期写什么就是什么。"""
    body = f"{area}{born}{serial:03d}"
    return body + check_code(body)


def wrong_end(number: str) -> str:
    """末位改错的号码。"""
    return number[:-1] + ("1" if number[-1] == "0" else "0")


NEW, PAYS, SEALED = id_number(serial=1), id_number(serial=2), id_number(serial=3)
PAYS_ELSEWHERE, SEALED_ELSEWHERE = id_number(serial=4), id_number(serial=5)


def account(
    name: str, status: str, is_here: bool = True, base: str = "8000.00", amount: str = "1280.00", adjusted: int = 0
) -> AccountFact:
    """一个已有的账户。"""
    return AccountFact(
        name, status, is_here, Decimal(base), Decimal("8"), Decimal("8"), Decimal(amount), adjusted=adjusted
    )


ACCOUNTS = {
    PAYS: account("张正常", "active"),
    SEALED: account("李封存", "sealed", base="7000.00", amount="1120.00"),
    PAYS_ELSEWHERE: account("王在外", "active", is_here=False, base="16000.00"),
    SEALED_ELSEWHERE: account("赵在外", "sealed", is_here=False, base="16000.00"),
}


SETTLED = id_number(serial=90)
"""这个缴存年度调过一次基数的。"""
ACCOUNTS[SETTLED] = account("孙调过", "active", adjusted=1)
NAMES = {NEW: "钱新来", **{number: one.name for number, one in ACCOUNTS.items()}}


RETIREMENT = {
    "男": (RetirementTerms(60, 4, 36),),
    "女": (RetirementTerms(50, 2, 60, "工人岗"), RetirementTerms(55, 4, 36, "管理岗")),
}


def facts(**changes: Any) -> RosterFacts:
    """本市今年的上下限，单位和个人都是 8%，取整到元。"""
    terms: dict[str, Any] = {
        "on": TODAY, "month": Month.of(TODAY), "employer_ratio": Decimal("8"), "personal_ratio": Decimal("8"),
        "floor": Decimal("2350.00"), "cap": Decimal("21408.00"), "ratio_min": Decimal("5"), "ratio_max": Decimal("12"),
        "youngest": 16, "oldest": 70, "adjusts_a_year": 1,
        "retirement": RETIREMENT,
        "rounding": "yuan", "unit_name": "甲公司", "columns": COLUMNS, "accounts": ACCOUNTS, **changes,
    }  # fmt: skip
    return RosterFacts(**terms)


def line(row: int = 5, formulas: tuple[str, ...] = (), **changes: Any) -> RosterRow:
    """一行开户，全对；要改的另写。"""
    good: dict[str, Any] = {
        "type": "开户", "name": "钱新来", "id_no": NEW, "mobile": "13800138000", "base": 8765.43,
        "employer_ratio": 0.08, "personal_ratio": "8%",
    }  # fmt: skip
    return RosterRow(row, {**good, **changes}, frozenset(formulas))


def checked(known: RosterFacts | None = None, /, **changes: Any) -> CheckedRow:
    """判断过的一行。"""
    (row,) = check_rows([line(**changes)], known or facts())
    return row


def codes(row: CheckedRow) -> list[tuple[str, str]]:
    """错在哪列、是什么错。"""
    return [(error.column, error.code) for error in row.errors]


def filed(kind: str | None, id_no: str, **changes: Any) -> CheckedRow:
    """某人的一行，姓名写得对。"""
    return checked(**{"type": kind, "id_no": id_no, "name": NAMES[id_no], **changes})


def warned(row: CheckedRow) -> list[tuple[str, str]]:
    """提醒在哪列、是什么。"""
    return [(one["column"], one["code"]) for one in row.warnings]
