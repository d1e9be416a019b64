"""职工对申报提异议：哪些项能提、哪些月份能提、最多几次。"""

from decimal import Decimal

from deposits.rules.roster_cells import read_amount, read_ratio
from gjj.money.amounts import format_money, money_json, percent_json
from gjj.periods.month import Month

FIELDS = {
    "base": "缴存基数",
    "employer_ratio": "单位缴存比例",
    "personal_ratio": "个人缴存比例",
    "employer_amount": "单位缴存额",
    "personal_amount": "个人缴存额",
    "status": "缴存状态（不该封存、不该缴等）",
    "other": "其他",
}
"""能提的项目。"""
FLAG_KEY = "deposits.flag:"
"""异议的办件的业务键，后面是异议的编号。"""
AMOUNTS = ("base", "employer_amount", "personal_amount")
RATIOS = ("employer_ratio", "personal_ratio")
WHOLE = Decimal(100)
LARGEST = Decimal(10) ** 9
PLACE = 1_000_000


def read_claim(field: str, text: str) -> tuple[str, str]:
    """「应该是」按那一项的种类读：金额读成 9000.00，比例读成 12%，别的照写；读不成时第一项为空，第二项说怎么写。"""
    if field in AMOUNTS:
        _, amount = read_amount(text)
        if amount is None or not (0 if field != "base" else 1) <= amount < LARGEST or amount != round(amount, 2):
            return "", f"{FIELDS[field]}要写成金额（元），最多两位小数，如 8000 或 8,000.00。"
        return money_json(amount), ""
    if field in RATIOS:
        _, ratio = read_ratio(text)
        if ratio is None or not 0 <= ratio <= WHOLE or ratio != round(ratio, 2):
            return "", f"{FIELDS[field]}要写成百分数，0 到 100 之间，最多两位小数，如 12% 或 7.5。"
        return f"{percent_json(ratio)}%", ""
    return text.strip(), ""


def shown_claim(field: str, text: str) -> str:
    """申报的、应该是，给人看：金额带千分位；以前写成话的照原话加引号，不当成一个数。"""
    if not text or field not in (*AMOUNTS, *RATIOS):
        return text
    value, wrong = read_claim(field, text)
    return f"「{text}」" if wrong else format_money(Decimal(value)) if field in AMOUNTS else value


def filing_id(account_id: int, month: Month) -> int:
    """一个人一个月的申报的编号：账户编号接六位年月。"""
    return account_id * PLACE + month.year * 100 + month.month


def split_filing_id(number: int) -> tuple[int, Month] | None:
    """编号里的账户和年月；凑不成的为空。"""
    account_id, tail = divmod(number, PLACE)
    year, month = divmod(tail, 100)
    if not account_id or not 1 <= month <= 12 or not year:
        return None
    return account_id, Month(year, month)


def refusal_of_flag(
    month: Month, current: Month, *, raised: int, has_open: bool, limit: int, months: int
) -> str | None:
    """为什么不能提：flag_open 还有一条没答复，flag_too_old 月份太早，flag_limit 提得太多；能提时为空。"""
    if has_open:
        return "flag_open"
    if month < current - months:
        return "flag_too_old"
    return "flag_limit" if raised >= limit else None
