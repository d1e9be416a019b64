"""只看不存：一份名单照上传的判断走一遍，什么也不写。"""

from dataclasses import dataclass
from datetime import datetime

from deposits.errors import unit_not_told
from deposits.models import EmployerAccount
from deposits.roster.model import RosterFile
from deposits.roster.read import read_roster
from deposits.rules.roster_rows import same_unit
from deposits.selectors import scope
from deposits.selectors.facts import month_open_for
from deposits.selectors.judged import Judged, judged
from deposits.services.file_list import check_month
from gjj.actors.actor import Actor
from gjj.declarations.errors import BizError
from gjj.periods.days import business_date
from gjj.periods.month import Month


@dataclass(frozen=True)
class Checked:
    """看过的一份名单：按哪个单位、哪个月判断的，读出来的文件，判断，这个月能不能传。"""

    unit_number: str
    unit_name: str
    month: Month
    file: RosterFile
    result: Judged
    not_now: BizError | None
    """这个月现在为什么不能传；能传为空。"""


def check_roster(
    *, by: Actor, data: bytes, filename: str, at: datetime, unit_number: str = "", month: Month | None = None
) -> Checked:
    """判断一份名单，不存。不写单位账号就按表里写的单位名称找，不写月份就是应办的那个月。

    月份现在不能传（没到、已缴、跳月）的照样逐行看，为什么不能传写在 not_now。
    文件读不了、不是这个单位的、不知道是哪个单位的抛 BizError。依据：条例第十五条。
    """
    file = read_roster(data, filename)
    account = _account(by, unit_number, file)
    chosen = month or month_open_for(account)
    not_now = None
    try:
        check_month(account, chosen, at)
    except BizError as error:
        not_now = error
    result = judged(account, chosen, business_date(at), file)
    return Checked(account.number, account.employer.name, chosen, file, result, not_now)


def _account(by: Actor, number: str, file: RosterFile) -> EmployerAccount:
    """哪个单位；找不到抛 BizError。"""
    rows = scope.employer_accounts(by)
    if number:
        found = list(rows.filter(number=number))
    else:
        found = [one for one in rows if same_unit(one.employer.name, file.unit_name)] if file.unit_name else []
    if len(found) != 1:
        raise unit_not_told(number, file.unit_name)
    return found[0]
