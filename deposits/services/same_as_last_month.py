"""与上月相同：系统替单位写一份名单，列出现在正常缴存的每个人，接下来和自己上传的一样办。"""

from datetime import datetime

from deposits.errors import no_employer_account, no_people
from deposits.models import Account
from deposits.roster.template import write_csv
from deposits.selectors import scope
from deposits.services.file_list import Filed, file_change_list
from gjj.actors.actor import Actor
from gjj.declarations.permissions import require
from gjj.periods.month import Month


def file_same_as_last_month(
    *,
    by: Actor,
    month: Month,
    at: datetime,
    employer_number: str | None = None,
    ahead: bool = False,
    at_once: bool = False,
) -> Filed:
    """一份与上月相同的变更清册：每个正常缴存的职工一行「正常」，基数和比例照旧。

    没有正常缴存的职工抛 no_people；月份不能办、已确认别的清册的，和上传一样抛 BizError。
    人没有变时再来一次取原来那份。依据：条例第十九条。
    """
    require(by, "deposits.list.file")
    account = scope.employer_account(by, employer_number)
    if account is None:
        raise no_employer_account()
    people = (
        Account.objects.filter(employer_account=account, status="active")
        .order_by("id")
        .values_list("person__name", "person__id_no")
    )
    rows = [("正常", name, id_no) for name, id_no in people.iterator(chunk_size=5_000)]
    if not rows:
        raise no_people(month)
    return file_change_list(
        by=by, month=month, data=write_csv(("变更类型", "职工姓名", "证件号码"), rows),
        filename=f"{month.label}与上月相同.csv", at=at, employer_number=employer_number,
        ahead=ahead, at_once=at_once, source="same_as_last_month",
    )  # fmt: skip
