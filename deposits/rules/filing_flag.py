"""职工对申报提异议：哪些项能提、哪些月份能提、最多几次。"""

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
PLACE = 1_000_000


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
