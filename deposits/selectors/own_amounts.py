"""清册存下的金额，和文件里单位自己算的对。"""

from deposits.models import ChangeList, ChangeRow
from deposits.roster.model import RosterFile
from deposits.rules.own_amounts import own_amounts_told


def amounts_told(head: ChangeList, file: RosterFile) -> list[dict[str, str]]:
    """整份文件的提醒：单位自己算的金额和系统算的不同。文件没有这样的列就不查。"""
    if not file.amounts:
        return []
    rows = ChangeRow.objects.filter(change_list=head, is_valid=True).exclude(type="seal")
    found = rows.values_list("row", "employer_amount", "personal_amount")
    return own_amounts_told(file, {row: (employer, personal) for row, employer, personal in found})
