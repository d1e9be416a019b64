"""一份名单判断出来是什么样：上传、命令行都由这里判断，规则只有一套。"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from deposits.models import EmployerAccount
from deposits.roster.model import FIELDS, RosterFile
from deposits.rules.own_amounts import own_amounts_told
from deposits.rules.roster_facts import CheckedRow
from deposits.rules.roster_rows import check_header, check_rows, ids_in
from deposits.rules.summary import Change, Summary, ratio_change_apart, summarize
from deposits.selectors.facts import paying, ratio_changes, roster_facts
from gjj.periods.month import Month


@dataclass(frozen=True)
class Judged:
    """一份名单的判断：整份文件的提醒、逐行、汇总等式。"""

    warnings: Sequence[Mapping[str, str]]
    rows: Sequence[CheckedRow]
    summary: Summary


def columns_of(file: RosterFile) -> dict[str, str]:
    """各列在用户的文件里叫什么。"""
    return {name: file.column(name) for name in FIELDS}


def judged_rows(
    account: EmployerAccount, month: Month, on: date, columns: Mapping[str, str], file: RosterFile
) -> list[CheckedRow]:
    """逐行的判断。"""
    facts = roster_facts(account, month, on, columns, ids_in(file.rows), lacks_type="type" not in file.columns)
    return check_rows(file.rows, facts)


def summary_of(employer_account_id: int, month: Month, rows: Sequence[CheckedRow]) -> Summary:
    """上月 + 增 − 减 = 本月：上月是现在账户上的、去掉本月起的比例调整，增减来自通过的行和比例调整。"""
    people, amount = paying(employer_account_id)
    changes = [Change(row.type, row.before, row.amount) for row in rows if row.is_valid]
    return ratio_change_apart(summarize(people, amount, changes), *ratio_changes(employer_account_id, month))


def judged(account: EmployerAccount, month: Month, on: date, file: RosterFile) -> Judged:
    """整份判断，不存；别的单位的名单抛 RosterFileError（file_of_other_unit）。依据：条例第十五条。"""
    warnings = check_header(file, account.employer.name, month)
    rows = judged_rows(account, month, on, columns_of(file), file)
    amounts = {
        row.row: (row.employer_amount, row.personal_amount) for row in rows if row.is_valid and row.type != "seal"
    }
    warnings += own_amounts_told(file, amounts)
    return Judged(warnings, rows, summary_of(account.pk, month, rows))
